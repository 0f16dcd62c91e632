import { STORE_LIMITS } from './limits.ts'
import { columnText, type Sql } from './sql.ts'

/**
 * Remembers a key for a day; true when it was not there. Slack delivers now and then twice, and to any replica.
 * What is older is forgotten by the way, a few at a time.
 */
export async function firstSeen(sql: Sql, key: string): Promise<boolean> {
  const rows = await sql.query(
    'INSERT INTO memdiag.seen (key) VALUES ($1) ON CONFLICT DO NOTHING RETURNING key',
    [columnText(key)],
  )
  await sql.query(
    `DELETE FROM memdiag.seen WHERE key IN (
       SELECT key FROM memdiag.seen
       WHERE at < clock_timestamp() - make_interval(secs => $1::double precision)
       ORDER BY at LIMIT $2
     )`,
    [STORE_LIMITS.seenKeptSeconds, STORE_LIMITS.seenForgotten],
  )
  return rows.length === 1
}
