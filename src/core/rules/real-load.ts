import { formatBytes } from '../bytes.ts'
import { type Candidate, supporting } from '../candidate.ts'
import { following, loadName } from '../load-series.ts'
import type { Problem } from '../problem.ts'
import { say } from '../say.ts'

/** Memory that comes and goes with the traffic: shown only by looks in which both went up and down together. */
export function realLoad(problem: Problem): Candidate | null {
  const { series, trend, views } = problem
  if (series === null || trend === null) return null
  const found = following(series, trend.significantBytes)
  if (found === null || views.some((view) => view.heapGrows || view.externalGrows)) return null
  // What rises while the load comes and goes is held by something else, whatever goes with the load beside it.
  if (trend.direction === 'rising') return null
  const { what, low, high } = found
  const excess = high.memoryBytes - low.memoryBytes
  return {
    cause: 'real-load',
    confidence: 'confirmed',
    explainedBytes: excess,
    grows: false,
    ...say`The memory follows ${loadName(what)}: it holds ${formatBytes(high.memoryBytes)} when that is high and ${formatBytes(low.memoryBytes)} when it is low. It is work, not a leak.`,
    because: supporting(problem, 'real-load'),
    fix: {
      ...say`Give the service more memory or more nodes for this traffic, or bound how much it takes on at once.`,
      predictedUsageBytes: null,
    },
  }
}
