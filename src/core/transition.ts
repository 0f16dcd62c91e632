import type { Event, SkipReason } from './event.ts'
import { say } from './say.ts'
import { climb, type LadderEffect, unfinished } from './ladder.ts'
import type { StepName } from './names.ts'
import type { SkipCondition } from './runbook.ts'
import type { Service } from './service.ts'
import { type Watch, watchesDue } from './watch.ts'
import { apply, askableNodes, runbookStep, type State, type StepState } from './state.ts'

/** What has to happen next, as data. The engine carries effects out and appends what came of them. */
export type Effect =
  | { readonly kind: 'start-step'; readonly step: StepName }
  | { readonly kind: 'skip-step'; readonly step: StepName; readonly reason: SkipReason }
  | { readonly kind: 'probe'; readonly step: StepName; readonly node: string }
  | { readonly kind: 'judge'; readonly step: StepName }
  | Watch
  | { readonly kind: 'judge-together' }
  | { readonly kind: 'settle' }
  /** A model words the verdict. */
  | { readonly kind: 'narrate' }
  | { readonly kind: 'end'; readonly state: 'done' | 'failed'; readonly reason?: string }
  | LadderEffect

/** One move of the state machine: the state after the event, and the effects that are due then. */
export function transition(state: State, event: Event): { state: State; effects: Effect[] } {
  const next = apply(state, event)
  return { state: next, effects: due(next) }
}

/**
 * The effects that are due in a state. It depends on nothing but the log, so a process that was killed
 * asks again and gets the same answer. All probes of a step are due at once, one a node that has not answered.
 */
export function due(state: State): Effect[] {
  const left = unfinished(state)
  if (left.length > 0) return left
  if (state.endedAt !== null) return []
  const step = state.steps.find((each) => each.state === 'pending' || each.state === 'running')
  if (step === undefined) return closing(state)
  if (step.state === 'pending') return [begin(state, step.name)]
  return underWay(state, step)
}

function begin(state: State, step: StepName): Effect {
  const reason = skipReason(state, step)
  return reason === null ? { kind: 'start-step', step } : { kind: 'skip-step', step, reason }
}

function skipReason(state: State, step: StepName): SkipReason | null {
  if (state.only !== null && !state.only.includes(step)) return 'not-asked-for'
  if (askableNodes(state).length === 0) return 'no-node-reachable'
  return runbookStep(state, step).skipWhen.find((each) => holds(each, state.service)) ?? null
}

function holds(condition: SkipCondition, service: Service): boolean {
  switch (condition) {
    case 'websocket-off':
      return service.websocket === 'off'
  }
}

function underWay(state: State, step: StepState): Effect[] {
  const waiting = askableNodes(state).filter((node) => !answered(state, step.name, node))
  if (waiting.length === 0) return [{ kind: 'judge', step: step.name }]
  return waiting.map((node) => ({ kind: 'probe', step: step.name, node }))
}

function answered(state: State, step: StepName, node: string): boolean {
  return (
    state.evidence.some((each) => each.step === step && each.node === node) ||
    state.failures.some((each) => each.step === step && each.node === node)
  )
}

function closing(state: State): Effect[] {
  if (state.evidence.every((each) => each.values.kind === 'none')) {
    return [{ kind: 'end', state: 'failed', reason: failureReason(state) }]
  }
  if (state.verdict === null) {
    const watches = state.judged ? [] : watchesDue(state)
    if (watches.length > 0) return watches
    const looked = state.evidence.some((each) => TOGETHER.has(each.values.kind))
    if (looked && !state.judged) return [{ kind: 'judge-together' }]
    const rung = climb(state)
    return rung.length > 0 ? rung : [{ kind: 'settle' }]
  }
  if (state.narrate !== null && state.narration === null) return [{ kind: 'narrate' }]
  return [{ kind: 'end', state: 'done' }]
}

/** Evidence that is judged when all of it is there: the course of the memory, and what the ladder measured. */
const TOGETHER: ReadonlySet<string> = new Set(['trend', 'heap-figures', 'heap-comparison'])

function failureReason(state: State): string {
  const asked = state.steps.some((step) => step.startedAt !== null && step.state !== 'skipped')
  if (!asked) return say`no step was carried out`.text
  return state.evidence.length === 0
    ? say`no node could be investigated`.text
    : say`no node gave an answer that could be read`.text
}
