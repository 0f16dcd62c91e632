import { formatBytes } from '../bytes.ts'
import { type Candidate, explains, supporting } from '../candidate.ts'
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
  const swing = high.memoryBytes - low.memoryBytes
  // With no load at all what it costs at its height would be gone: as far as it was seen to move that is measured.
  const bytes = Math.min(
    problem.usageBytes,
    Math.round((swing / (high.load - low.load)) * high.load),
  )
  return {
    cause: 'real-load',
    confidence: explains(problem, swing) ? 'confirmed' : 'likely',
    explainedBytes: Math.max(swing, bytes),
    grows: false,
    ...say`The memory follows ${loadName(what)}: it holds ${formatBytes(high.memoryBytes)} when that is high and ${formatBytes(low.memoryBytes)} when it is low. It is work, not a leak.`,
    because: supporting(problem, 'real-load'),
    fix: {
      ...say`Give the service more memory or more nodes for this traffic, or bound how much it takes on at once.`,
      predictedUsageBytes: null,
    },
  }
}

/**
 * The load step found the service at work, or with more connections than tell nothing: what it holds and does not hold more
 * of may be what its requests need.
 */
export function mayBeWork({ findings }: Problem): boolean {
  const told = findings.find((each) => each.id.startsWith('load.cpu/'))
  return told !== undefined && !(told.speaks === 'against' && told.strength === 'strong')
}
