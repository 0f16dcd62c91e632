import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Clock, Log } from '../core/ports.ts'
import { MOVED_FILE, makeDataFolder, refuseMoved } from './data-folder.ts'
import { openDatabaseThread } from './database-thread.ts'
import { lockFolder } from './folder-lock.ts'
import type { Jobs } from './jobs.ts'
import { STORE_LIMITS } from './limits.ts'
import { migrate } from './migrate.ts'
import { connectPostgres } from './open-postgres-store.ts'
import { createPgliteSql } from './pglite-sql.ts'
import { shownUrl } from './postgres-fault.ts'
import { rowsOf, type Sql, type Statements } from './sql.ts'

/** The tables that hold what must not be lost, those that others refer to first, and what orders their rows. */
const TABLES = [
  { name: 'investigation', order: 'id' },
  { name: 'event', order: 'investigation, seq' },
  { name: 'post', order: 'investigation, seq' },
  { name: 'piece', order: 'investigation, name, seq' },
  { name: 'seen', order: 'key COLLATE "C"' },
] as const
type Table = (typeof TABLES)[number]

export type Moved = Readonly<Record<Table['name'], number>>

/**
 * Copies the store of a data folder into an empty Postgres, with the jobs that wait, in one transaction, and commits
 * only when counts and hashes of all tables agree. The folder is kept and marked, so that nobody goes on with both.
 * Throws `store-locked` while a memdiag has the folder open, `store-unavailable` where the database cannot be used.
 */
export async function moveStore(
  deps: { readonly clock: Clock; readonly log: Log },
  from: { readonly folder: string; readonly url: string },
): Promise<Moved> {
  const { folder, url } = from
  await makeDataFolder(folder)
  await refuseMoved(folder)
  const lock = await lockFolder({ folder, clock: deps.clock })
  try {
    const database = await openDatabaseThread({ log: deps.log }, folder)
    try {
      const source = createPgliteSql(database)
      await migrate(source)
      const moved = await moveInto(deps.log, source, url)
      const mark = { to: shownUrl(url), at: deps.clock.now() }
      await writeFile(join(folder, MOVED_FILE), `${JSON.stringify(mark)}\n`, { mode: 0o600 })
      return moved
    } finally {
      await database.close()
    }
  } finally {
    await lock.release()
  }
}

async function moveInto(log: Log, source: Sql, url: string): Promise<Moved> {
  const target = await connectPostgres({ url, log })
  try {
    return await target.sql.transaction(async (tx) => {
      await refuseFilled(tx, url)
      const counts = new Map<string, number>()
      for (const table of TABLES) counts.set(table.name, await copy(source, tx, table))
      await copyJobs(source, tx, target.jobs)
      return {
        investigation: counts.get('investigation') ?? 0,
        event: counts.get('event') ?? 0,
        post: counts.get('post') ?? 0,
        piece: counts.get('piece') ?? 0,
        seen: counts.get('seen') ?? 0,
      }
    })
  } finally {
    await target.close()
  }
}

async function refuseFilled(tx: Statements, url: string): Promise<void> {
  const rows = await tx.query('SELECT id FROM memdiag.investigation LIMIT 1')
  if (rows.length === 0) return
  throw new MemdiagError('conflict', say`${shownUrl(url)} holds investigations already.`, {
    hint: say`Name an empty database: the two stores are not mixed.`,
  })
}

async function copy(source: Statements, target: Statements, table: Table): Promise<number> {
  const columns = await columnsOf(source, table)
  const batch = STORE_LIMITS.movedAtOnce
  for (let offset = 0; ; offset += batch) {
    const rows = await source.query(
      `SELECT ${columns.map(({ name }) => `${name}::text AS ${name}`).join(', ')}
       FROM memdiag.${table.name} ORDER BY ${table.order} LIMIT ${batch} OFFSET ${offset}`,
    )
    for (const row of rowsOf(TextRow, rows)) await insert(target, table, { columns, row })
    if (rows.length < batch) break
  }
  const [here, there] = [await digest(source, table, columns), await digest(target, table, columns)]
  if (here.count === there.count && here.hash === there.hash) return there.count
  throw new MemdiagError(
    'internal',
    `The table ${table.name} did not arrive as it was: ${here.count} rows here, ${there.count} there.`,
    { hint: 'Nothing was stored there, and nothing is lost here. Please report it.' },
  )
}

type Columns = readonly { readonly name: string; readonly type: string }[]

/** Everything travels as text, which says all that a value is: json to the letter, times to the microsecond. */
const TextRow = z.record(z.string(), z.string().nullable())

async function columnsOf(source: Statements, table: Table): Promise<Columns> {
  return rowsOf(
    z.object({ name: z.string(), type: z.string() }),
    await source.query(
      `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
       WHERE table_schema = 'memdiag' AND table_name = $1 ORDER BY ordinal_position`,
      [table.name],
    ),
  )
}

async function insert(
  target: Statements,
  table: Table,
  { columns, row }: { readonly columns: Columns; readonly row: z.infer<typeof TextRow> },
): Promise<void> {
  const names = columns.map(({ name }) => name)
  const places = columns.map(({ type }, index) => `$${index + 1}::text::${type}`)
  await target.query(
    `INSERT INTO memdiag.${table.name} (${names.join(', ')}) VALUES (${places.join(', ')})`,
    names.map((name) => row[name] ?? null),
  )
}

/** The number of rows and a hash of all of them, the same on both databases. */
async function digest(
  sql: Statements,
  table: Table,
  columns: Columns,
): Promise<{ count: number; hash: string }> {
  // Times are written as seconds: their text depends on the session's time zone.
  const texts = columns.map(({ name, type }) =>
    type === 'timestamptz' ? `extract(epoch FROM ${name})::text` : `${name}::text`,
  )
  const [row] = rowsOf(
    z.object({ count: z.int(), hash: z.string() }),
    await sql.query(
      `SELECT count(*)::integer AS count,
         coalesce(md5(string_agg(md5(ROW(${texts.join(', ')})::text), '' ORDER BY ${table.order})), '') AS hash
       FROM memdiag.${table.name}`,
    ),
  )
  return row ?? { count: -1, hash: '' }
}

/** What waits to be worked is worked there: investigations at their time, threads with posts at once. */
async function copyJobs(source: Statements, target: Statements, jobs: Jobs): Promise<void> {
  const waiting = rowsOf(
    z.object({ id: z.string(), seconds: z.number() }),
    await source.query(
      `SELECT data ->> 'investigation' AS id,
         greatest(0, extract(epoch FROM min(start_after) - now()))::double precision AS seconds
       FROM pgboss.job WHERE name = 'advance' AND state < 'completed' GROUP BY 1`,
    ),
  )
  for (const { id, seconds } of waiting) await jobs.ringIn(target, id, Math.ceil(seconds))
  const threads = rowsOf(
    z.object({ id: z.string() }),
    await source.query(
      `SELECT DISTINCT investigation AS id FROM memdiag.post
       WHERE revision > greatest(delivered_revision, refused_revision)`,
    ),
  )
  for (const { id } of threads) await jobs.ring(target, 'deliver', id)
}
