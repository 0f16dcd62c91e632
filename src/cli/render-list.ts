import type { InvestigationSummary } from '../core/store-port.ts'
import type { Stream } from './output.ts'
import { renderTable } from './render-table.ts'

/** What `memdiag list` prints: a line an investigation, and what to type where there is none. */
export function renderList(list: readonly InvestigationSummary[], stream: Stream): string {
  if (list.length === 0) return 'No investigation yet. Begin one with: memdiag run SERVICE\n'
  const titles = ['ID', 'SERVICE', 'STATE', 'STARTED', 'VERDICT']
  return renderTable(
    {
      kind: 'table',
      caption: 'Investigations, newest first',
      columns: titles.map((title) => ({ title, align: 'left' as const })),
      rows: list.map((each) => [
        each.id,
        each.service,
        each.state,
        `${each.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
        each.cause === null
          ? '-'
          : `${each.cause}${each.confidence === 'none' ? '' : ` (${each.confidence})`}`,
      ]),
    },
    stream,
  )
}
