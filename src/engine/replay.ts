import { differences } from '../core/differences.ts'
import { Event } from '../core/event.ts'
import type { StepName } from '../core/names.ts'
import { settle } from '../core/settle.ts'
import { apply, fold, type State } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { judgeStep, judgeTogether } from './judge.ts'

export type Replay = {
  readonly id: string
  readonly cause: string | null
  readonly confidence: string | null
  /** Where what the rules say now differs from what the log says: `path: then -> now`. None: byte for byte the same. */
  readonly differences: readonly string[]
}

/**
 * Judges the stored evidence of a log anew and settles the verdict again, with the runbook that stands in the log.
 * Every finding, the verdict, the account and the nodes are held against the stored ones.
 */
export function replay(steps: Readonly<Record<StepName, Step>>, events: readonly Event[]): Replay {
  const [first, ...rest] = events
  if (first === undefined) return { id: '', cause: null, confidence: null, differences: [] }
  let state = fold([first])
  const found: string[] = []
  for (const event of rest) {
    // Both in the order of keys that reading a log gives.
    const now = Event.parse(anew(steps, state, event))
    found.push(...differences(event, now, event.kind === 'step-done' ? event.step : event.kind))
    // What follows rests on what the rules say now: a changed finding shows what else it changes.
    state = apply(state, now)
  }
  return {
    id: state.id,
    cause: state.verdict?.cause ?? null,
    confidence: state.verdict?.confidence ?? null,
    differences: found,
  }
}

/** The event as it would be appended today. What no rule makes is taken as it is. */
function anew(steps: Readonly<Record<StepName, Step>>, state: State, event: Event): Event {
  if (event.kind === 'step-done' && event.state === 'done') {
    return { ...event, findings: judgeStep(steps[event.step], state) }
  }
  if (event.kind === 'action-done' && event.outcome === 'done') {
    return { ...event, findings: judgeStep(steps.snapshot, state) }
  }
  if (event.kind === 'judged') return { ...event, findings: judgeTogether(state) }
  if (event.kind !== 'verdict') return event
  const { verdict, account, nodes, verification } = settle(state)
  const { verification: _, ...stored } = event
  return {
    ...stored,
    verdict,
    account,
    nodes: [...nodes],
    ...(verification === null ? {} : { verification }),
  }
}
