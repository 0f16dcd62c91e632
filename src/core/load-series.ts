import { say, type Said } from './say.ts'
import { sum } from './sizing.ts'
import { rankCorrelation } from './slope.ts'
import { isSame, type Trend } from './trend.ts'
import type { Requests, TrendSample } from './trend-values.ts'

/** One span between two looks: what the service did in it, and what it held at its end. */
export type Interval = {
  readonly atSeconds: number
  readonly seconds: number
  /** CPUs' worth of time. */
  readonly cpus: number
  /** TCP segments received a second; null where not told. */
  readonly segmentsPerSecond: number | null
  readonly established: number | null
  /** By the service's own counter; null where it exposes none, or it fell because another worker answered. */
  readonly requestsPerSecond: number | null
  readonly memoryBytes: number
}

export type LoadSeries = {
  readonly intervals: readonly Interval[]
  /** CPUs' worth of time over the whole span, and of each process, the busiest first. */
  readonly cpus: number
  readonly perProcess: readonly { readonly pid: number; readonly cpus: number }[]
  /** Connections taken a second over the whole span; null where not told. */
  readonly acceptedPerSecond: number | null
  readonly segmentsPerSecond: number | null
  readonly requestsPerSecond: number | null
  /** Of the counter of requests. */
  readonly metric: string | null
}

/** Load between the looks of a trend; null where fewer than two of them tell CPU time. */
export function loadSeries(trend: Trend): LoadSeries | null {
  const { samples, points, ticksPerSecond } = trend
  const intervals = samples.slice(1).flatMap((after, index) => {
    const before = samples[index]
    if (before === undefined) return []
    // Of the processes that were there all the time: one that was started again is no load.
    const memoryBytes = points[index + 1]?.value ?? 0
    return intervalOf({ before, after, memoryBytes }, ticksPerSecond)
  })
  const [first, last] = [samples[0], samples.at(-1)]
  if (intervals.length === 0 || first === undefined || last === undefined) return null
  const seconds = last.atSeconds - first.atSeconds
  const perProcess = cpuTicks(first, last)
    .map(({ pid, ticks }) => ({ pid, cpus: ticks / ticksPerSecond / seconds }))
    .toSorted((a, b) => b.cpus - a.cpus)
  return {
    intervals,
    cpus: sum(perProcess.map((each) => each.cpus)),
    perProcess,
    acceptedPerSecond: rate(first, last, 'accepted'),
    segmentsPerSecond: rate(first, last, 'segments'),
    requestsPerSecond: requestRate(first, last),
    metric: last.requests?.metric ?? null,
  }
}

/** Shorter ones say nothing: a clock tick is a hundredth of a second. */
const LEAST_SECONDS = 0.5

type Span = {
  readonly before: TrendSample
  readonly after: TrendSample
  readonly memoryBytes: number
}

function intervalOf({ before, after, memoryBytes }: Span, hz: number): Interval[] {
  const seconds = after.atSeconds - before.atSeconds
  if (seconds < LEAST_SECONDS) return []
  const ticks = sum(cpuTicks(before, after).map((each) => each.ticks))
  return [
    {
      atSeconds: after.atSeconds,
      seconds,
      cpus: ticks / hz / seconds,
      segmentsPerSecond: rate(before, after, 'segments'),
      established: after.traffic?.established ?? null,
      requestsPerSecond: requestRate(before, after),
      memoryBytes,
    },
  ]
}

/** Of the processes that stand in both looks and tell their CPU time. */
function cpuTicks(before: TrendSample, after: TrendSample): { pid: number; ticks: number }[] {
  return after.processes.flatMap((process) => {
    const earlier = before.processes.find((each) => isSame(each, process))
    if (earlier === undefined || process.cpuTicks === null || earlier.cpuTicks === null) return []
    return [{ pid: process.pid, ticks: Math.max(0, process.cpuTicks - earlier.cpuTicks) }]
  })
}

function rate(
  before: TrendSample,
  after: TrendSample,
  what: 'accepted' | 'segments',
): number | null {
  const seconds = after.atSeconds - before.atSeconds
  if (before.traffic === null || after.traffic === null || seconds <= 0) return null
  return Math.max(0, after.traffic[what] - before.traffic[what]) / seconds
}

function requestRate(before: TrendSample, after: TrendSample): number | null {
  const seconds = after.atSeconds - before.atSeconds
  return requestsBetween(before.requests, after.requests, seconds)
}

/** Requests a second by the service's own counter; null where it is not there, is another one, or fell. */
export function requestsBetween(
  before: Requests | null | undefined,
  after: Requests | null | undefined,
  seconds: number,
): number | null {
  if (!before || !after || seconds <= 0) return null
  if (before.metric !== after.metric || after.total < before.total) return null
  return (after.total - before.total) / seconds
}

export type Following = {
  /** What the memory follows. */
  readonly what: 'CPU use' | 'connections' | 'traffic' | 'requests'
  readonly correlation: number
  readonly low: { readonly load: number; readonly memoryBytes: number }
  readonly high: { readonly load: number; readonly memoryBytes: number }
}

const LOADS: Readonly<Record<Following['what'], Said>> = {
  'CPU use': say`CPU use`,
  connections: say`connections`,
  traffic: say`traffic`,
  requests: say`requests`,
}

export function loadName(what: Following['what']): Said {
  return LOADS[what]
}

/** Fewer intervals show a correlation by chance. */
const LEAST_INTERVALS = 8
/** Memory follows from this rank correlation on: 0.7 leaves 1 % to chance with 8 intervals, less with more. */
const FOLLOWS = 0.7
/** A load that moves by less than this share of its highest does not move. */
const MOVES = 0.3

/**
 * What the memory follows, where it does: load went up and down by enough, and the memory with it. Null where the
 * load did not move, or the memory did not move with it: then nothing is known, not the contrary.
 */
export function following(series: LoadSeries, significantBytes: number): Following | null {
  const found = [
    follow('connections', series.intervals, (each) => each.established),
    follow('requests', series.intervals, (each) => each.requestsPerSecond),
    follow('CPU use', series.intervals, (each) => each.cpus),
    follow('traffic', series.intervals, (each) => each.segmentsPerSecond),
  ].flatMap((each) => each ?? [])
  const best = found.toSorted((a, b) => b.correlation - a.correlation)[0]
  if (best === undefined) return null
  return best.high.memoryBytes - best.low.memoryBytes >= significantBytes ? best : null
}

function follow(
  what: Following['what'],
  intervals: readonly Interval[],
  loadOf: (interval: Interval) => number | null,
): Following | null {
  const points = intervals.flatMap((each) => {
    const load = loadOf(each)
    return load === null ? [] : [{ load, memoryBytes: each.memoryBytes }]
  })
  if (points.length < LEAST_INTERVALS || !goesUpAndDown(points.map((each) => each.load)))
    return null
  const correlation = rankCorrelation(
    points.map((each) => each.load),
    points.map((each) => each.memoryBytes),
  )
  if (correlation < FOLLOWS) return null
  const sorted = points.toSorted((a, b) => a.load - b.load)
  const quarter = Math.max(1, Math.floor(sorted.length / 4))
  return {
    what,
    correlation,
    low: meanOf(sorted.slice(0, quarter)),
    high: meanOf(sorted.slice(-quarter)),
  }
}

/** A load that only rises goes with anything that rises, a leak as well: it must also have come down. */
export function goesUpAndDown(loads: readonly number[], moves = MOVES): boolean {
  const highest = Math.max(...loads)
  const enough = highest * moves
  const at = loads.indexOf(highest)
  const before = highest - Math.min(...loads.slice(0, at + 1))
  const after = highest - Math.min(...loads.slice(at))
  const lowest = Math.min(...loads)
  const down = loads.indexOf(lowest)
  const fell = Math.max(...loads.slice(0, down + 1)) - lowest
  const rose = Math.max(...loads.slice(down)) - lowest
  return (
    highest > 0 && ((before >= enough && after >= enough) || (fell >= enough && rose >= enough))
  )
}

function meanOf(points: readonly { load: number; memoryBytes: number }[]): Following['low'] {
  return {
    load: sum(points.map((each) => each.load)) / points.length,
    memoryBytes: Math.round(sum(points.map((each) => each.memoryBytes)) / points.length),
  }
}
