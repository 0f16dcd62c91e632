import { nameOf } from './lab-case.ts'
import { DECIDED_RATIO } from './limits.ts'
import { explainedRatio } from './outcome.ts'
import type { CaseResult } from './run-case.ts'

const HEAD = ['case', 'truth', 'verdict', 'confidence', 'explained', 'usage', 'memdiag', 'time', '']

/** The table of the cases that ran, as lines. */
export function table(results: readonly CaseResult[]): string[] {
  const rows = [HEAD, ...results.map(row)]
  const widths = HEAD.map((_head, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  )
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function row(result: CaseResult): string[] {
  const { labCase, document, usageRatio, outcome, seconds, investigationSeconds } = result
  const verdict = document?.verdict ?? null
  const explained = document === null ? null : explainedRatio(document)
  const { cause, contributing = [] } = labCase.truth
  const also = verdict?.contributing.map((each) => each.cause) ?? []
  return [
    nameOf(labCase),
    [cause, ...contributing].join(' + '),
    verdict === null ? '-' : [verdict.cause, ...also].join(' + '),
    verdict?.confidence ?? '-',
    explained === null ? '-' : `${Math.round(explained * 100)} %`,
    usageRatio === null ? '-' : `${Math.round(usageRatio * 100)} %`,
    investigationSeconds === null ? '-' : `${investigationSeconds.toFixed(0)} s`,
    `${seconds.toFixed(0)} s`,
    outcome === 'right' ? '' : outcome,
  ]
}

/** Truth against verdict: a line a truth, a column a verdict, counting cases that were what they say. */
export function confusion(results: readonly CaseResult[]): string[] {
  const seen = results.flatMap(({ labCase, document, outcome }) => {
    const verdict = document?.verdict
    return verdict && outcome !== 'void'
      ? [{ truth: labCase.truth.cause, said: verdict.cause }]
      : []
  })
  const truths = [...new Set(seen.map((each) => each.truth))].toSorted()
  const said = [...new Set(seen.map((each) => each.said))].toSorted()
  const width = Math.max(0, ...truths.map((cause) => cause.length))
  const count = (truth: string, cause: string) =>
    seen.filter((each) => each.truth === truth && each.said === cause).length
  return [
    `${''.padEnd(width)}  ${said.join('  ')}`,
    ...truths.map((truth) => {
      const counts = said.map((cause) => String(count(truth, cause) || '.').padStart(cause.length))
      return `${truth.padEnd(width)}  ${counts.join('  ')}`
    }),
  ]
}

export type Score = {
  readonly counts: Readonly<Record<CaseResult['outcome'], number>>
  readonly passed: boolean
  readonly text: string
}

/**
 * The bar: nothing wrong, nothing void or failed, and at least nine in ten decided. A choice of cases is too small for a
 * share that one more case would change: all of it must be decided.
 */
export function score(
  results: readonly CaseResult[],
  { isChoice }: { readonly isChoice: boolean },
): Score {
  const of = (outcome: CaseResult['outcome']) =>
    results.filter((each) => each.outcome === outcome).length
  const counts = {
    right: of('right'),
    undecided: of('undecided'),
    wrong: of('wrong'),
    void: of('void'),
    failed: of('failed'),
    skipped: of('skipped'),
  }
  const judged = counts.right + counts.undecided + counts.wrong
  const decided = judged === 0 ? 0 : (counts.right + counts.wrong) / judged
  const told = Object.entries(counts).filter(([, count]) => count > 0)
  return {
    counts,
    passed:
      counts.wrong + counts.void + counts.failed === 0 && decided >= (isChoice ? 1 : DECIDED_RATIO),
    text: `${results.length} cases: ${told.map(([name, count]) => `${count} ${name}`).join(', ')}; ${Math.round(decided * 100)} % decided`,
  }
}
