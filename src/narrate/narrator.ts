import { z } from 'zod'
import { type Language, type Narration, NarratedSection } from '../core/narration.ts'
import type { Narrator } from '../core/ports.ts'
import { english, say } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { converse, type Prices } from './converse.ts'
import { ground } from './ground.ts'
import { LEAST_KEPT_RATIO, LEAST_SUMMARY_SENTENCES, TIME_LIMIT_MS } from './limits.ts'
import type { Model } from './model.ts'
import { narrationPrompt } from './prompt.ts'

/** Tokens and dollars that calls to models took since a time. */
export type Spent = { readonly tokens: number; readonly usd: number }

export type NarratorDeps = {
  readonly model: Model
  readonly language: Language
  readonly prices: Prices | null
  /** What may be spent from midnight to midnight, UTC. */
  readonly budget: { readonly tokensADay: number; readonly usdADay: number | null }
  readonly spentToday: () => Promise<Spent>
  readonly timeLimitMs?: number
}

/** No bounds in it: some compatible servers refuse `minItems` and the like. They are held afterwards. */
const Worded = z.object({
  sentences: z.array(
    z.object({ section: NarratedSection, text: z.string(), cites: z.array(z.string()) }),
  ),
})

/** Words investigations through a model, and keeps only what the evidence backs. */
export function createNarrator(deps: NarratorDeps): Narrator {
  return {
    language: deps.language,
    async narrate(state, signal) {
      const inItsLanguage = { ...deps, language: state.narrate ?? deps.language }
      const over = await overBudget(deps)
      if (over !== null) return nothing(inItsLanguage, 'over-budget', over)
      const asked = {
        messages: narrationPrompt(state, inItsLanguage.language),
        name: 'narration',
        schema: Worded,
      }
      const timeLimitMs = deps.timeLimitMs ?? TIME_LIMIT_MS
      const { answer, reason, call } = await converse({ ...deps, timeLimitMs }, asked, signal)
      if (answer === null)
        return { ...nothing(inItsLanguage, 'failed', reason ?? 'no answer'), call }
      return { ...judge(inItsLanguage, state, answer.sentences), call }
    },
  }
}

type Sentences = z.infer<typeof Worded>['sentences']

function judge(deps: NarratorDeps, state: State, sentences: Sentences): Omit<Narration, 'call'> {
  const { kept, dropped } = ground(state, sentences)
  const summary = kept.filter((each) => each.section === 'summary').length
  const ratio = sentences.length === 0 ? 0 : kept.length / sentences.length
  const enough = summary >= LEAST_SUMMARY_SENTENCES && ratio >= LEAST_KEPT_RATIO
  return {
    outcome: enough ? 'used' : 'too-little',
    ...(enough
      ? {}
      : {
          reason: english(
            say`${kept.length} of ${sentences.length} sentences stood up to the evidence`,
          ),
        }),
    language: deps.language,
    sentences: kept,
    dropped,
  }
}

/** Why nothing more is asked today; null when there is room. */
export async function overBudget({
  budget,
  spentToday,
}: Pick<NarratorDeps, 'budget' | 'spentToday'>): Promise<string | null> {
  const { tokens, usd } = await spentToday()
  if (tokens >= budget.tokensADay) {
    return english(say`the budget of ${budget.tokensADay} tokens a day is used up (${tokens})`)
  }
  if (budget.usdADay !== null && usd >= budget.usdADay) {
    return english(
      say`the budget of ${budget.usdADay} dollars a day is used up (${usd.toFixed(2)})`,
    )
  }
  return null
}

function nothing(
  { language }: NarratorDeps,
  outcome: 'failed' | 'over-budget',
  reason: string,
): Narration {
  return { outcome, reason, language, sentences: [], dropped: [], call: null }
}
