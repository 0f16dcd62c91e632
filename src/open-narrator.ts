import type { Environment } from './config/environment.ts'
import type { Answerer, Clock, Narrator } from './core/ports.ts'
import type { Store } from './core/store-port.ts'
import type { NarratorDeps } from './narrate/narrator.ts'

type Deps = { readonly store: Pick<Store, 'spentOnModels'>; readonly clock: Clock }

/** Who words verdicts, and who answers the questions that no grammar reads. */
export type Narration = { readonly narrator?: Narrator; readonly answerer?: Answerer }

/**
 * What the environment asks for, both of one model and from one budget; neither where it names no model, has no key,
 * or says MEMDIAG_NARRATE=off. A key alone is not enough: it may be there for other programs, and what a host
 * wrote leaves the house only where somebody said so.
 */
export async function openNarration(
  env: Environment,
  { signal, ...deps }: Deps & { readonly signal: AbortSignal },
): Promise<Narration> {
  const model = await modelOf(env, deps)
  if (model === undefined) return {}
  const { createNarrator } = await import('./narrate/narrator.ts')
  const { createAnswerer } = await import('./narrate/answerer.ts')
  return { narrator: createNarrator(model), answerer: createAnswerer({ ...model, signal }) }
}

async function modelOf(env: Environment, deps: Deps): Promise<NarratorDeps | undefined> {
  const { MEMDIAG_MODEL: model, OPENAI_API_KEY: apiKey } = env
  if (env.MEMDIAG_NARRATE === 'off' || model === undefined || apiKey === undefined) return undefined
  const { createModel } = await import('./narrate/model.ts')
  const { TOKENS_A_DAY } = await import('./narrate/limits.ts')
  return {
    model: createModel({
      apiKey,
      model,
      api: env.MEMDIAG_MODEL_API ?? 'chat',
      ...(env.OPENAI_BASE_URL === undefined ? {} : { baseUrl: env.OPENAI_BASE_URL }),
    }),
    language: env.MEMDIAG_LANGUAGE ?? 'en',
    prices: env.MEMDIAG_MODEL_PRICES ?? null,
    budget: {
      tokensADay: env.MEMDIAG_MODEL_TOKENS_A_DAY ?? TOKENS_A_DAY,
      usdADay: env.MEMDIAG_MODEL_USD_A_DAY ?? null,
    },
    spentToday: () => deps.store.spentOnModels(`${deps.clock.now().slice(0, 10)}T00:00:00.000Z`),
  }
}
