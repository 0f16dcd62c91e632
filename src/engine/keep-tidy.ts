import { setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '../core/errors.ts'
import type { Retention } from '../core/retention.ts'
import { RETENTION_INTERVAL_SECONDS, RETENTION_LOOK_MS } from './limits.ts'
import { retain, type RetainDeps } from './retain.ts'

/**
 * Compacts and deletes old investigations until the signal: once an interval, by one replica of those on a store. Kept
 * snapshots whose time is over are removed at each look, by any of them.
 */
export async function keepTidy(
  deps: Omit<RetainDeps, 'owner'> & { readonly newId: () => string },
  retention: Retention,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await deps.store.dropExpiredPieces(deps.clock.now())
      // The lease is never given back, and each look is another owner: whoever gets it has the interval.
      const owner = deps.newId()
      const mine = await deps.store.lease('retention', owner, RETENTION_INTERVAL_SECONDS)
      if (mine) await retain({ ...deps, owner }, retention, signal)
    } catch (error) {
      deps.log.warn({ error: messageOf(error) }, 'old investigations not looked at')
    }
    await wait(RETENTION_LOOK_MS, undefined, { signal }).catch(() => undefined)
  }
}
