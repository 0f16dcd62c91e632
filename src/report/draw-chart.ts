import type { Element } from 'hast'
import { s } from 'hastscript'
import stringWidth from 'string-width'
import type { Chart } from '../core/chart.ts'
import { amountOf, chartInWords } from '../words/chart-words.ts'
import { visible } from './inline.ts'

type Bars = Extract<Chart, { kind: 'bars' }>
type Lines = Extract<Chart, { kind: 'lines' }>

/** Units of the drawing; it scales with the page. */
const WIDTH = 720
const LABEL = 270
const AMOUNT = 90
const ROW = 30
const TOP = 34
const PLOT = WIDTH - LABEL - AMOUNT
/** Told apart without colour too: each series has its name at its end. */
const COLOURS = ['#1f5fa8', '#c2571a', '#2b8a5f', '#7a4fa3', '#8a8f98', '#b02a4c'] as const
const INK = '#1c2430'
const SOFT = '#5b6675'

/** A chart as SVG, with every figure also in words for who cannot see it. */
export function drawChart(chart: Chart): Element {
  const drawn = chart.kind === 'bars' ? bars(chart) : lines(chart)
  return s(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${drawn.height}`,
      width: WIDTH,
      height: drawn.height,
      role: 'img',
      'aria-label': visible(chartInWords(chart)),
      'font-family': 'inherit',
    },
    [label(chart.title, { x: 0, y: 16, weight: 600 }), ...drawn.shapes],
  )
}

type Drawn = { readonly height: number; readonly shapes: readonly Element[] }

function bars(chart: Bars): Drawn {
  const most = topOf([...chart.bars, ...chart.levels].map((each) => each.value))
  const bottom = TOP + chart.bars.length * ROW
  const lengthOf = (value: number) => Math.max(1, (value / most) * PLOT)
  const shapes = chart.bars.flatMap(({ label: name, value }, index) => {
    const y = TOP + index * ROW
    return [
      label(shortened(name), { x: LABEL - 10, y: y + 19, anchor: 'end' }),
      s('rect', {
        x: LABEL,
        y: y + 5,
        width: round(lengthOf(value)),
        height: ROW - 10,
        rx: 2,
        fill: COLOURS[0],
      }),
    ]
  })
  // Above the lines of the levels, with a rim that parts them.
  const amounts = chart.bars.map(({ value }, index) =>
    label(amountOf(chart, value), {
      x: LABEL + lengthOf(value) + 8,
      y: TOP + index * ROW + 19,
      rim: true,
    }),
  )
  const levels = chart.levels.flatMap(({ label: name, value }) => {
    const x = round(LABEL + (value / most) * PLOT)
    return [
      s('line', {
        x1: x,
        x2: x,
        y1: TOP,
        y2: bottom,
        stroke: COLOURS[1],
        'stroke-dasharray': '4 3',
      }),
      label(`${name} ${amountOf(chart, value)}`, {
        x,
        y: bottom + 16,
        anchor: 'middle',
        fill: COLOURS[1],
      }),
    ]
  })
  return {
    height: bottom + (chart.levels.length > 0 ? 26 : 8),
    shapes: [...shapes, ...levels, ...amounts],
  }
}

const PLOT_HEIGHT = 200
const LEFT = 80
/** For the names at the ends of the lines. */
const ENDS = 230
/** From one name to the next, so that neither lies on the other. */
const LINE_HEIGHT = 16

/** Readings over time: the axis of amounts starts at 0, so that no slope looks steeper than it is. */
function lines(chart: Lines): Drawn {
  const points = chart.series.flatMap((each) => each.points)
  const times = points.map(({ at }) => Date.parse(at))
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const most = topOf([...points, ...chart.levels].map((each) => each.value))
  const right = WIDTH - ENDS
  const x = (at: number) =>
    last === first ? LEFT : LEFT + ((at - first) / (last - first)) * (right - LEFT)
  const y = (value: number) => TOP + PLOT_HEIGHT - (Math.max(0, value) / most) * PLOT_HEIGHT
  const bottom = TOP + PLOT_HEIGHT
  return {
    height: bottom + 30,
    shapes: [
      ...[0, 0.5, 1].flatMap((share) =>
        gridLine(amountOf(chart, most * share), y(most * share), right),
      ),
      ...[first, last].map((at, index) =>
        label(new Date(at).toISOString().slice(0, 19).replace('T', ' '), {
          x: x(at),
          y: bottom + 18,
          anchor: index === 0 ? 'start' : 'end',
          fill: SOFT,
        }),
      ),
      ...chart.levels.map(({ value }) =>
        s('line', {
          x1: LEFT,
          x2: right,
          y1: round(y(value)),
          y2: round(y(value)),
          stroke: COLOURS[1],
          'stroke-dasharray': '4 3',
        }),
      ),
      ...chart.series.flatMap((series, index) => lineOf(series, { colour: colourOf(index), x, y })),
      ...apart(namesAtEnds(chart, y), bottom).map((end) =>
        label(end.text, { x: right + 8, y: end.y + 4, fill: end.fill }),
      ),
    ],
  }
}

type End = { readonly text: string; readonly y: number; readonly fill: string }

function namesAtEnds(chart: Lines, y: (value: number) => number): End[] {
  return [
    ...chart.levels.map(({ label: name, value }) => ({
      text: `${name} ${amountOf(chart, value)}`,
      y: y(value),
      fill: COLOURS[1],
    })),
    ...chart.series.map(({ label: name, points }, index) => ({
      text: shortened(name),
      y: y(inTime(points).at(-1)?.value ?? 0),
      fill: colourOf(index),
    })),
  ]
}

/** Moved as little as it takes for each to be read: down first, and up again where they would leave the plot. */
function apart(ends: readonly End[], bottom: number): End[] {
  const down: End[] = []
  for (const end of ends.toSorted((left, right) => left.y - right.y)) {
    const least = (down.at(-1)?.y ?? -Infinity) + LINE_HEIGHT
    down.push({ ...end, y: Math.max(end.y, least) })
  }
  const up: End[] = []
  for (const end of down.toReversed()) {
    const most = (up.at(-1)?.y ?? bottom + LINE_HEIGHT) - LINE_HEIGHT
    up.push({ ...end, y: Math.min(end.y, most) })
  }
  return up.toReversed()
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? INK
}

function inTime(points: Lines['series'][number]['points']) {
  return points.toSorted((left, right) => left.at.localeCompare(right.at, 'en'))
}

type Scale = {
  readonly colour: string
  x(at: number): number
  y(value: number): number
}

function lineOf({ points }: Lines['series'][number], scale: Scale): Element[] {
  const at = inTime(points).map((point) => ({
    x: round(scale.x(Date.parse(point.at))),
    y: round(scale.y(point.value)),
  }))
  return [
    s('polyline', {
      points: at.map((point) => `${point.x},${point.y}`).join(' '),
      fill: 'none',
      stroke: scale.colour,
      'stroke-width': 2,
    }),
    ...at.map((point) => s('circle', { cx: point.x, cy: point.y, r: 2.5, fill: scale.colour })),
  ]
}

function gridLine(text: string, y: number, right: number): Element[] {
  return [
    s('line', { x1: LEFT, x2: right, y1: round(y), y2: round(y), stroke: '#d7dde5' }),
    label(text, { x: LEFT - 8, y: y + 4, anchor: 'end', fill: SOFT }),
  ]
}

const RIM = {
  stroke: '#fff',
  'stroke-width': 5,
  'stroke-linejoin': 'round',
  'paint-order': 'stroke',
}

function label(
  text: string,
  at: {
    readonly x: number
    readonly y: number
    readonly anchor?: 'start' | 'middle' | 'end'
    readonly weight?: number
    readonly fill?: string
    readonly rim?: boolean
  },
): Element {
  return s(
    'text',
    {
      x: round(at.x),
      y: round(at.y),
      'text-anchor': at.anchor ?? 'start',
      'font-size': 13,
      'font-weight': at.weight ?? 400,
      fill: at.fill ?? INK,
      ...(at.rim === true ? RIM : {}),
    },
    visible(text),
  )
}

/** Columns of a label that fit beside the plot; a Chinese character takes two. */
const LABEL_COLUMNS = 40

function shortened(text: string): string {
  if (stringWidth(text) <= LABEL_COLUMNS) return text
  let kept = text
  while (stringWidth(kept) >= LABEL_COLUMNS) kept = kept.replace(/.$/su, '')
  return `${kept}…`
}

function topOf(values: readonly number[]): number {
  return Math.max(1, ...values)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
