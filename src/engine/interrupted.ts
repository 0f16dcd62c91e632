import { MemdiagError } from '../core/errors.ts'
import { outcomeAfterDeath, type Press, underWay } from '../core/press.ts'
import { apply, fold, type State } from '../core/state.ts'
import { tryToAppend } from './append.ts'
import type { EngineDeps } from './engine.ts'
import { LEASE_SECONDS } from './limits.ts'
import { inLanguage } from '../words/in-language.ts'
import { endOf, pressLease } from './presses.ts'

type Deps = Pick<EngineDeps, 'store' | 'clock' | 'newId' | 'log'>

/**
 * Gives the presses an end whose processes died: nobody renews their lease. Each gets one, whichever process looks
 * first; a press that is at work, or that ends just now, is left alone. Returns the state that the log has then.
 */
export async function endInterrupted(deps: Deps, id: string): Promise<State> {
  const state = fold(await deps.store.load(id))
  const now = Date.parse(deps.clock.now())
  // Its lease is taken just after the press is stored: a fresh one may have none yet.
  const old = underWay(state.presses).filter(
    ({ at }) => now - Date.parse(at) >= LEASE_SECONDS * 1000,
  )
  for (const press of old) await endOne(deps, id, press)
  return old.length === 0 ? state : fold(await deps.store.load(id))
}

async function endOne(deps: Deps, id: string, press: Press): Promise<void> {
  const { store } = deps
  const [name, owner] = [pressLease(id, press), deps.newId()]
  if (!(await store.lease(name, owner, LEASE_SECONDS))) return
  try {
    const state = fold(await store.load(id))
    const still = underWay(state.presses).some(({ at, by }) => at === press.at && by === press.by)
    if (!still) return
    const { outcome, open } = outcomeAfterDeath(press, await isThere(store, press.opens))
    const told = inLanguage(state.language, outcome)
    const event = endOf(deps, { ...press, outcome: told, open })
    // Where the log moved on, the next look tries again.
    if (await tryToAppend(deps, { id, state, events: [event], after: apply(state, event) }))
      deps.log.warn({ investigation: id, action: press.action, open }, 'press was interrupted')
  } finally {
    await store.release(name, owner)
  }
}

async function isThere(store: Deps['store'], id: string | undefined): Promise<boolean> {
  if (id === undefined) return false
  try {
    await store.stateOf(id)
    return true
  } catch (error) {
    if (error instanceof MemdiagError && error.code === 'investigation-unknown') return false
    throw error
  }
}
