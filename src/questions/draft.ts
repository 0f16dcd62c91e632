import type { StepName } from '../core/names.ts'
import { type Said, say, type Wording } from '../core/say.ts'
import type { State } from '../core/state.ts'

/** A reply whose words are still to be put into a language. */
export type Draft = {
  readonly sentences: readonly { readonly text: Wording; readonly cites: readonly string[] }[]
  readonly shows: readonly string[]
}

/** "I don't know" with what would tell is an answer. */
export function unknown(state: State, step: StepName | null, text: Said): Draft {
  const told = step ?? state.verdict?.nextMeasurement?.step ?? null
  if (told === null) return only(say`I don't know. ${text}`)
  const run = `memdiag run ${state.service.name} --only ${told}`
  return only(say`I don't know. ${text} This would tell: ${run}`)
}

export function findings(state: State, pattern: RegExp): Cited[] {
  return cited(
    state,
    state.findings.map((each) => each.id).filter((id) => pattern.test(id)),
  )
}

export type Cited = { readonly text: Said; readonly cites: readonly string[] }

export function cited(state: State, cites: readonly string[]): Cited[] {
  return state.findings
    .filter((each) => cites.includes(each.id))
    .map((finding) => ({ text: finding, cites: [finding.id] }))
}

export function only(text: Wording): Draft {
  return { sentences: [{ text, cites: [] }], shows: [] }
}

export function inUtc(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`
}
