import { toHtml } from 'hast-util-to-html'
import { expect, test } from 'vitest'
import type { Chart } from '../../src/core/chart.ts'
import { drawChart } from '../../src/report/draw-chart.ts'
import { MiB } from '../support/builders.ts'

/** Where each text of a drawing stands, from the top. */
function placesIn(chart: Chart): Map<string, number> {
  const texts = toHtml(drawChart(chart)).matchAll(/<text[^>]* y="([\d.]+)"[^>]*>([^<]*)</g)
  return new Map(Array.from(texts, ([, y, text]) => [text ?? '', Number(y)]))
}

test('names at the ends of lines that lie on each other stand apart, in their order and within the plot', () => {
  const labels = ['a', 'b', 'c', 'd', 'e', 'f']
  const at = '2026-11-23T20:00:00.000Z'
  const series = labels.map((label, index) => ({ label, points: [{ at, value: 6 - index }] }))
  const levels = [{ label: 'limit', value: 900 * MiB }]

  const places = placesIn({ kind: 'lines', title: 'Memory', unit: 'bytes', series, levels })

  const ends = labels.map((label) => places.get(label) ?? 0)
  for (const [index, y] of ends.slice(1).entries()) expect(y - (ends[index] ?? 0)).toBe(16)
  expect(Math.max(...ends)).toBeLessThanOrEqual(34 + 200 + 4)
})

test.each([
  ['shared between processes, counted once', 'shared between processes, counted once'],
  ['x'.repeat(60), `${'x'.repeat(39)}…`],
  ['进'.repeat(30), `${'进'.repeat(19)}…`],
])('a name of a bar takes the room that there is: %s', (label, shown) => {
  const bars = [{ label, value: 1 }]

  const places = placesIn({ kind: 'bars', title: 'Memory', unit: 'count', bars, levels: [] })

  expect([...places.keys()]).toContain(shown)
})

test('an amount stands above the line of a limit that it reaches into', () => {
  const bars = [{ label: 'workers', value: 99 }]
  const levels = [{ label: 'limit', value: 100 }]
  const drawn = toHtml(drawChart({ kind: 'bars', title: 'Memory', unit: 'count', bars, levels }))

  expect(drawn.indexOf('>99<')).toBeGreaterThan(drawn.indexOf('stroke-dasharray'))
  expect(drawn).toMatch(/<text[^>]*stroke="#fff"[^>]*>99</)
})
