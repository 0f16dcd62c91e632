import { formatBytes } from '../../core/bytes.ts'
import type { Fix } from '../../core/verdict.ts'
import { predictionChart } from '../../thread/charts.ts'
import type { Block } from '../blocks.ts'
import type { ReportContext } from '../context.ts'

/** What to change, in the words of the process manager that was found. */
export function fix({ state, words }: ReportContext): Block[] {
  const fixes = fixesOf(state.verdict)
  if (fixes.length === 0) return [{ kind: 'text', text: words.texts.noFix }]
  return fixes.flatMap(({ text, change }): Block[] => [
    { kind: 'text', text },
    ...(change === undefined ? [] : [{ kind: 'code' as const, text: change }]),
  ])
}

/** The fix of the cause first, then those of the other causes. */
export function fixesOf(verdict: ReportContext['state']['verdict']): Fix[] {
  return [verdict?.fix, ...(verdict?.contributing ?? []).map((each) => each.fix)].filter(
    (each) => each !== undefined,
  )
}

/** What the fix should leave, held against what was measured after it. */
export function verification({ state, words }: ReportContext): Block[] {
  const predicted = state.verdict?.fix?.predictedUsageBytes ?? null
  const chart = predictionChart(state, words.charts)
  return [
    {
      kind: 'text',
      text:
        predicted === null
          ? words.texts.noPrediction
          : words.texts.predicted(formatBytes(predicted)),
    },
    ...(chart === null ? [] : [{ kind: 'chart' as const, chart }]),
    { kind: 'text', text: words.texts.notVerified },
    { kind: 'code', text: `memdiag verify ${state.id}` },
  ]
}
