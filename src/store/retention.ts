import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Event } from '../core/event.ts'
import { readable } from './append-events.ts'
import { rowsOf, type Sql, type Statements } from './sql.ts'

/** Ids of investigations that ended before a moment, the oldest end first. */
export async function endedBefore(
  sql: Sql,
  moment: string,
  options: { readonly which: 'any' | 'uncompacted'; readonly limit: number },
): Promise<readonly string[]> {
  const rows = await sql.query(
    `SELECT id FROM memdiag.investigation
     WHERE ended_at < $1 AND ($2 OR compacted_at IS NULL)
     ORDER BY ended_at, id
     LIMIT $3`,
    [moment, options.which === 'any', options.limit],
  )
  return rowsOf(z.object({ id: z.string() }), rows).map((row) => row.id)
}

/** Rewrites events in place and appends the one that says so. Throws `conflict` when the log moved on. */
export async function compactLog(
  sql: Sql,
  compaction: {
    readonly id: string
    readonly version: number
    readonly changed: readonly { readonly seq: number; readonly event: Event }[]
    readonly last: Event
  },
): Promise<void> {
  const { id, version, last } = compaction
  const changed = compaction.changed.map(({ seq, event }) => ({ seq, event: readable(id, event) }))
  await sql.transaction(async (tx) => {
    const rows = await tx.query(
      `UPDATE memdiag.investigation SET version = version + 1, compacted_at = $3
       WHERE id = $1 AND version = $2 AND ended_at IS NOT NULL
       RETURNING id`,
      [id, version, last.at],
    )
    refuseMoved(id, version, rows)
    for (const { seq, event } of changed) {
      await tx.query(
        'UPDATE memdiag.event SET body = $3::text::json WHERE investigation = $1 AND seq = $2',
        [id, seq, JSON.stringify(event)],
      )
    }
    await tx.query(
      `INSERT INTO memdiag.event (investigation, seq, at, kind, body)
       VALUES ($1, $2, $3, $4, $5::text::json)`,
      [id, version + 1, last.at, last.kind, JSON.stringify(readable(id, last))],
    )
  })
}

/** Forgets an investigation with all that hangs on it. Throws `conflict` when its log moved on. */
export async function removeInvestigation(sql: Sql, id: string, version: number): Promise<void> {
  await sql.transaction(async (tx) => {
    const rows = await tx.query(
      `SELECT id FROM memdiag.investigation
       WHERE id = $1 AND version = $2 AND ended_at IS NOT NULL FOR UPDATE`,
      [id, version],
    )
    refuseMoved(id, version, rows)
    await forget(tx, id)
  })
}

/** A job that was taken already finds no investigation and ends. */
async function forget(tx: Statements, id: string): Promise<void> {
  await tx.query(`DELETE FROM pgboss.job WHERE data->>'investigation' = $1 AND state < 'active'`, [
    id,
  ])
  for (const table of ['piece', 'post', 'event']) {
    await tx.query(`DELETE FROM memdiag.${table} WHERE investigation = $1`, [id])
  }
  await tx.query('DELETE FROM memdiag.investigation WHERE id = $1', [id])
}

function refuseMoved(id: string, version: number, rows: readonly unknown[]): void {
  if (rows.length > 0) return
  throw new MemdiagError(
    'conflict',
    say`Investigation ${id} is not at version ${version} any more, or goes on again.`,
    { hint: say`It is tried again later.` },
  )
}
