import type { Block } from '../blocks.ts'
import { citedFindings, type ReportContext } from '../context.ts'

/** What it is not, each with the findings that speak against it. */
export function ruledOut({ state, words }: ReportContext): Block[] {
  const { verdict } = state
  if (verdict === null) return [{ kind: 'text', text: words.texts.noVerdict }]
  if (verdict.ruledOut.length === 0) return [{ kind: 'text', text: words.texts.noneRuledOut }]
  return verdict.ruledOut.flatMap(({ cause, because }) => [
    { kind: 'label' as const, text: words.brackets(words.causes[cause], cause) },
    { kind: 'list' as const, items: citedFindings(state, because) },
  ])
}
