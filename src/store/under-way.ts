import { z } from 'zod'
import { rowsOf, type Statements } from './sql.ts'

/**
 * Investigations of a service that somebody works, will work, or that wait for somebody. One that was interrupted
 * and left behind is none: nobody comes back to it unless asked. Until the commit nobody else begins one.
 */
export async function othersUnderWay(
  tx: Statements,
  service: string,
  except: readonly string[],
): Promise<string[]> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`memdiag ${service}`])
  const rows = await tx.query(
    `SELECT id FROM memdiag.investigation AS each
     WHERE service = $1 AND ended_at IS NULL AND id <> ALL ($2::text[]) AND (
       state = 'waiting'
       OR EXISTS (
         SELECT FROM memdiag.lease
         WHERE name = 'investigation:' || each.id AND until > clock_timestamp()
       )
       OR EXISTS (
         SELECT FROM pgboss.job
         WHERE name = 'advance' AND state < 'completed' AND data ->> 'investigation' = each.id
       )
     )
     ORDER BY started_at, id`,
    [service, [...except]],
  )
  return rowsOf(z.object({ id: z.string() }), rows).map((row) => row.id)
}
