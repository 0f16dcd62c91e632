import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import { MIGRATIONS } from './migrations.ts'
import { rowsOf, type Sql, type Statements } from './sql.ts'

/** Any number that no other program is likely to lock: 'memd' in ASCII. */
const MIGRATION_LOCK = 0x6d656d64

/** Brings the tables up to date. Replicas that start at once wait for one another. */
export async function migrate(sql: Sql): Promise<void> {
  if ((await readVersion(sql)) === MIGRATIONS.length) return
  await sql.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    const version = await readVersion(tx)
    if (version > MIGRATIONS.length) throw newer(version)
    for (const [index, text] of MIGRATIONS.entries()) {
      if (index >= version) await apply(tx, index + 1, text)
    }
  })
}

async function apply(tx: Statements, version: number, text: string): Promise<void> {
  if (version === 1) {
    await tx.script(`
      CREATE SCHEMA IF NOT EXISTS memdiag;
      CREATE TABLE memdiag.migration (
        version integer PRIMARY KEY,
        applied_at timestamptz NOT NULL DEFAULT now()
      );
    `)
  }
  await tx.script(text)
  await tx.query('INSERT INTO memdiag.migration (version) VALUES ($1)', [version])
}

async function readVersion(sql: Statements): Promise<number> {
  const [table] = rowsOf(
    z.object({ there: z.boolean() }),
    // Not to_regclass: after the wait for the lock its cache still says that there is no such table.
    await sql.query(
      `SELECT EXISTS (
         SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'memdiag' AND tablename = 'migration'
       ) AS there`,
    ),
  )
  if (table?.there !== true) return 0
  const [row] = rowsOf(
    z.object({ version: z.int() }),
    await sql.query('SELECT coalesce(max(version), 0)::integer AS version FROM memdiag.migration'),
  )
  return row?.version ?? 0
}

function newer(version: number): MemdiagError {
  return new MemdiagError(
    'store-unavailable',
    say`The database has tables of version ${version}, this memdiag knows ${MIGRATIONS.length}: a newer memdiag wrote it.`,
    { hint: say`Update memdiag, or use another --data folder or DATABASE_URL.` },
  )
}
