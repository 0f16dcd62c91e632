import { z } from 'zod'
import type { ModelAnswer } from '../core/narration.ts'
import type { Answerer } from '../core/ports.ts'
import { english, plural, say } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { ground } from './ground.ts'
import { TIME_LIMIT_MS } from './limits.ts'
import { overBudget, type NarratorDeps } from './narrator.ts'
import { questionPrompt } from './question-prompt.ts'
import { createToolbox } from './query-tools.ts'
import { talk } from './tool-loop.ts'

export type AnswererDeps = NarratorDeps & {
  /** Aborts when the process stops. */
  readonly signal: AbortSignal
}

/** As for the wording: no bounds in it that compatible servers refuse. */
const Answered = z.object({
  sentences: z.array(z.object({ text: z.string(), cites: z.array(z.string()) })),
  wouldTell: z.string().nullable(),
})

/** Answers questions through a model that may read the log, and keeps only what the evidence backs. */
export function createAnswerer(deps: AnswererDeps): Answerer {
  return {
    async answer(state, question) {
      // Every sentence is held against the verdict: before there is one, none could be kept.
      if (state.verdict === null)
        return nothing(english(say`There is no verdict yet; the investigation is ${state.state}.`))
      const over = await overBudget(deps)
      if (over !== null) return nothing(english(say`No model was asked: ${over}.`))
      const toolbox = createToolbox(state)
      const timeLimitMs = deps.timeLimitMs ?? TIME_LIMIT_MS
      const talked = await talk(
        { ...deps, timeLimitMs },
        {
          messages: questionPrompt(state, question, state.narrate ?? state.language),
          name: 'answer',
          schema: Answered,
          toolbox,
        },
      )
      const { call, tools, answer } = talked
      const none = english(say`The model gave no answer: ${talked.reason ?? ''}.`)
      const base = { ...nothing(none), call, tools }
      return answer === null ? base : { ...base, ...judge(state, answer), measure: toolbox.wish() }
    },
  }
}

function judge(
  state: State,
  { sentences, wouldTell }: z.infer<typeof Answered>,
): Pick<ModelAnswer, 'sentences' | 'dropped' | 'reason' | 'wouldTell'> {
  const { kept, dropped } = ground(state, sentences)
  return {
    sentences: kept,
    dropped,
    reason: kept.length > 0 ? null : whyNone(sentences.length),
    wouldTell: state.steps.find(({ name }) => name === wouldTell)?.name ?? null,
  }
}

function whyNone(said: number): string {
  return english(
    said === 0
      ? say`The model found no answer in the log.`
      : plural(
          said,
          say`The one sentence of the model did not stand up to the evidence.`,
          say`None of the ${said} sentences of the model stood up to the evidence.`,
        ),
  )
}

/** The log keeps the reason in English; it is recognised where it is read in another language. */
function nothing(reason: string): ModelAnswer {
  return {
    sentences: [],
    dropped: [],
    reason,
    wouldTell: null,
    measure: null,
    tools: { calls: 0, refused: 0 },
    call: null,
  }
}
