import type { Chart } from '../core/chart.ts'
import { chartRows } from '../core/chart-words.ts'
import { printable, type Stream, styled } from './output.ts'

/** Columns of the longest bar where nobody looks at a screen, and the least that still tells something. */
const BAR = 40
const LEAST_BAR = 10

/** Columns of a label: longer ones are cut, and the table has them whole. */
const LABEL = 34

/** Bars of text, each with its figure; lines over time are their first and last figure. */
export function renderChart(chart: Chart, stream: Stream): string {
  const title = `${styled(stream, 'bold', printable(chart.title))}\n`
  const rows = chartRows(chart).map(([label, amount]) => [shortened(label), amount] as const)
  const width = Math.max(...rows.map(([label]) => label.length))
  if (chart.kind === 'lines')
    return title + rows.map(([label, amount]) => `  ${label.padEnd(width)}  ${amount}\n`).join('')
  const amounts = Math.max(...rows.map(([, amount]) => amount.length))
  const room = stream.columns === null ? BAR : stream.columns - width - amounts - 7
  const bar = Math.min(BAR, Math.max(LEAST_BAR, room))
  const values = [...chart.bars, ...chart.levels].map(({ value }) => value)
  const most = Math.max(1, ...values)
  const lines = values.map((value, index) => {
    const [label = '', amount = ''] = rows[index] ?? []
    const length = Math.round((value / most) * bar)
    const isLevel = index >= chart.bars.length
    const drawn = isLevel ? `${' '.repeat(Math.max(0, length - 1))}|` : '█'.repeat(length)
    const shown = styled(stream, isLevel ? 'yellow' : 'green', drawn)
    return `  ${label.padEnd(width)}  ${shown}${' '.repeat(bar - drawn.length)}  ${amount.padStart(amounts)}\n`
  })
  return title + lines.join('')
}

function shortened(label: string): string {
  const clean = printable(label).replaceAll('\n', ' ')
  return clean.length <= LABEL ? clean : `${clean.slice(0, LABEL - 3)}...`
}
