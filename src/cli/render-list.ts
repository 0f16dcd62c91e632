import { verdictName } from '../core/cause-names.ts'
import type { Language } from '../core/narration.ts'
import { spansText } from '../core/post.ts'
import { say, type Wording } from '../core/say.ts'
import { stateName } from '../core/state-names.ts'
import type { InvestigationSummary } from '../core/store-port.ts'
import { inLanguage } from '../words/in-language.ts'
import type { Stream } from './output.ts'
import { renderTable } from './render-table.ts'

/** The investigations as a table, or what to type where there is none. */
export function renderList(
  list: readonly InvestigationSummary[],
  stream: Stream,
  language: Language = 'en',
): string {
  const put = (words: Wording) => inLanguage(language, words)
  if (list.length === 0) {
    return `${put(say`No investigation yet. Begin one with: memdiag run SERVICE`)}\n`
  }
  const titles = ['ID', say`SERVICE`, say`STATE`, say`STARTED`, say`VERDICT`]
  return renderTable(
    {
      kind: 'table',
      caption: put(say`Investigations, newest first`),
      columns: titles.map((title) => ({ title: put(title), align: 'left' as const })),
      rows: list.map((each) => [
        each.id,
        each.service,
        put(stateName(each.state)),
        spansText([{ at: each.startedAt }]),
        put(verdictName(each)),
      ]),
    },
    stream,
  )
}
