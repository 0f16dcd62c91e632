import { setInterval } from 'node:timers'
import { messageOf } from '../core/errors.ts'
import type { State } from '../core/state.ts'
import { due, type Effect } from '../core/transition.ts'
import { act } from './act.ts'
import { type Ledger, openLedger } from './append.ts'
import { endNow } from './cancel.ts'
import type { EngineDeps, Observer } from './engine.ts'
import { WATCH_MS } from './limits.ts'
import { perform } from './perform.ts'

type Work = {
  /** As its log stands. */
  readonly begun: State
  /** Aborts when this process must let go: it stops, or another one took the investigation. */
  readonly held: AbortSignal
  /** Aborted here, or by the watch, when somebody cancelled the investigation. */
  readonly cancelled: AbortController
  readonly observer?: Observer | undefined
}

/** Performs what is due until nothing is, and returns the state. A cancelled investigation stops at once. */
export async function work(deps: EngineDeps, task: Work): Promise<State> {
  const { begun, held, cancelled } = task
  const ledger = openLedger(deps, begun, task.observer)
  deps.log.info({ investigation: begun.id, events: ledger.state().version }, 'working')
  const signal = AbortSignal.any([held, cancelled.signal])
  const watch = watchForEnd(deps, ledger.state(), cancelled)
  try {
    await endIfLate(deps, ledger)
    for (let effects = due(ledger.state()); effects.length > 0; effects = due(ledger.state())) {
      if (signal.aborted) break
      const at = ledger.state()
      await Promise.all(effects.map((effect) => carryOut(deps, ledger, { at, effect }, signal)))
      // Only waits are left: for an answer, or for a time that has not come.
      if (ledger.state().version === at.version) break
    }
    if (cancelled.signal.aborted) await ledger.reload()
    await endIfLate(deps, ledger)
    return ledger.state()
  } finally {
    watch.stop()
  }
}

async function carryOut(
  deps: EngineDeps,
  ledger: Ledger,
  { at, effect }: { readonly at: State; readonly effect: Effect },
  signal: AbortSignal,
): Promise<void> {
  if (effect.kind === 'act') await act(deps, ledger, effect, signal)
  else await ledger.append(effect, await perform(deps, at, effect, signal))
}

/** The runbook's time for the whole investigation is over: it ends with what it has. */
async function endIfLate(deps: EngineDeps, ledger: Ledger): Promise<void> {
  const state = ledger.state()
  if (!isLate(deps, state)) return
  const reason = `not finished within ${state.runbook.deadlineHours} h`
  await endNow(deps, state.id, { state: 'failed', reason })
  await ledger.reload()
}

function isLate({ clock }: Pick<EngineDeps, 'clock'>, state: State): boolean {
  const limitMs = state.runbook.deadlineHours * 3_600_000
  return state.endedAt === null && Date.parse(clock.now()) - Date.parse(state.startedAt) >= limitMs
}

/**
 * Another process may cancel what this one works: its log says so, and nobody else tells. The same look ends it at
 * its deadline. What ended before is only tidied up, and nobody cancels that.
 */
function watchForEnd(
  deps: Pick<EngineDeps, 'store' | 'log' | 'clock'>,
  state: State,
  cancelled: AbortController,
): { stop(): void } {
  if (state.endedAt !== null) return { stop: () => undefined }
  const timer = setInterval(() => {
    if (isLate(deps, state)) cancelled.abort()
    lookForEnd(deps.store, state.id, cancelled).catch((error: unknown) => {
      deps.log.warn({ investigation: state.id, error: messageOf(error) }, 'not watched')
    })
  }, WATCH_MS)
  return { stop: () => clearInterval(timer) }
}

async function lookForEnd(
  store: EngineDeps['store'],
  id: string,
  cancelled: AbortController,
): Promise<void> {
  if ((await store.stateOf(id)) === 'cancelled') cancelled.abort()
}
