import type { Evidence } from './evidence.ts'
import type { Thresholds } from './runbook.ts'
import { alone, floorRise, pointsOf, riseOf, seriesOf, stableProcesses } from './trend.ts'
import type { TrendSample } from './trend-values.ts'

/** Processes that rise by themselves by more than the noise of one, with the bytes over the span, the steepest first. */
export function risingProcesses(
  all: readonly Evidence[],
  node: string,
  thresholds: Thresholds,
): { readonly pid: number; readonly bytes: number }[] {
  const samples = seriesOf(all, node)?.samples ?? []
  return alone(samples, stableProcesses(samples), thresholds).map(({ pid, growth }) => ({
    pid,
    bytes: growth.bytes,
  }))
}

/** A process that rises by up to so many times what a measured one did is taken to be like it. */
const LIKE_MEASURED = 2

/**
 * Other processes than those that were looked into rise, and by more than those did in the same looks: what forced
 * collections showed of the ones says nothing of the others then.
 */
export function risesBeside(
  samples: readonly TrendSample[],
  measured: readonly number[],
  thresholds: Thresholds,
): boolean {
  const stable = stableProcesses(samples)
  const rest = stable.filter((each) => !measured.includes(each.pid))
  if (rest.length === 0) return false
  const most = stable
    .filter((each) => measured.includes(each.pid))
    .map((each) => floorRise(pointsOf(samples, each)))
  const bytesOfEach = [
    riseOf(samples, rest, thresholds) / rest.length,
    ...alone(samples, rest, thresholds).map((each) => each.growth.bytes),
  ]
  return Math.max(...bytesOfEach) > Math.max(0, ...most) * LIKE_MEASURED
}
