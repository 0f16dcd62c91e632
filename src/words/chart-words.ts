import { formatBytes } from '../core/bytes.ts'
import type { Chart } from '../core/chart.ts'
import { listed, say } from '../core/say.ts'
import { inLanguage } from './in-language.ts'

/** An amount of a chart in the words of its unit. */
export function amountOf({ unit }: Pick<Chart, 'unit'>, value: number): string {
  return unit === 'bytes' ? formatBytes(value) : String(Math.round(value))
}

/** Every figure of a chart in words, for who cannot see it, in the language of the chart. */
export function chartInWords(chart: Chart): string {
  const rows = chartRows(chart).map(([label, amount]) => `${label} ${amount}`)
  return inLanguage(chart.language ?? 'en', say`${chart.title}: ${listed(rows)}`)
}

/** What a chart shows, a row each: a name and an amount. */
export function chartRows(chart: Chart): (readonly [string, string])[] {
  const rows =
    chart.kind === 'bars'
      ? chart.bars.map((each) => [each.label, amountOf(chart, each.value)] as const)
      : chart.series.map(({ label, points }) => {
          const first = amountOf(chart, points[0]?.value ?? 0)
          const span = say`${first} to ${amountOf(chart, points.at(-1)?.value ?? 0)}`
          return [label, inLanguage(chart.language ?? 'en', span)] as const
        })
  const levels = chart.levels.map((each) => [each.label, amountOf(chart, each.value)] as const)
  return [...rows, ...levels]
}
