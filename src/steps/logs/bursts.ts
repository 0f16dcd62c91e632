import { GAP_FACTOR } from './limits.ts'

/**
 * Parts a sorted list of numbers (times or line positions) where it pauses. The gaps fall in two kinds, those
 * within a burst and those between bursts, when two neighbours among the sorted gaps differ by GAP_FACTOR or
 * more; without two kinds each number is a burst of its own, or all are one when they touch.
 */
export function bursts(sorted: readonly number[], unit: number): number[][] {
  const limit = pauseLength(sorted, unit)
  const parts: number[][] = []
  let previous: number | null = null
  for (const each of sorted) {
    const last = parts.at(-1)
    if (last === undefined || previous === null || each - previous >= limit) parts.push([each])
    else last.push(each)
    previous = each
  }
  return parts
}

/** The shortest gap that is a pause. `unit` is the smallest gap that means anything. */
function pauseLength(sorted: readonly number[], unit: number): number {
  const gaps = sorted
    .slice(1)
    .map((each, index) => Math.max(unit, each - (sorted[index] ?? each)))
    .toSorted((a, b) => a - b)
  let limit = (gaps.at(-1) ?? unit) > unit ? (gaps[0] ?? unit) : Infinity
  let widest = GAP_FACTOR
  for (const [index, gap] of gaps.entries()) {
    const factor = gap / (gaps[index - 1] ?? gap)
    if (factor >= widest) {
      widest = factor
      limit = gap
    }
  }
  return limit
}
