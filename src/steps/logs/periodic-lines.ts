import { upperMedian } from '../../core/sizing.ts'
import { bursts } from './bursts.ts'
import type { LineGroup, Occurrence } from './group-lines.ts'
import { MIN_TICKS, PERIOD_TOLERANCE, STEADY_RATIO } from './limits.ts'

export type PeriodicLine = {
  readonly text: string
  /** How often the line stands within one period. */
  readonly count: number
  readonly pids: number | null
  readonly firstAt: string | null
  readonly periodSeconds: number
}

type Timed = Occurrence & { readonly seconds: number }

/**
 * Lines that come back at a steady period, counted within one period. Where lines carry a pid the period is
 * that of each process by itself, since the workers of a service need not tick together; else, and where a
 * job takes turns among the processes, it is that of the bursts.
 */
export function periodicLines(groups: readonly LineGroup[]): PeriodicLine[] {
  const found: PeriodicLine[] = []
  for (const group of groups) {
    const timed = group.occurrences.filter(isTimed).toSorted((a, b) => a.seconds - b.seconds)
    if (timed.length < MIN_TICKS) continue
    const line = byProcess(group.text, timed) ?? byBursts(group.text, timed)
    if (line !== null) found.push(line)
  }
  return found
}

function isTimed(each: Occurrence): each is Timed {
  return each.seconds !== null
}

function byProcess(text: string, timed: readonly Timed[]): PeriodicLine | null {
  const perPid = new Map<number, number[]>()
  for (const { pid, seconds } of timed) {
    if (pid === null) return null
    const times = perPid.get(pid)
    if (times === undefined) perPid.set(pid, [seconds])
    else times.push(seconds)
  }
  const ticking = [...perPid.values()].filter((each) => each.length >= MIN_TICKS)
  if (ticking.length === 0 || ticking.length < perPid.size * STEADY_RATIO) return null
  const period = steadyPeriod(ticking.flatMap(pauses))
  if (period === null) return null
  return {
    text,
    count: countWithin(timed, period),
    pids: perPid.size,
    firstAt: timed[0]?.timeText ?? null,
    periodSeconds: period,
  }
}

/** The usual count of lines in a span as long as the period; the first and the last may be cut short. */
function countWithin(timed: readonly Timed[], period: number): number {
  const start = timed[0]?.seconds ?? 0
  const counts = new Map<number, number>()
  for (const { seconds } of timed) {
    // Half a tolerance early, so that drift does not push a tick into the span before.
    const span = Math.floor((seconds - start) / period + PERIOD_TOLERANCE / 2)
    counts.set(span, (counts.get(span) ?? 0) + 1)
  }
  return upperMedian([...counts.values()])
}

function byBursts(text: string, timed: readonly Timed[]): PeriodicLine | null {
  const ticks = bursts(
    timed.map((each) => each.seconds),
    1,
  )
  if (ticks.length < MIN_TICKS) return null
  const period = steadyPeriod(pauses(ticks.map((each) => each[0] ?? 0)))
  if (period === null) return null
  const pids = new Set(timed.map((each) => each.pid).filter((each) => each !== null))
  return {
    text,
    count: upperMedian(ticks.map((each) => each.length)),
    pids: pids.size === 0 ? null : pids.size,
    firstAt: timed[0]?.timeText ?? null,
    periodSeconds: period,
  }
}

function pauses(times: readonly number[]): number[] {
  return times.slice(1).map((each, index) => each - (times[index] ?? each))
}

/** The usual pause when most agree with it; null when they do not, or are too short to tell from chance. */
function steadyPeriod(all: readonly number[]): number | null {
  const period = upperMedian(all)
  if (all.length < MIN_TICKS - 1 || period < 1) return null
  const tolerance = Math.max(1, period * PERIOD_TOLERANCE)
  const agreeing = all.filter((each) => Math.abs(each - period) <= tolerance)
  if (agreeing.length < all.length * STEADY_RATIO) return null
  return Math.round(period)
}
