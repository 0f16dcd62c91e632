import type { Evidence } from './evidence.ts'
import type { Thresholds } from './runbook.ts'
import { sum } from './sizing.ts'
import { type Point, type Slope, slopeOf } from './slope.ts'
import type { TrendProcess, TrendSample } from './trend-values.ts'

/** What the looks at a node's memory say together. */
export type Trend = {
  /** The evidence it rests on. */
  readonly evidence: string[]
  readonly samples: readonly TrendSample[]
  readonly spanSeconds: number
  /** Anonymous memory (resident, where a kernel tells no other) of the processes that were there all the time. */
  readonly points: readonly Point[]
  readonly direction: Direction
  readonly slope: Slope | null
  /** What the slope comes to over the span, with its interval. */
  readonly growth: { readonly bytes: number; readonly lowBytes: number; readonly highBytes: number }
  /** Least change over the span that is not noise. */
  readonly significantBytes: number
  /** The span is long enough that a rise is more than what lies between two garbage collections. */
  readonly settled: boolean
  /** Large processes of the first looks that were gone later, by pid. */
  readonly ended: readonly number[]
  readonly ticksPerSecond: number
}

/**
 * `rising`: slope, its whole interval and the floor all went up by more than noise, and not in one jump. `swinging`: it
 * moved by more than noise and came down again, as garbage does, or jumped once. `unknown`: too few looks.
 */
export type Direction = 'rising' | 'flat' | 'swinging' | 'falling' | 'unknown'

/** Fewer looks show no more than a line through noise. */
const LEAST_SAMPLES = 4

/** A process that held this share of all is missed when it is gone; short-lived children are not. */
const LARGE_SHARE = 0.15

const TOUCHING: ReadonlySet<string> = new Set(['heap-figures', 'heap-profile', 'heap-comparison'])

/** The series of a node; null without a look. What came after a process was touched (a forced collection, a snapshot) is left out. */
export function trendOf(
  all: readonly Evidence[],
  node: string,
  thresholds: Thresholds,
): Trend | null {
  const series = seriesOf(all, node)
  if (series === null) return null
  const { looks, samples, ticksPerSecond } = series
  const stable = stableProcesses(samples)
  const points = pointsOfAll(samples, stable)
  const spanSeconds = span(samples.map((each) => each.atSeconds))
  return {
    evidence: looks,
    samples,
    spanSeconds,
    points,
    ...movedTogether(samples, stable, thresholds),
    settled: spanSeconds >= thresholds.trendSettledSeconds,
    ended: endedProcesses(samples),
    ticksPerSecond,
  }
}

type Series = Pick<Trend, 'samples' | 'ticksPerSecond'> & { readonly looks: string[] }

/** The looks at a node since it booted, until one of its processes was touched; null without a look. */
export function seriesOf(all: readonly Evidence[], node: string): Series | null {
  const ofNode = all.filter((each) => each.node === node)
  const touched = ofNode.findIndex((each) => TOUCHING.has(each.values.kind))
  const before = touched === -1 ? ofNode : ofNode.slice(0, touched)
  const looks = before.flatMap(({ id, values }) =>
    values.kind === 'trend' ? [{ id, values }] : [],
  )
  const last = looks.at(-1)
  if (last === undefined) return null
  const same = looks.filter((each) => each.values.bootId === last.values.bootId)
  const samples = same
    .flatMap((each) => each.values.samples)
    .toSorted((a, b) => a.atSeconds - b.atSeconds)
  return {
    looks: same.map((each) => each.id),
    samples,
    ticksPerSecond: last.values.ticksPerSecond,
  }
}

/** A process of the node was touched: what was measured after that is not its own course. */
export function isTouched(evidence: readonly Evidence[], node: string): boolean {
  return evidence.some((each) => each.node === node && TOUCHING.has(each.values.kind))
}

/** Memory of one process over the looks. */
export function pointsOf(samples: readonly TrendSample[], process: TrendProcess): Point[] {
  return samples.flatMap(({ atSeconds, processes }) => {
    const found = processes.find((each) => isSame(each, process))
    return found === undefined ? [] : [{ atSeconds, value: sizeOf(found) }]
  })
}

export function isSame(left: TrendProcess, right: TrendProcess): boolean {
  return left.pid === right.pid && left.startTicks === right.startTicks
}

export function sizeOf(process: TrendProcess): number {
  return process.anonBytes ?? process.rssBytes
}

type Moved = Pick<Trend, 'direction' | 'slope' | 'growth' | 'significantBytes'>

/** Bytes over the looks that these processes gained together; 0 unless they rose. */
export function riseOf(
  samples: readonly TrendSample[],
  processes: readonly TrendProcess[],
  thresholds: Thresholds,
): number {
  const noise = noiseOf(samples, thresholds)(processes.length)
  const { direction, growth } = moved(pointsOfAll(samples, processes), thresholds, noise)
  return direction === 'rising' ? growth.bytes : 0
}

/** One process that rises by so many times the noise of one over a short span is a rise, however still the others are. */
const ALONE = 4

/** How all of them moved; noise grows with their number, so one that rises alone is looked for as well. */
function movedTogether(
  samples: readonly TrendSample[],
  stable: readonly TrendProcess[],
  thresholds: Thresholds,
): Moved {
  const noise = noiseOf(samples, thresholds)
  const all = moved(pointsOfAll(samples, stable), thresholds, noise(stable.length))
  if (all.direction === 'rising' || stable.length < 2) return all
  const [steepest] = alone(samples, stable, thresholds)
  if (steepest === undefined) return all
  const { pid: _, ...course } = steepest
  return course
}

/** Those that rise by themselves by more than the noise of one, the steepest first. */
export function alone(
  samples: readonly TrendSample[],
  stable: readonly TrendProcess[],
  thresholds: Thresholds,
): (Moved & { readonly pid: number })[] {
  const noise = Math.max(ALONE * thresholds.trendGrowthBytes, noiseOf(samples, thresholds)(1))
  return (
    stable
      .map((process) => ({ pid: process.pid, points: pointsOf(samples, process) }))
      // No rise without it, and it costs far less than a slope.
      .filter(({ points }) => floorRise(points) >= noise)
      .map(({ pid, points }) => ({ pid, ...moved(points, thresholds, noise) }))
      .filter((each) => each.direction === 'rising')
      .toSorted((a, b) => b.growth.bytes - a.growth.bytes)
  )
}

/** How a series moved, against so many bytes of noise. */
function moved(points: readonly Point[], thresholds: Thresholds, noiseBytes: number): Moved {
  const slope = slopeOf(points)
  const values = points.map((point) => point.value)
  const seconds = slope?.spanSeconds ?? 0
  const significantBytes = Math.max(
    noiseBytes,
    Math.max(0, ...values) * thresholds.trendGrowthRatio,
  )
  const growth = {
    bytes: Math.round((slope?.perSecond ?? 0) * seconds),
    lowBytes: Math.round((slope?.lowPerSecond ?? 0) * seconds),
    highBytes: Math.round((slope?.highPerSecond ?? 0) * seconds),
  }
  const direction = directionOf(points, growth, significantBytes)
  return { slope, growth, significantBytes, direction }
}

/**
 * What so many processes may gain over the span without holding it: V8 fills its young generation before it collects.
 * Over a short span they all do so at once; over a longer one each at its own time, so that it grows with the root.
 */
function noiseOf(
  samples: readonly TrendSample[],
  thresholds: Thresholds,
): (processes: number) => number {
  const { trendSpanSeconds, trendSettledSeconds } = thresholds
  const { trendGrowthBytes: short, trendSettledGrowthBytes: long } = thresholds
  const seconds = span(samples.map((each) => each.atSeconds))
  const part = (seconds - trendSpanSeconds) / Math.max(1, trendSettledSeconds - trendSpanSeconds)
  const ofOne = short + Math.max(0, long - short) * Math.min(1, Math.max(0, part))
  return (processes) => {
    const count = Math.max(1, processes)
    return Math.max(short * count, ofOne * Math.sqrt(count))
  }
}

function directionOf(
  points: readonly Point[],
  growth: Trend['growth'],
  significantBytes: number,
): Direction {
  const values = points.map((point) => point.value)
  if (values.length < LEAST_SAMPLES) return 'unknown'
  const up = growth.lowBytes > 0 && growth.bytes >= significantBytes
  if (up && floorRise(points) >= significantBytes && goesOn(points, significantBytes))
    return 'rising'
  if (growth.highBytes < 0 && -growth.bytes >= significantBytes) return 'falling'
  return Math.max(...values) - Math.min(...values) < significantBytes ? 'flat' : 'swinging'
}

/** From the least of the first third of the looks to that of the last third. */
export function floorRise(points: readonly Point[]): number {
  const values = points.map((point) => point.value)
  const third = Math.max(1, Math.floor(values.length / 3))
  return Math.min(...values.slice(-third)) - Math.min(...values.slice(0, third))
}

/** It rises in the later part of the span as well, and not in one jump. */
function goesOn(points: readonly Point[], significantBytes: number): boolean {
  const floors = floorsOf(points)
  return (
    laterRise(points, floors) >= significantBytes * LATER_SHARE &&
    steadyRise(points, floors) >= significantBytes
  )
}

/** A longer way from one look to the next is no jump: what it gained on it may have come little by little. */
const JUMP_SHARE = 0.25

/**
 * How far the floor went up (what it never fell below later) but for its largest jump: a pool that grows once, a cache
 * that is loaded, and V8 that takes a larger young generation all jump; what leaks goes on.
 */
function steadyRise(points: readonly Point[], floors: readonly number[]): number {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return 0
  const longest = (last.atSeconds - first.atSeconds) * JUMP_SHARE
  const jumps = points.slice(1).map((point, index) => {
    const seconds = point.atSeconds - (points[index]?.atSeconds ?? 0)
    return seconds > longest ? 0 : (floors[index + 1] ?? 0) - (floors[index] ?? 0)
  })
  return (floors.at(-1) ?? 0) - (floors[0] ?? 0) - Math.max(0, ...jumps)
}

/** In the middle half of the span a rise gains half of what it gains in all; less by far is no rise that goes on. */
const LATER_SHARE = 0.25

/**
 * How far the floor went up from the first quarter of the span to the last: a process that warms up for seconds and then
 * only swings has its floor from then on.
 */
function laterRise(points: readonly Point[], floors: readonly number[]): number {
  const [first, last] = [points[0]?.atSeconds ?? 0, points.at(-1)?.atSeconds ?? 0]
  const floorAt = (share: number): number => {
    const at = points.findIndex((point) => point.atSeconds >= first + (last - first) * share)
    return floors[at] ?? 0
  }
  return floorAt(0.75) - floorAt(0.25)
}

/** What memory never fell below from each look on. */
function floorsOf(points: readonly Point[]): number[] {
  let least = Infinity
  return points
    .toReversed()
    .map(({ value }) => (least = Math.min(least, value)))
    .toReversed()
}

/** The processes that stand in every look: one that came or went is no growth. */
export function stableProcesses(samples: readonly TrendSample[]): readonly TrendProcess[] {
  return (samples[0]?.processes ?? []).filter((process) =>
    samples.every((sample) => sample.processes.some((each) => isSame(each, process))),
  )
}

function pointsOfAll(samples: readonly TrendSample[], stable: readonly TrendProcess[]): Point[] {
  if (stable.length === 0) return []
  return samples.map(({ atSeconds, processes }) => ({
    atSeconds,
    value: sum(processes.filter((each) => stable.some((one) => isSame(one, each))).map(sizeOf)),
  }))
}

function endedProcesses(samples: readonly TrendSample[]): number[] {
  const last = samples.at(-1)
  const gone = new Set<number>()
  for (const sample of samples.slice(0, -1)) {
    const all = sum(sample.processes.map(sizeOf))
    for (const process of sample.processes) {
      const large = sizeOf(process) >= all * LARGE_SHARE
      if (large && !last?.processes.some((each) => isSame(each, process))) gone.add(process.pid)
    }
  }
  return [...gone]
}

function span(times: readonly number[]): number {
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times)
}
