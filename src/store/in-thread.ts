import { z } from 'zod'
import { columnText, rowsOf, type Sql } from './sql.ts'

/** The ids of investigations whose posts stand in a thread of a channel, the newest first. */
export async function inThread(sql: Sql, channel: string, threadTs: string): Promise<string[]> {
  const rows = await sql.query(
    `SELECT investigation.id
     FROM memdiag.investigation
     JOIN memdiag.event ON event.investigation = investigation.id AND event.seq = 1
     LEFT JOIN memdiag.post ON post.investigation = investigation.id AND post.key = 'root'
     WHERE event.body->'slack'->>'channel' = $1
       AND coalesce(event.body->'slack'->>'threadTs', post.ref) = $2
     ORDER BY started_at DESC, investigation.id DESC`,
    [columnText(channel), columnText(threadTs)],
  )
  return rowsOf(z.object({ id: z.string() }), rows).map((row) => row.id)
}
