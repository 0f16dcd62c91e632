import type { Chart } from '../core/chart.ts'
import { chartRows } from '../words/chart-words.ts'
import { printable, type Stream, styled } from './output.ts'
import { padTo, widthOf } from './width.ts'
import { wrapText } from './wrap.ts'

/** Columns of the longest bar where nobody looks at a screen, and the least that still tells something. */
const BAR = 40
const LEAST_BAR = 10

/** Columns of a label beside its bar. A longer one stands on a line of its own. */
const LABEL = 34

type Row = readonly [label: string, amount: string]

/** Bars of text, each with its figure; lines over time are their first and last figure. */
export function renderChart(chart: Chart, stream: Stream): string {
  const title = styled(stream, 'bold', wrapText(printable(chart.title), stream.columns))
  const rows = chartRows(chart).map(
    ([label, amount]) => [printable(label).replaceAll('\n', ' '), amount] as const,
  )
  const drawn = chart.kind === 'lines' ? figures(rows, stream) : bars(chart, rows, stream)
  return [title, ...drawn, ''].join('\n')
}

function figures(rows: readonly Row[], stream: Stream): string[] {
  const width = labelWidth(rows, (stream.columns ?? Infinity) - widest(rows, 1) - 4)
  return rows.flatMap(([label, beside]) => labelled(label, { width, beside, stream }))
}

function bars(
  chart: Extract<Chart, { kind: 'bars' }>,
  rows: readonly Row[],
  stream: Stream,
): string[] {
  const amounts = widest(rows, 1)
  const room = (stream.columns ?? Infinity) - amounts - 7
  const width = labelWidth(rows, room - LEAST_BAR)
  const bar = Math.min(BAR, Math.max(LEAST_BAR, room - width))
  const values = [...chart.bars, ...chart.levels].map(({ value }) => value)
  const most = Math.max(1, ...values)
  return values.flatMap((value, index) => {
    const [label = '', amount = ''] = rows[index] ?? []
    const length = Math.round((value / most) * bar)
    const isLevel = index >= chart.bars.length
    const drawn = isLevel ? `${' '.repeat(Math.max(0, length - 1))}|` : '█'.repeat(length)
    const shown = styled(stream, isLevel ? 'yellow' : 'green', drawn)
    const padding = ' '.repeat(Math.max(0, bar - drawn.length))
    const beside = `${shown}${padding}  ${padTo(amount, amounts, 'right')}`
    return labelled(label, { width, beside, stream })
  })
}

/** A label and what stands beside it, or below it where the label is too long. */
function labelled(
  label: string,
  { width, beside, stream }: { width: number; beside: string; stream: Stream },
): string[] {
  if (widthOf(label) <= width) return [`  ${padTo(label, width)}  ${beside}`]
  return [wrapText(label, stream.columns, '  '), `  ${' '.repeat(width)}  ${beside}`]
}

/** The widest label that leaves room enough, and is no paragraph. */
function labelWidth(rows: readonly Row[], room: number): number {
  return Math.max(
    0,
    ...rows.map(([label]) => widthOf(label)).filter((width) => width <= Math.min(LABEL, room)),
  )
}

function widest(rows: readonly Row[], column: 0 | 1): number {
  return Math.max(0, ...rows.map((row) => widthOf(row[column])))
}
