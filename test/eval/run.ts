import { readEnvironment } from '../../src/config/environment.ts'
import { openNarration } from '../../src/open-narrator.ts'
import { evalCases } from './cases.ts'
import { type Measured, measure, reportOf } from './measure.ts'

/**
 * `npm run eval`: words every recorded investigation with the model that the environment names, and prints how
 * much of it stood up to the evidence, how much of what matters it told, and what it cost. Spends money.
 */
const env = readEnvironment(process.env)
const { signal } = new AbortController()
const { narrator } = await openNarration(env, {
  signal,
  store: { spentOnModels: async () => ({ tokens: 0, usd: 0 }) },
  clock: { now: () => new Date().toISOString() },
})
if (narrator === undefined) {
  process.stderr.write(
    'No model to evaluate: set MEMDIAG_MODEL and OPENAI_API_KEY (and OPENAI_BASE_URL for another server than OpenAI).\n',
  )
  process.exitCode = 2
} else {
  const all: Measured[] = []
  for (const { name, state } of evalCases()) {
    process.stderr.write(`${name} ...\n`)
    all.push(measure(name, state, await narrator.narrate(state, signal)))
  }
  process.stdout.write(reportOf(env.MEMDIAG_MODEL ?? '', all))
  process.exitCode = all.every((each) => each.outcome === 'used') ? 0 : 1
}
