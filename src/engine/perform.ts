import type { Event } from '../core/event.ts'
import type { State } from '../core/state.ts'
import type { Effect } from '../core/transition.ts'
import { conclude } from './conclude.ts'
import type { EngineDeps } from './engine.ts'
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
  switch (effect.kind) {
    case 'probe':
      return probeNode(deps, state, effect, signal)
    case 'watch':
      return watchNode(deps, state, effect, signal)
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
    case 'start-step':
    case 'skip-step':
    case 'judge':
    case 'judge-together':
    case 'settle':
    case 'end': {
      const event = conclude(deps, state, effect)
      return event === null ? [] : [event]
    }
  }
}
