import { z } from 'zod'
import type { InvestigationSummary } from '../core/store-port.ts'
import { rowsOf, type Sql } from './sql.ts'

const Moment = z.date().transform((date) => date.toISOString())

export const InvestigationState = z.enum(['running', 'waiting', 'done', 'failed', 'cancelled'])

const SummaryRow = z.object({
  id: z.string(),
  service: z.string(),
  state: InvestigationState,
  startedAt: Moment,
  endedAt: Moment.nullable(),
  cause: z.string().nullable(),
  confidence: z.string().nullable(),
})

/** Newest first, from the summary rows: no log is read. */
export async function listInvestigations(sql: Sql, limit: number): Promise<InvestigationSummary[]> {
  return rowsOf(
    SummaryRow,
    await sql.query(
      `SELECT id, service, state, started_at AS "startedAt", ended_at AS "endedAt", cause, confidence
       FROM memdiag.investigation
       ORDER BY started_at DESC, id DESC
       LIMIT $1`,
      [limit],
    ),
  )
}
