import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { Event } from '../core/event.ts'
import { unknownInvestigation } from './resolve-id.ts'
import { rowsOf, type Sql } from './sql.ts'
import { say } from '../core/say.ts'

const EventRow = z.object({ seq: z.int(), body: z.unknown() })

/** The whole log, parsed. Throws `investigation-unknown`, and `internal` for an event that cannot be read. */
export async function loadEvents(sql: Sql, id: string): Promise<Event[]> {
  const rows = rowsOf(
    EventRow,
    await sql.query('SELECT seq, body FROM memdiag.event WHERE investigation = $1 ORDER BY seq', [
      id,
    ]),
  )
  if (rows.length === 0) throw unknownInvestigation(id)
  return rows.map((row) => parse(id, row))
}

function parse(id: string, row: z.infer<typeof EventRow>): Event {
  const event = Event.safeParse(row.body)
  if (event.success) return event.data
  throw new MemdiagError(
    'internal',
    say`Could not read event ${row.seq} of investigation ${id}: ${z.prettifyError(event.error)}`,
    {
      cause: event.error,
      hint: say`A newer memdiag may have written it: update memdiag. Otherwise the store was changed by hand.`,
    },
  )
}
