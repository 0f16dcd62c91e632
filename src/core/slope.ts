import { sum } from './sizing.ts'

export type Point = { readonly atSeconds: number; readonly value: number }

/** How a value changes over time, with the range in which the true change lies (95 %). */
export type Slope = {
  readonly perSecond: number
  readonly lowPerSecond: number
  readonly highPerSecond: number
  readonly points: number
  readonly spanSeconds: number
}

/** Of the normal distribution: 95 % lie within so many standard deviations. */
const Z_95 = 1.96

/**
 * Theil-Sen slope: the median of the slopes of all pairs, which a single peak or a garbage collection does not move;
 * its interval from Kendall's variance (Sen 1968). Up to four points give the extremes of the pairs as the interval.
 * Null for fewer than two moments.
 */
export function slopeOf(points: readonly Point[]): Slope | null {
  const slopes: number[] = []
  for (const [index, from] of points.entries()) {
    for (const to of points.slice(index + 1)) {
      const seconds = to.atSeconds - from.atSeconds
      if (seconds > 0) slopes.push((to.value - from.value) / seconds)
    }
  }
  if (slopes.length === 0) return null
  slopes.sort((a, b) => a - b)
  const count = points.length
  const spread = Z_95 * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18)
  const low = Math.max(0, Math.round((slopes.length - spread) / 2) - 1)
  const high = slopes.length - 1 - low
  const times = points.map((point) => point.atSeconds)
  return {
    perSecond: median(slopes),
    lowPerSecond: slopes[low] ?? 0,
    highPerSecond: slopes[high] ?? 0,
    points: count,
    spanSeconds: Math.max(...times) - Math.min(...times),
  }
}

/** The median of sorted numbers; 0 of none. */
export function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** Rank correlation of two equally long lists (Spearman), -1 to 1; 0 where one of them does not vary. */
export function rankCorrelation(left: readonly number[], right: readonly number[]): number {
  return correlation(ranks(left), ranks(right))
}

/** Correlation of two equally long lists (Pearson), -1 to 1; 0 where one of them does not vary. */
export function correlation(left: readonly number[], right: readonly number[]): number {
  const [meanOfA, meanOfB] = [mean(left), mean(right)]
  let [both, ofA, ofB] = [0, 0, 0]
  for (const [index, value] of left.entries()) {
    const [da, db] = [value - meanOfA, (right[index] ?? 0) - meanOfB]
    both += da * db
    ofA += da * da
    ofB += db * db
  }
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB)
}

function mean(list: readonly number[]): number {
  return sum(list) / list.length
}

/** Places from 0; equal values share the mean of their places. */
function ranks(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2)
}
