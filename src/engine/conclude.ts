import { messageOf } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import type { Evidence } from '../core/evidence.ts'
import type { StepName } from '../core/names.ts'
import { settle } from '../core/settle.ts'
import { apply, type State } from '../core/state.ts'
import { due, type Effect } from '../core/transition.ts'
import type { EngineDeps } from './engine.ts'
import { judgeStep, judgeTogether } from './judge.ts'
import { say } from '../core/say.ts'

type Deps = Pick<EngineDeps, 'clock' | 'log' | 'steps'>

/**
 * The events that follow from a state alone, one after the other, until somebody has to be asked. They are stored
 * with what they follow from: a process that is killed before comes to the same ones again.
 */
export function conclusions(deps: Deps, state: State): Event[] {
  const events: Event[] = []
  for (let now = state; ; ) {
    const [effect, ...others] = due(now)
    const event = effect === undefined || others.length > 0 ? null : concluded(deps, now, effect)
    if (event === null) return events
    events.push(event)
    now = apply(now, event)
  }
}

/** A fault here must not take what a host answered with it: it shows again when the effect is carried out by itself. */
function concluded(deps: Deps, state: State, effect: Effect): Event | null {
  try {
    return conclude(deps, state, effect)
  } catch {
    return null
  }
}

/** What comes of an effect for which the log is enough; null for one that asks a host, a person, a model or the clock. */
export function conclude(deps: Deps, state: State, effect: Effect): Event | null {
  const at = deps.clock.now()
  switch (effect.kind) {
    case 'start-step':
      return { kind: 'step-started', version: 1, at, step: effect.step }
    case 'skip-step':
      return { kind: 'step-skipped', version: 1, at, step: effect.step, reason: effect.reason }
    case 'judge':
      return judge(deps, state, effect.step)
    case 'judge-together':
      return { kind: 'judged', version: 1, at, findings: judgeTogether(state) }
    case 'settle': {
      const { verdict, account, nodes, verification } = settle(state)
      const settled = { verdict, account, nodes: [...nodes] }
      const also = verification === null ? {} : { verification }
      return { kind: 'verdict', version: 1, at, ...settled, ...also }
    }
    case 'end': {
      const why = effect.reason === undefined ? {} : { reason: effect.reason }
      return { kind: 'ended', version: 1, at, state: effect.state, ...why }
    }
    case 'probe':
    case 'watch':
    case 'narrate':
    case 'ask':
    case 'await-approval':
    case 'set-timer':
    case 'await-timer':
    case 'reconcile':
    case 'act':
      return null
  }
}

function judge(deps: Deps, state: State, step: StepName): Event {
  const at = deps.clock.now()
  const answered = state.evidence.filter((each) => each.step === step)
  const base = { kind: 'step-done', version: 1, at, step } as const
  if (answered.length === 0) {
    return { ...base, state: 'failed', reason: noAnswer(state, step), findings: [] }
  }
  try {
    const findings = judgeStep(deps.steps[step], state)
    const readable = answered.some((each) => each.values.kind !== 'none')
    if (readable) return { ...base, state: 'done', findings }
    const why = whyUnread(answered)
    return {
      ...base,
      state: 'failed',
      reason: why ?? say`the answer could not be read`.text,
      findings,
    }
  } catch (error) {
    // A judge that fails is a bug of memdiag's: this step is lost, the others go on.
    deps.log.error({ investigation: state.id, step, error: messageOf(error) }, 'judge failed')
    return {
      ...base,
      state: 'failed',
      reason: say`internal: ${messageOf(error)}`.text,
      findings: [],
    }
  }
}

/** A cut-off answer is unreadable for a reason: the cut is told first. */
function whyUnread(answered: readonly Evidence[]): string | undefined {
  const missing = answered.flatMap((each) => each.missing)
  const cut = missing.find((each) => each.reason === 'timed-out' || each.reason === 'truncated')
  const first = cut ?? missing[0]
  return first === undefined ? undefined : `${first.reason}. ${first.hint ?? first.what}`
}

function noAnswer(state: State, step: StepName): string {
  const failed = state.failures.filter((each) => each.step === step)
  const [first] = failed
  if (first === undefined) return say`no node could be asked`.text
  return failed.length === 1
    ? first.message
    : say`none of ${failed.length} nodes answered: ${first.message}`.text
}
