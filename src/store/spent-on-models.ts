import { z } from 'zod'
import { rowsOf, type Sql } from './sql.ts'

const Spent = z.object({ tokens: z.number(), usd: z.number() })

/** Tokens and dollars of all conversations with models since a time, from the events that hold them. */
export async function spentOnModels(sql: Sql, since: string): Promise<z.infer<typeof Spent>> {
  const [spent] = rowsOf(
    Spent,
    await sql.query(
      `SELECT
         coalesce(sum((call->>'inputTokens')::float8 + (call->>'outputTokens')::float8), 0) AS tokens,
         coalesce(sum((call->>'costUsd')::float8), 0) AS usd
       FROM (
         SELECT coalesce(body->'narration'->'call', body->'answer'->'call') AS call
         FROM memdiag.event
         WHERE kind IN ('narrated', 'answered') AND at >= $1
       ) AS calls`,
      [since],
    ),
  )
  return spent ?? { tokens: 0, usd: 0 }
}
