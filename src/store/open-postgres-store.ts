import { Pool } from 'pg'
import { z } from 'zod'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import { mask } from '../core/mask.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import { createJobs, type Jobs, transactionOf } from './jobs.ts'
import { STORE_LIMITS } from './limits.ts'
import { migrate } from './migrate.ts'
import { postgresFault, shownUrl } from './postgres-fault.ts'
import { createPostgresSql } from './postgres-sql.ts'
import { rowsOf, type Sql } from './sql.ts'
import { createStore } from './store.ts'

type Connected = { readonly sql: Sql; readonly jobs: Jobs; close(): Promise<void> }

/** The store in a Postgres database, for any number of replicas. Throws `store-unavailable`, with no password in it. */
export async function openPostgresStore(deps: {
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  /** Investigations that this process works at once; ten when absent. */
  readonly atOnce?: number | undefined
}): Promise<Store> {
  return createStore(await connectPostgres(deps))
}

/** A Postgres database whose tables and queues are there. Throws like openPostgresStore. */
export async function connectPostgres(deps: {
  readonly url: string
  readonly log: Log
  readonly atOnce?: number | undefined
}): Promise<Connected> {
  const { url, log } = deps
  const pool = createPool(url)
  pool.on('error', (error) => {
    log.warn({ error: mask(messageOf(error)) }, 'an idle connection to the database was lost')
  })
  try {
    return await openOn(pool, deps)
  } catch (error) {
    await pool.end()
    throw postgresFault(url, error)
  }
}

async function openOn(
  pool: Pool,
  { url, log, atOnce }: Parameters<typeof connectPostgres>[0],
): Promise<Connected> {
  const sql = createPostgresSql(pool, (error) => postgresFault(url, error))
  await refuseOldPostgres(sql, url)
  await migrate(sql)
  const jobs = await createJobs({
    sql,
    database: {
      send: { db: transactionOf(sql) },
      work: { connectionString: url, max: STORE_LIMITS.queueConnections },
      soleOwner: false,
    },
    log,
    atOnce,
  })
  const close = async (): Promise<void> => {
    await jobs.close()
    await pool.end()
  }
  return { sql, jobs, close }
}

function createPool(url: string): Pool {
  if (!URL.canParse(url)) {
    throw new MemdiagError('store-unavailable', say`DATABASE_URL is not a connection string.`, {
      hint: say`Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE.`,
    })
  }
  return new Pool({
    connectionString: url,
    max: STORE_LIMITS.connections,
    connectionTimeoutMillis: STORE_LIMITS.connectMs,
    application_name: 'memdiag',
  })
}

/** Throws `store-unavailable` for a server that lacks what the tables and the queue need. */
export async function refuseOldPostgres(sql: Pick<Sql, 'query'>, url: string): Promise<void> {
  const [row] = rowsOf(
    z.object({ server_version: z.string() }),
    await sql.query('SHOW server_version'),
  )
  const version = row?.server_version ?? 'unknown'
  if (Number.parseInt(version, 10) >= STORE_LIMITS.oldestPostgres) return
  throw new MemdiagError(
    'store-unavailable',
    say`${shownUrl(url)} is Postgres ${version}; memdiag needs ${STORE_LIMITS.oldestPostgres} or newer.`,
    { hint: say`Update the server, or leave DATABASE_URL unset to use the embedded database.` },
  )
}
