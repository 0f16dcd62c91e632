import { messageOf } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import type { Evidence } from '../core/evidence.ts'
import type { StepName } from '../core/names.ts'
import { settle } from '../core/settle.ts'
import type { State } from '../core/state.ts'
import type { Effect } from '../core/transition.ts'
import type { EngineDeps } from './engine.ts'
import { judgeStep, judgeTogether } from './judge.ts'
import { ask, awaitApproval, awaitTimer, setTimer } from './ladder-effects.ts'
import { reconcile } from './leave.ts'
import { narrate } from './narrate.ts'
import { probeNode } from './probe-node.ts'
import { watchNode } from './watch-node.ts'

/** Carries out one effect and returns the events that came of it; none when it was aborted before it could tell. */
export async function perform(
  deps: EngineDeps,
  state: State,
  effect: Exclude<Effect, { kind: 'act' }>,
  signal: AbortSignal,
): Promise<Event[]> {
  const at = deps.clock.now()
  switch (effect.kind) {
    case 'start-step':
      return [{ kind: 'step-started', version: 1, at, step: effect.step }]
    case 'skip-step':
      return [{ kind: 'step-skipped', version: 1, at, step: effect.step, reason: effect.reason }]
    case 'probe':
      return probeNode(deps, state, effect, signal)
    case 'judge':
      return [judge(deps, state, effect.step)]
    case 'watch':
      return watchNode(deps, state, effect, signal)
    case 'judge-together':
      return [{ kind: 'judged', version: 1, at, findings: judgeTogether(state) }]
    case 'settle': {
      const { verdict, account, nodes, verification } = settle(state)
      const settled = { verdict, account, nodes: [...nodes] }
      const also = verification === null ? {} : { verification }
      return [{ kind: 'verdict', version: 1, at, ...settled, ...also }]
    }
    case 'narrate':
      return narrate(deps, state, signal)
    case 'ask':
      return ask(deps, state, effect, signal)
    case 'await-approval':
      return awaitApproval(deps, effect)
    case 'set-timer':
      return setTimer(deps, state, effect, signal)
    case 'await-timer':
      return awaitTimer(deps, state, effect, signal)
    case 'reconcile':
      return reconcile(deps, state, effect, signal)
    case 'end':
      return [
        {
          kind: 'ended',
          version: 1,
          at,
          state: effect.state,
          ...(effect.reason === undefined ? {} : { reason: effect.reason }),
        },
      ]
  }
}

function judge(deps: EngineDeps, state: State, step: StepName): Event {
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
    return { ...base, state: 'failed', reason: why ?? 'the answer could not be read', findings }
  } catch (error) {
    // A judge that fails is a bug of memdiag's: this step is lost, the others go on.
    deps.log.error({ investigation: state.id, step, error: messageOf(error) }, 'judge failed')
    return { ...base, state: 'failed', reason: `internal: ${messageOf(error)}`, findings: [] }
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
  if (first === undefined) return 'no node could be asked'
  return failed.length === 1
    ? first.message
    : `none of ${failed.length} nodes answered: ${first.message}`
}
