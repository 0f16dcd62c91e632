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
 * `rising`: slope, its whole interval and the floor all went up by more than noise. `swinging`: it moved by more than
 * noise and came down again, as garbage does. `unknown`: too few looks.
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
  const stable = stableProcesses(samples)
  const points = pointsOfAll(samples, stable)
  const spanSeconds = span(samples.map((each) => each.atSeconds))
  return {
    evidence: same.map((each) => each.id),
    samples,
    spanSeconds,
    points,
    ...movedTogether(samples, stable, thresholds),
    settled: spanSeconds >= thresholds.trendSettledSeconds,
    ended: endedProcesses(samples),
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

/** One process that rises by so many times the noise of one is a rise, however still the others are. */
const ALONE = 4

/** How all of them moved; noise grows with their number, so one that rises alone is looked for as well. */
function movedTogether(
  samples: readonly TrendSample[],
  stable: readonly TrendProcess[],
  thresholds: Thresholds,
): Moved {
  const all = moved(pointsOfAll(samples, stable), thresholds, stable.length)
  if (all.direction === 'rising' || stable.length < 2) return all
  const alone = stable
    .map((process) => moved(pointsOf(samples, process), thresholds, ALONE))
    .filter((each) => each.direction === 'rising')
    .toSorted((a, b) => b.growth.bytes - a.growth.bytes)
  return alone[0] ?? all
}

/** How a series moved, against the noise that the runbook allows to so many processes. */
export function moved(points: readonly Point[], thresholds: Thresholds, processes: number): Moved {
  const slope = slopeOf(points)
  const values = points.map((point) => point.value)
  const significantBytes = Math.max(
    thresholds.trendGrowthBytes * Math.max(1, processes),
    Math.max(0, ...values) * thresholds.trendGrowthRatio,
  )
  const seconds = slope?.spanSeconds ?? 0
  const growth = {
    bytes: Math.round((slope?.perSecond ?? 0) * seconds),
    lowBytes: Math.round((slope?.lowPerSecond ?? 0) * seconds),
    highBytes: Math.round((slope?.highPerSecond ?? 0) * seconds),
  }
  const direction = directionOf(values, growth, significantBytes)
  return { slope, growth, significantBytes, direction }
}

function directionOf(
  values: readonly number[],
  growth: Trend['growth'],
  significantBytes: number,
): Direction {
  if (values.length < LEAST_SAMPLES) return 'unknown'
  const third = Math.max(1, Math.floor(values.length / 3))
  const floor = Math.min(...values.slice(-third)) - Math.min(...values.slice(0, third))
  if (growth.lowBytes > 0 && growth.bytes >= significantBytes && floor >= significantBytes) {
    return 'rising'
  }
  if (growth.highBytes < 0 && -growth.bytes >= significantBytes) return 'falling'
  return Math.max(...values) - Math.min(...values) < significantBytes ? 'flat' : 'swinging'
}

/** The processes that stand in every look: one that came or went is no growth. */
function stableProcesses(samples: readonly TrendSample[]): readonly TrendProcess[] {
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
