import { PgBoss, type ConstructorOptions, type Db, type UpsertResponse } from 'pg-boss'
import { z } from 'zod'
import type { JobHandlers } from '../core/store-port.ts'
import type { Log } from '../core/ports.ts'
import { watchBoss } from './boss-log.ts'
import { Doorbell, installQueues, QUEUES, type QueueName } from './queues.ts'
import { rowsOf, type Sql, type Statements } from './sql.ts'
import { workQueues } from './work-queues.ts'

/**
 * Doorbells: jobs that say "look at this investigation" and carry nothing else. Rung inside the transaction
 * that wrote what there is to see, so that neither is ever without the other.
 */
export type Jobs = {
  /** Wakes a queue's handler for an investigation now. */
  ring(tx: Statements, queue: QueueName, id: string): Promise<void>
  /** Wakes `advance` after so many seconds. Several may wait: none replaces another. 0 is now. */
  ringIn(tx: Statements, id: string, seconds: number): Promise<void>
  /** Takes back what ringIn left for later. */
  forgetLater(id: string): Promise<void>
  work(handlers: JobHandlers, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** How pg-boss gets at the database: without a connection of its own to send, and with what it needs to work. */
export type JobsDatabase = {
  readonly send: ConstructorOptions
  readonly work: ConstructorOptions
  /** No other process works on this database, so a job that is active when it opens has lost its worker. */
  readonly soleOwner: boolean
}

/** Installs the queue where it is missing and makes it ready to send, without maintenance or timers of jobs. */
export async function createJobs(deps: {
  readonly sql: Sql
  readonly database: JobsDatabase
  readonly log: Log
  /** Investigations that this process works at once. */
  readonly atOnce?: number | undefined
}): Promise<Jobs> {
  const { sql, database, log, atOnce } = deps
  const boss = new PgBoss({ ...database.send, ...SENDER })
  watchBoss(boss, log)
  await install(deps, boss)
  if (database.soleOwner) await takeOver(sql, boss)
  return {
    ring: async (tx, queue, id) => await ring(boss, tx, queue, id),
    ringIn: async (tx, id, seconds) =>
      await (seconds > 0 ? ringLater(boss, tx, id, seconds) : ring(boss, tx, 'advance', id)),
    forgetLater: async (id) => await forgetLater(boss, id),
    work: async (handlers, signal) => await workQueues({ database, log, atOnce }, handlers, signal),
    close: async () => await boss.stop({ graceful: false }),
  }
}

/** Any number that no other program is likely to lock: 'memq' in ASCII. */
const INSTALL_LOCK = 0x6d656d71

/**
 * Replicas that start at once on an empty database wait for one another: pg-boss makes its schema before it
 * takes a lock of its own. An embedded database has one owner, and one connection that must not wait for itself.
 */
async function install(
  { sql, database }: { readonly sql: Sql; readonly database: JobsDatabase },
  boss: PgBoss,
): Promise<void> {
  const start = async (): Promise<void> => {
    await boss.start()
    await installQueues(boss)
  }
  if (database.soleOwner) return await start()
  await sql.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [INSTALL_LOCK])
    await start()
  })
}

/** No supervision, schedules or listening: opening a store for one command must be cheap (measured: 14-25 ms). */
const SENDER = {
  schema: 'pgboss',
  supervise: false,
  schedule: false,
  registerInstance: false,
  openTelemetry: { enabled: false },
} as const satisfies ConstructorOptions

/**
 * A doorbell that waits already is used again: upsert locks it, and a worker skips locked jobs, so its handler
 * runs after this commit. One that a worker has taken is not: its handler may have looked too early.
 */
async function ring(boss: PgBoss, tx: Statements, queue: QueueName, id: string): Promise<void> {
  let answer: UpsertResponse
  do {
    // Neither updated nor inserted: the doorbell that was in the way was taken at that very moment.
    answer = await boss.upsert(
      queue,
      { investigation: id },
      {
        singletonKey: id,
        group: { id },
        startAfter: 0,
        db: transactionOf(tx),
      },
    )
  } while (answer.updated + answer.inserted === 0)
}

async function ringLater(boss: PgBoss, tx: Statements, id: string, seconds: number): Promise<void> {
  await boss.send(
    'advance',
    { investigation: id },
    { singletonKey: laterKey(id), group: { id }, startAfter: seconds, db: transactionOf(tx) },
  )
}

async function forgetLater(boss: PgBoss, id: string): Promise<void> {
  const jobs = await boss.findJobs('advance', { key: laterKey(id), queued: true })
  if (jobs.length === 0) return
  await boss.deleteJob(
    'advance',
    jobs.map((job) => job.id),
  )
}

/** A key of its own: the doorbell for now must not find the one for later. */
function laterKey(id: string): string {
  return `${id} later`
}

/** Gives the jobs of a process that died to the next one at once, instead of after a heartbeat's time. */
async function takeOver(sql: Sql, boss: PgBoss): Promise<void> {
  const active = rowsOf(
    z.object({ id: z.string(), name: z.enum(QUEUES), data: Doorbell }),
    await sql.query(
      `SELECT id, name, data FROM pgboss.job WHERE state = 'active' AND name = ANY ($1::text[])`,
      [[...QUEUES]],
    ),
  )
  for (const job of active) {
    await boss.fail(job.name, job.id)
    await ring(boss, sql, job.name, job.data.investigation)
  }
}

/** A transaction as pg-boss wants to see it. */
export function transactionOf(tx: Statements): Db {
  return {
    executeSql: async (text: string, values: unknown[] = []) => {
      const rows = values.length > 0 ? await tx.query(text, values) : await tx.script(text)
      return { rows: [...rows] }
    },
  }
}
