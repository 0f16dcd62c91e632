import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { STORE_LIMITS } from './limits.ts'
import { columnText, rowsOf, type Sql } from './sql.ts'
import { say } from '../core/say.ts'

const IdRow = z.object({ id: z.string(), service: z.string() })

/** The id for a prefix, or the newest without one. Throws `investigation-unknown` or `investigation-ambiguous`. */
export async function resolveId(sql: Sql, prefix = ''): Promise<string> {
  const rows = rowsOf(
    IdRow,
    await sql.query(
      `SELECT id, service FROM memdiag.investigation
       WHERE starts_with(id, $1)
       ORDER BY (id = $1) DESC, started_at DESC, id DESC
       LIMIT $2`,
      [columnText(prefix), STORE_LIMITS.ambiguousShown + 1],
    ),
  )
  const [first, ...others] = rows
  if (first === undefined) throw prefix === '' ? noInvestigation() : unknownInvestigation(prefix)
  if (prefix === '' || first.id === prefix || others.length === 0) return first.id
  throw ambiguous(prefix, rows)
}

export function unknownInvestigation(id: string): MemdiagError {
  return new MemdiagError('investigation-unknown', say`There is no investigation ${id}.`, {
    hint: say`See them with \`memdiag list\`.`,
  })
}

function noInvestigation(): MemdiagError {
  return new MemdiagError('investigation-unknown', say`There is no investigation yet.`, {
    hint: say`Begin one with \`memdiag run SERVICE\`; \`memdiag list\` shows them.`,
  })
}

function ambiguous(prefix: string, rows: readonly z.infer<typeof IdRow>[]): MemdiagError {
  const shown = rows
    .slice(0, STORE_LIMITS.ambiguousShown)
    .map((row) => `${row.id} (${row.service})`)
  const more = rows.length > shown.length ? ', ...' : ''
  return new MemdiagError(
    'investigation-ambiguous',
    say`${prefix} may be any of ${shown.join(', ')}${more}.`,
    { hint: say`Give more of the id.` },
  )
}
