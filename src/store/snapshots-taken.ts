import { z } from 'zod'
import type { EarlierSnapshot } from '../core/heap-cost.ts'
import { ProcessRef } from '../core/heap-values.ts'
import { columnText, rowsOf, type Sql } from './sql.ts'

export const Taken = z.object({
  node: z.string(),
  process: ProcessRef,
  rssBytes: z.number().nonnegative(),
  heapUsedBytes: z.number().nonnegative().nullable(),
  tookMs: z.number().nonnegative(),
  peakRssBytes: z.number().nonnegative().nullable(),
})

/** What snapshots on a service took, from the events that hold it; those from before it was kept are left out. */
export async function snapshotsTaken(
  sql: Sql,
  service: string,
  limit: number,
): Promise<EarlierSnapshot[]> {
  return rowsOf(
    Taken,
    await sql.query(
      `SELECT
         begun.body->>'node' AS node,
         begun.body->'process' AS process,
         (begun.body->'before'->>'rssBytes')::float8 AS "rssBytes",
         (begun.body->'before'->>'heapUsedBytes')::float8 AS "heapUsedBytes",
         (done.body->'taken'->>'tookMs')::float8 AS "tookMs",
         (done.body->'taken'->>'peakRssBytes')::float8 AS "peakRssBytes"
       FROM memdiag.investigation
       JOIN memdiag.event AS done
         ON done.investigation = investigation.id AND done.kind = 'action-done'
       JOIN memdiag.event AS begun
         ON begun.investigation = investigation.id AND begun.kind = 'action-attempted'
         AND begun.body->>'action' = done.body->>'action'
       WHERE investigation.service = $1
         AND done.body->'taken' IS NOT NULL
         AND begun.body->'before' IS NOT NULL
       ORDER BY done.at DESC, done.investigation, done.seq DESC
       LIMIT $2`,
      [columnText(service), limit],
    ),
  )
}
