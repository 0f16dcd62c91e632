import { z } from 'zod'
import type { StepName } from './names.ts'

/** The languages in which findings are worded and postmortems are written. */
export const Language = z.enum(['en', 'zh'])
export type Language = z.infer<typeof Language>

/** The language in which a question is answered: that in which it is asked. */
export function languageAsked(question: string, otherwise: Language): Language {
  return /\p{Script=Han}/u.test(question) ? 'zh' : otherwise
}

/** A sentence and the ids of findings and evidence that it rests on. */
export const Sentence = z.object({ text: z.string(), cites: z.array(z.string()) })
export type Sentence = z.infer<typeof Sentence>

/** Which part of the summary or the postmortem a sentence is for. */
export const NarratedSection = z.enum(['summary', 'impact', 'cause', 'factors'])
export type NarratedSection = z.infer<typeof NarratedSection>

export const NarratedSentence = Sentence.extend({ section: NarratedSection })
export type NarratedSentence = z.infer<typeof NarratedSentence>

/** Why a sentence of a model was not used. */
export const DropReason = z.enum([
  'no-citation',
  'unknown-citation',
  'wrong-number',
  'other-cause',
  'overclaim',
  'not-text',
])
export type DropReason = z.infer<typeof DropReason>

/** One conversation with a model: what was sent, what came back, what it cost. */
export const ModelCall = z.object({
  model: z.string(),
  api: z.enum(['chat', 'responses']),
  /** Requests made: one, or more where the first failed or a tool was asked for. */
  attempts: z.int().nonnegative(),
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  /** From the prices in the configuration; null where none are set. */
  costUsd: z.number().nonnegative().nullable(),
  durationMs: z.int().nonnegative(),
  sent: z.array(z.object({ role: z.string(), text: z.string() })),
  /** The model's answers as they came, masked and bounded. */
  received: z.array(z.string()),
})
export type ModelCall = z.infer<typeof ModelCall>

/** What came of asking a model to word an investigation. Without `used` the built-in wording stands. */
export const Narration = z.object({
  outcome: z.enum(['used', 'too-little', 'failed', 'over-budget']),
  reason: z.string().optional(),
  language: Language,
  sentences: z.array(NarratedSentence),
  dropped: z.array(
    z.object({
      text: z.string(),
      cites: z.array(z.string()),
      reason: DropReason,
      /** What in it was wrong: the id, the number, the cause. */
      detail: z.string(),
    }),
  ),
  /** Null when no request was made. */
  call: ModelCall.nullable(),
})
export type Narration = z.infer<typeof Narration>

/** A question asked in the thread, and its answer. */
export const Answer = z.object({
  /** Unique in the investigation. */
  id: z.string(),
  question: z.string(),
  by: z.string(),
  sentences: z.array(Sentence),
  /** Evidence whose tables are shown under the answer. */
  shows: z.array(z.string()),
  /** `model` only where a model worded it. */
  from: z.enum(['log', 'model']),
  dropped: Narration.shape.dropped,
  call: ModelCall.nullable(),
  /** Calls of tools that a model made, and those among them that were refused; absent: no model was asked. */
  tools: z.object({ calls: z.int().nonnegative(), refused: z.int().nonnegative() }).optional(),
})
export type Answer = z.infer<typeof Answer>

/** What a model made of a question. Its sentences stood up to the evidence; there may be none. */
export type ModelAnswer = {
  readonly sentences: readonly Sentence[]
  readonly dropped: Narration['dropped']
  /** Why there is no sentence; null when there is one. */
  readonly reason: string | null
  /** A step of the investigation that would tell more. */
  readonly wouldTell: StepName | null
  /** A step that is to be measured again, on one node or (null) all of them. */
  readonly measure: Again | null
  readonly tools: { readonly calls: number; readonly refused: number }
  readonly call: ModelCall | null
}

export type Again = { readonly step: StepName; readonly node: string | null }
