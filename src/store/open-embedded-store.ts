import { fromPglite } from 'pg-boss'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import { folderFault, makeDataFolder, refuseMoved } from './data-folder.ts'
import { type EmbeddedDatabase, openDatabaseThread } from './database-thread.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import { createJobs, type Jobs } from './jobs.ts'
import { forgetLeases } from './lease.ts'
import { migrate } from './migrate.ts'
import { createPgliteSql } from './pglite-sql.ts'
import { serveStore } from './serve-store.ts'
import { createStore } from './store.ts'

/**
 * The store in a data folder, for one process at a time. Throws `store-locked` with the owner's pid, and
 * `store-unavailable` where the folder cannot be used. It survives kill -9; without fsync, not a power cut.
 */
export async function openEmbeddedStore(deps: {
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
  /** Investigations that this process works at once; ten when absent. */
  readonly atOnce?: number | undefined
}): Promise<Store> {
  const { folder, clock, log, atOnce } = deps
  await makeDataFolder(folder)
  await refuseMoved(folder)
  const lock = await lockOrFault(folder, clock)
  try {
    const database = await openOrFault(log, folder)
    const store = await storeOnDatabase({ log, atOnce, afterwards: () => lock.release() }, database)
    return await served(store, log, folder)
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Others may use the store meanwhile. Where there can be no socket, they are told who has it, as ever. */
async function served(store: Store, log: Log, folder: string): Promise<Store> {
  try {
    const service = await serveStore({ store, log }, folder)
    let closing: Promise<void> | undefined
    return {
      ...store,
      close: async () => {
        closing ??= service.close().then(() => store.close())
        await closing
      },
    }
  } catch (error) {
    log.warn({ error: messageOf(error) }, 'no local socket: other processes cannot use the store')
    return store
  }
}

/** The store on an open database; closing it closes the database and runs `afterwards`. */
export async function storeOnDatabase(
  deps: {
    readonly log: Log
    readonly atOnce?: number | undefined
    readonly afterwards: () => Promise<void>
  },
  database: EmbeddedDatabase,
): Promise<Store> {
  try {
    const sql = createPgliteSql(database)
    await migrate(sql)
    await forgetLeases(sql)
    const boss = { db: fromPglite(database), backend: 'pglite' } as const
    const jobs = await createJobs({
      sql,
      database: { send: boss, work: boss, soleOwner: true },
      log: deps.log,
      atOnce: deps.atOnce,
    })
    const close = async (): Promise<void> => {
      await jobs.close()
      await database.close()
      await deps.afterwards()
    }
    return createStore({ sql, jobs: untilLost(jobs, database.lost), close })
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Working the queue ends with an error when the database is gone: there is nothing that could still be done. */
function untilLost(jobs: Jobs, lost: AbortSignal): Jobs {
  return {
    ...jobs,
    async work(handlers, signal) {
      lost.throwIfAborted()
      const gone = Promise.withResolvers<never>()
      const fail = (): void => gone.reject(lost.reason)
      lost.addEventListener('abort', fail)
      try {
        const worked = jobs.work(handlers, AbortSignal.any([signal, lost]))
        await Promise.race([worked, gone.promise])
      } finally {
        lost.removeEventListener('abort', fail)
      }
    },
  }
}

async function lockOrFault(folder: string, clock: Clock): Promise<FolderLock> {
  try {
    return await lockFolder({ folder, clock })
  } catch (error) {
    throw error instanceof MemdiagError ? error : folderFault(folder, error)
  }
}

async function openOrFault(log: Log, folder: string): Promise<EmbeddedDatabase> {
  try {
    return await openDatabaseThread({ log }, folder)
  } catch (error) {
    if (error instanceof MemdiagError) throw error
    throw new MemdiagError(
      'store-unavailable',
      say`Could not open the database in ${folder}: ${messageOf(error)}`,
      { hint: say`Use another --data folder; the logs in this one may be damaged.`, cause: error },
    )
  }
}
