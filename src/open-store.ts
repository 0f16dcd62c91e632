import type { Environment } from './config/environment.ts'
import type { Clock, Log } from './core/ports.ts'
import type { Store } from './core/store-port.ts'

/**
 * The store that the environment names: a Postgres, or the data folder. `owner` must be the one that has the folder
 * open, since it works the queue; anybody else may go by the process that has.
 */
export async function openStore(
  env: Environment,
  folder: string,
  { clock, log, owner }: { readonly clock: Clock; readonly log: Log; readonly owner?: boolean },
): Promise<Store> {
  if (env.DATABASE_URL !== undefined) {
    const { openPostgresStore } = await import('./store/open-postgres-store.ts')
    return openPostgresStore({
      url: env.DATABASE_URL,
      clock,
      log,
      atOnce: env.MEMDIAG_MOST_RUNNING,
    })
  }
  if (owner === true) {
    const { openEmbeddedStore } = await import('./store/open-embedded-store.ts')
    return openEmbeddedStore({ folder, clock, log, atOnce: env.MEMDIAG_MOST_RUNNING })
  }
  const { openSharedStore } = await import('./store/open-shared-store.ts')
  return openSharedStore({ folder, clock, log })
}
