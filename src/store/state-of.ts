import { z } from 'zod'
import type { InvestigationSummary } from '../core/store-port.ts'
import { InvestigationState } from './list-investigations.ts'
import { unknownInvestigation } from './resolve-id.ts'
import { rowsOf, type Sql } from './sql.ts'

/** The state of an investigation by its summary row. Throws `investigation-unknown`. */
export async function stateOf(sql: Sql, id: string): Promise<InvestigationSummary['state']> {
  const [row] = rowsOf(
    z.object({ state: InvestigationState }),
    await sql.query('SELECT state FROM memdiag.investigation WHERE id = $1', [id]),
  )
  if (row === undefined) throw unknownInvestigation(id)
  return row.state
}
