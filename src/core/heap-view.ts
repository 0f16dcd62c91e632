import type { Evidence } from './evidence.ts'
import { type ByConnections, heldByConnections } from './held-by-connections.ts'
import { type HeldGrowth, heldGrowth } from './held-growth.ts'
import type {
  HeapComparisonValues,
  HeapFiguresValues,
  HeapReading,
  HeapSuspect,
} from './heap-values.ts'
import { reading } from './readings.ts'
import type { Ladder } from './runbook.ts'
import { privateOf, sum } from './sizing.ts'
import type { ProcessRow } from './values.ts'

/** The counters of one look at a process; none of them is ever added to another as if resident. */
export type Counters = Pick<
  HeapReading,
  | 'rssBytes'
  | 'heapUsedBytes'
  | 'heapTotalBytes'
  | 'externalBytes'
  | 'arrayBuffersBytes'
  | 'heapLimitBytes'
>

/** All that is known of the memory inside one process. */
export type HeapView = {
  readonly pid: number
  /** The evidence it rests on. */
  readonly evidence: string[]
  /** Its row of the process table; null when it was not there. */
  readonly row: ProcessRow | null
  /** The newest counters: after a forced collection where there was one. */
  readonly last: Counters
  /** The first counters, before anything was forced; null when the first look forced one. */
  readonly before: Counters | null
  /** A full collection was forced before `last`. */
  readonly collected: boolean
  /** Growth between forced collections: what still grows then is held. */
  readonly growth: HeldGrowth | null
  readonly heapGrows: boolean
  /** The heap grew between forced collections, but in one step: a table that was enlarged, or a burst. */
  readonly heapJumped: boolean
  readonly externalGrows: boolean
  /** External memory came and went between forced collections: it belongs to work under way, and is not held. */
  readonly externalSwings: boolean
  /** Memory that neither the heap nor the external counter has grows, by more than goes along with them. */
  readonly nativeGrows: boolean
  /** By how much, between the first and the last forced collection. */
  readonly nativeGrowthBytes: number
  readonly uptimeSeconds: number | null
  readonly comparison: HeapComparisonValues | null
  /** What holds most of what grew, by the comparison. */
  readonly suspect: HeapSuspect | null
  /** MessagePorts that are open: each worker_thread has one. */
  readonly messagePorts: number
  /** How what it holds follows the connections it has open; null where it does not, or that is not known. */
  readonly following: ByConnections | null
  /** Output that waits in its streams for stdout and stderr; null where it was not counted. */
  readonly waitingOutputBytes: number | null
}

/** From this share of the growth on, what a suspect keeps alive is what grew. */
export const NAMED_RATIO = 0.5

/** The first, unless another that explains enough is known better. */
function suspectOf({ suspects }: HeapComparisonValues): HeapSuspect | null {
  const sure = suspects.find((each) => each.unsure !== true && each.growthRatio >= NAMED_RATIO)
  return sure ?? suspects[0] ?? null
}

/** What a process of Node.js needs beside heap and external memory, shared pages included: measured 41 to 46 MB rss with 4 MB of heap. */
export const RUNTIME_BYTES = 44_000_000

/** Every process of a node of which heap figures or snapshots were read. */
export function heapViews(all: readonly Evidence[], node: string, ladder: Ladder): HeapView[] {
  const evidence = all.filter((each) => each.node === node)
  const rows = reading(evidence, node, 'top')?.values.processes ?? []
  const pids = new Set(
    evidence.flatMap(({ values }) =>
      isInside(values.kind) && 'pid' in values ? [values.pid] : [],
    ),
  )
  return [...pids].flatMap((pid) =>
    viewOf(evidence, pid, { ladder, row: rows.find((row) => row.pid === pid) ?? null }),
  )
}

function isInside(kind: string): boolean {
  return kind === 'inspector' || kind === 'heap-figures' || kind === 'heap-comparison'
}

type Known = { readonly ladder: Ladder; readonly row: ProcessRow | null }

function viewOf(evidence: readonly Evidence[], pid: number, { ladder, row }: Known): HeapView[] {
  const about = evidence.filter(
    ({ values }) => isInside(values.kind) && 'pid' in values && values.pid === pid,
  )
  const figures = about.flatMap(({ values }) => (values.kind === 'heap-figures' ? [values] : []))
  const open = about.flatMap(({ values }) => (values.kind === 'inspector' ? [values] : []))
  const comparisons = about.flatMap(({ values }) =>
    values.kind === 'heap-comparison' ? [values] : [],
  )
  const readings = ofOneProcess(figures).flatMap((each) => each.readings)
  const forced = readings.filter((each) => each.forcedGc)
  const free: readonly Counters[] = [...open, ...readings.filter((each) => !each.forcedGc)]
  const comparison = comparisons.at(-1) ?? null
  const before = readings[0]?.forcedGc === true && open.length === 0 ? null : (free[0] ?? null)
  const last = forced.at(-1) ?? free.at(-1) ?? byComparison(comparison, row)
  if (last === null) return []
  return [
    {
      pid,
      evidence: about.map((each) => each.id),
      row,
      last,
      before,
      collected: forced.length > 0,
      growth: heldGrowth(readings),
      heapGrows: grows(forced, (each) => each.heapUsedBytes, ladder),
      heapJumped: jumped(
        forced.map((each) => each.heapUsedBytes),
        ladder,
      ),
      externalSwings: swings(forced.map((each) => each.externalBytes)),
      externalGrows: grows(forced, (each) => each.externalBytes, ladder),
      nativeGrows:
        grows(forced, nativeBytes, { growthBytes: ladder.growthBytes * NATIVE_NOISE }) &&
        outgrowsPages(forced) &&
        outgrows(before, last),
      nativeGrowthBytes: nativeGrowth(forced),
      uptimeSeconds: figures.at(-1)?.uptimeSeconds ?? row?.uptimeSeconds ?? null,
      comparison,
      suspect: comparison === null ? null : suspectOf(comparison),
      messagePorts:
        readings.at(-1)?.resources.find((each) => each.type === 'MessagePort')?.count ?? 0,
      following: heldByConnections(forced),
      waitingOutputBytes: readings.at(-1)?.waitingOutputBytes ?? null,
    },
  ]
}

/**
 * Where no inspector could be had, snapshots alone tell what the heap holds: taking one collects before. What V8 keeps
 * beside, external memory and its limit are not known, and count as none.
 */
function byComparison(
  comparison: HeapComparisonValues | null,
  row: ProcessRow | null,
): Counters | null {
  const heapBytes = comparison?.snapshots.at(-1)?.heapBytes
  if (heapBytes === undefined) return null
  return {
    rssBytes: Math.max(heapBytes, row?.rssBytes ?? 0),
    heapUsedBytes: heapBytes,
    heapTotalBytes: heapBytes,
    externalBytes: 0,
    arrayBuffersBytes: 0,
    heapLimitBytes: 0,
  }
}

/** A process that was started again under its number is another: its figures are no series with the old ones. */
function ofOneProcess(figures: readonly HeapFiguresValues[]): readonly HeapFiguresValues[] {
  const last = figures.at(-1)
  return figures.filter((each) => each.startTicks === last?.startTicks)
}

/** What is resident beside V8's heap and what it counts as external; below 0 where counters exceed what is resident. */
export function nativeBytes(counters: Counters): number {
  return counters.rssBytes - counters.heapTotalBytes - counters.externalBytes
}

/**
 * What V8 keeps beside its pages grows with them, and the allocator with it. Measured on Node 24 in 25 leaks of 8 to 39 MB:
 * 0 to 7 % of the heap's growth in 23 of them, 15 and 46 % in two. What leaks natively holds more than the objects that
 * stand for it: zlib streams 90 times.
 */
const BESIDE_PAGES_RATIO = 0.5

function outgrowsPages(forced: readonly HeapReading[]): boolean {
  const [first, last] = [forced[0], forced.at(-1)]
  if (first === undefined || last === undefined) return false
  const heap = Math.max(0, last.heapUsedBytes - first.heapUsedBytes)
  return nativeGrowth(forced) > heap * BESIDE_PAGES_RATIO
}

/** V8 takes the room of its young generation again that the first collection gave back: what leaked was there before. */
function outgrows(before: Counters | null, last: Counters): boolean {
  return before === null || nativeBytes(last) >= nativeBytes(before)
}

function nativeGrowth(forced: readonly HeapReading[]): number {
  const [first, last] = [forced[0], forced.at(-1)]
  return first === undefined || last === undefined ? 0 : nativeBytes(last) - nativeBytes(first)
}

/** What is left over of rss is less sure than a counter: 1.3 to 1.6 MB in a minute were measured of two services that hold nothing more. */
const NATIVE_NOISE = 2

/** More than noise over the span, in most steps, and not in one of them alone. */
function grows(
  forced: readonly HeapReading[],
  sizeOf: (reading: HeapReading) => number,
  ladder: Pick<Ladder, 'growthBytes'>,
): boolean {
  const sizes = forced.map(sizeOf)
  const steps = stepsOf(sizes)
  if (steps.length < 2) return false
  const rising = steps.filter((step) => step > 0).length
  // What is in use just now comes and goes by some MiB: the last two must both lie above the first two.
  const apart = sizes.length < 4 || Math.min(...sizes.slice(-2)) > Math.max(...sizes.slice(0, 2))
  const enough = sum(steps) >= ladder.growthBytes && rising > steps.length / 2
  const falls = -Math.min(0, ...steps) > sum(steps) * FALL_RATIO
  return enough && apart && !falls && !jumped(sizes, ladder)
}

/** Share of the largest by which what is not held falls: 9 to 34 % were measured of requests in flight, 0 of what is held. */
const SWING_RATIO = 0.1

function swings(sizes: readonly number[]): boolean {
  const largest = Math.max(0, ...sizes)
  const fall = -Math.min(0, ...stepsOf(sizes))
  return fall > largest * SWING_RATIO
}

/**
 * A fall of more than this share of the whole growth is a swing: batches that are all let go of every some seconds look
 * like growth where each reading happens to meet a later moment of the batch. Simulated for batches of 1 to 60 s: three in
 * a hundred looked so without this, and none in a thousand with it.
 */
const FALL_RATIO = 0.1

/**
 * A Map or array that runs full gets a table twice as large, at once: 28 MiB were measured for a cache of 900,000
 * entries that held no more afterwards. What is left over without the largest step must be growth as well.
 */
const BESIDE_LARGEST_STEP_RATIO = 0.5

function jumped(sizes: readonly number[], { growthBytes }: Pick<Ladder, 'growthBytes'>): boolean {
  const steps = stepsOf(sizes)
  const whole = sum(steps)
  if (steps.length < 2 || whole < growthBytes) return false
  return whole - Math.max(...steps) < growthBytes * BESIDE_LARGEST_STEP_RATIO
}

function stepsOf(sizes: readonly number[]): number[] {
  return sizes.slice(1).map((size, index) => size - (sizes[index] ?? 0))
}

/** It holds more and more of something. */
export function isGrowing({ heapGrows, externalGrows, nativeGrows }: HeapView): boolean {
  return heapGrows || externalGrows || nativeGrows
}

/** The process's own memory: of the table, else what is resident without what all Node.js processes share. */
export function ownBytes({ row, last }: HeapView): number {
  return row === null ? Math.max(0, last.rssBytes - RUNTIME_BYTES) : privateOf(row)
}
