import { formatBytes } from '../core/bytes.ts'
import type { Evidence } from '../core/evidence.ts'
import { sum } from '../core/sizing.ts'
import type { Values } from '../core/values.ts'
import { say, type Wording } from '../core/say.ts'
import { fromText } from '../words/from-text.ts'
import type { DraftPart } from './draft.ts'

type Of<Kind extends Values['kind']> = Extract<Values, { kind: Kind }>

/** A column: a figure that can be compared, or a word. */
type Column<Kind extends Values['kind']> = {
  readonly title: Wording
  readonly of: (values: Of<Kind>) => number | string | null
  readonly format?: (value: number) => string
  /** Of a word that memdiag said itself. */
  readonly word?: (value: string) => Wording
}

type Row = { readonly node: string; readonly cells: readonly (number | string | null)[] }

/** Up to so many nodes each has a row of its own. */
const ROWS = 10

/** Nodes that differ and have a row of their own; more of them are one row. */
const OUTLIERS = 20

/** A figure this far from the middle one is worth a look; less is how equal nodes differ. */
const OUTLYING_RATIO = 0.25

const percent = (value: number) => `${Math.round(value * 100)} %`
const twoDigits = (value: number) => value.toFixed(2)

const LOAD: readonly Column<'load'>[] = [
  { title: say`CPUs in use`, of: (values) => values.serviceCpus, format: twoDigits },
  { title: say`memory`, of: ({ cgroup }) => usageOf(cgroup), format: formatBytes },
  {
    title: say`of the limit`,
    of: ({ cgroup }) => {
      const usage = usageOf(cgroup)
      return usage === null || cgroup.memoryLimitBytes === null
        ? null
        : usage / cgroup.memoryLimitBytes
    },
    format: percent,
  },
  { title: say`connections`, of: (values) => values.connections },
  { title: say`OOM kills`, of: (values) => values.cgroup.oomKills },
]

const TOP: readonly Column<'top'>[] = [
  { title: say`workers`, of: (values) => workersOf(values).length },
  {
    title: say`all processes`,
    of: ({ processes }) => sum(processes.map(ownBytes)),
    format: formatBytes,
  },
  {
    title: say`a worker`,
    of: (values) => {
      const workers = workersOf(values)
      return workers.length === 0 ? null : sum(workers.map(ownBytes)) / workers.length
    },
    format: (value) => formatBytes(Math.round(value)),
  },
  { title: say`manager`, of: (values) => values.manager },
]

const CPUINFO: readonly Column<'cpuinfo'>[] = [
  { title: say`workers`, of: (values) => values.workers },
  { title: say`CPUs of the host`, of: (values) => values.logical },
  { title: say`may use`, of: (values) => values.usable },
  { title: 'Node.js', of: (values) => values.nodeVersion },
  {
    title: say`rule`,
    of: ({ rules }) => rules.find(({ matches }) => matches)?.rule ?? null,
    word: fromText,
  },
]

const LOGS: readonly Column<'logs'>[] = [
  { title: say`files`, of: (values) => values.files.length },
  {
    title: say`most repeated`,
    of: (values) => Math.max(0, ...values.startup.map(({ count }) => count)),
  },
  {
    title: say`lines on memory`,
    of: (values) => sum(values.memoryLines.map(({ count }) => count)),
  },
]

const WEBSOCKET: readonly Column<'websocket'>[] = [
  {
    title: say`packages`,
    of: ({ packages }) =>
      [...new Set(packages.map(({ name, version }) => `${name} ${version}`))].join(', '),
  },
  { title: say`connections`, of: (values) => values.connections },
]

const INSPECTOR: readonly Column<'inspector'>[] = [
  { title: 'rss', of: (values) => values.rssBytes, format: formatBytes },
  { title: 'heapUsed', of: (values) => values.heapUsedBytes, format: formatBytes },
  { title: 'external', of: (values) => values.externalBytes, format: formatBytes },
]

/** Evidence of many nodes as one table, the nodes that differ first; null for evidence that is shown one by one. */
export function nodeTable(kind: Values['kind'], evidence: readonly Evidence[]): DraftPart | null {
  switch (kind) {
    case 'load':
      return tableOf(say`Load, by node`, LOAD, rowsOf(kind, LOAD, evidence))
    case 'top':
      return tableOf(say`Processes, by node`, TOP, rowsOf(kind, TOP, evidence))
    case 'cpuinfo':
      return tableOf(say`CPUs, by node`, CPUINFO, rowsOf(kind, CPUINFO, evidence))
    case 'logs':
      return tableOf(say`Logs, by node`, LOGS, rowsOf(kind, LOGS, evidence))
    case 'websocket':
      return tableOf(say`WebSocket, by node`, WEBSOCKET, rowsOf(kind, WEBSOCKET, evidence))
    case 'inspector':
      return tableOf(
        say`process.memoryUsage(), by node`,
        INSPECTOR,
        rowsOf(kind, INSPECTOR, evidence),
      )
    case 'snapshot':
    case 'handshake':
    case 'trend':
    case 'heap-process':
    case 'heap-figures':
    case 'heap-profile':
    case 'heap-comparison':
    case 'none':
      return null
  }
}

function rowsOf<Kind extends Values['kind']>(
  kind: Kind,
  columns: readonly Column<Kind>[],
  evidence: readonly Evidence[],
): Row[] {
  return evidence.flatMap(({ node, values }) =>
    isKind(values, kind) ? [{ node, cells: columns.map((column) => column.of(values)) }] : [],
  )
}

function isKind<Kind extends Values['kind']>(values: Values, kind: Kind): values is Of<Kind> {
  return values.kind === kind
}

type Shown = Pick<Column<never>, 'title' | 'format' | 'word'>

function tableOf(caption: Wording, columns: readonly Shown[], rows: readonly Row[]): DraftPart {
  const middles = columns.map((_, index) => middleOf(rows.map(({ cells }) => cells[index] ?? null)))
  const scored = rows
    .map((row) => ({ row, apart: apartOf(row, middles) }))
    .toSorted((left, right) => right.apart - left.apart)
  const differing = scored.filter(({ apart }) => apart > 0).map(({ row }) => row)
  const equal = scored.filter(({ apart }) => apart === 0).map(({ row }) => row)
  const whole = rows.length <= ROWS
  const single = whole ? [...differing, ...equal] : differing.slice(0, OUTLIERS)
  const groups = whole
    ? []
    : [
        { name: say`that differ`, rows: differing.slice(OUTLIERS) },
        { name: say`that are alike`, rows: equal },
      ].filter((group) => group.rows.length > 0)
  return {
    kind: 'table',
    caption,
    columns: [
      { title: say`node`, align: 'left' },
      ...columns.map(({ title, format }, index) => ({
        title,
        align:
          isFigure(rows, index) || format !== undefined ? ('right' as const) : ('left' as const),
      })),
    ],
    rows: [
      ...single.map((row) => [row.node, ...columns.map((column, at) => cellOf(column, [row], at))]),
      ...groups.map((group) => [
        single.length === 0
          ? say`${group.rows.length} ${group.name}`
          : say`${group.rows.length} more ${group.name}`,
        ...columns.map((column, at) => cellOf(column, group.rows, at)),
      ]),
    ],
  }
}

function isFigure(rows: readonly Row[], index: number): boolean {
  return rows.every(({ cells }) => typeof cells[index] !== 'string')
}

/** The middle figure or the most frequent word. */
function middleOf(cells: readonly (number | string | null)[]): number | string | null {
  const figures = cells.filter((cell) => typeof cell === 'number').toSorted((a, b) => a - b)
  if (figures.length > 0) return figures[Math.floor(figures.length / 2)] ?? null
  const counts = new Map<string | null, number>()
  for (const cell of cells)
    if (typeof cell !== 'number') counts.set(cell, (counts.get(cell) ?? 0) + 1)
  const [most] = [...counts].toSorted((left, right) => right[1] - left[1])
  return most?.[0] ?? null
}

/** How far a row is from the middle: 0 where it is like the others. */
function apartOf({ cells }: Row, middles: readonly (number | string | null)[]): number {
  return Math.max(
    0,
    ...cells.map((cell, index) => {
      const middle = middles[index] ?? null
      if (cell === middle) return 0
      if (typeof cell !== 'number' || typeof middle !== 'number') return 1
      const ratio = Math.abs(cell - middle) / Math.max(Math.abs(middle), SMALLEST)
      return ratio > OUTLYING_RATIO ? ratio : 0
    }),
  )
}

/** Below one of anything a difference in figures is none: 0.02 and 0.04 CPUs are both idle. */
const SMALLEST = 1

function cellOf(
  { format = String, word = (value) => value }: Shown,
  rows: readonly Row[],
  index: number,
): Wording {
  const cells = rows.map(({ cells: row }) => row[index] ?? null)
  const figures = cells.filter((cell) => typeof cell === 'number')
  if (figures.length === 0) {
    const words = [...new Set(cells.filter((cell) => typeof cell === 'string'))]
    const [first = '-', second] = words
    if (words.length > 2) return say`${words.length} different`
    return second === undefined ? word(first) : say`${word(first)} or ${word(second)}`
  }
  const least = format(Math.min(...figures))
  const most = format(Math.max(...figures))
  return least === most ? most : say`${least} to ${most}`
}

function usageOf({ memoryLimitBytes, memoryUsageBytes }: Of<'load'>['cgroup']): number | null {
  // Without a limit the cgroup is not the service's own, and its usage would only mislead.
  return memoryLimitBytes === null ? null : memoryUsageBytes
}

function workersOf({ processes }: Of<'top'>) {
  return processes.filter(({ role }) => role === 'worker')
}

function ownBytes(row: Of<'top'>['processes'][number]): number {
  return row.privateBytes ?? row.anonBytes ?? row.rssBytes
}
