import { formatBytes } from '../bytes.ts'
import { type Candidate, explains, supporting } from '../candidate.ts'
import { forAllAlike } from '../held.ts'
import type { HeapView } from '../heap-view.ts'
import { type Following, following, loadName } from '../load-series.ts'
import type { Problem } from '../problem.ts'
import { say, type Said } from '../say.ts'
import { largest } from './in-a-process.ts'

/** Memory that comes and goes with the traffic: shown only by looks in which both went up and down together. */
export function realLoad(problem: Problem): Candidate | null {
  const { trend, views } = problem
  if (views.some((view) => view.heapGrows || view.externalGrows)) return null
  // What rises while the load comes and goes is held by something else, whatever goes with the load beside it.
  if (trend?.direction === 'rising') return null
  return fromOutside(problem) ?? largest(problem, (view) => fromInside(problem, view))
}

function fromOutside(problem: Problem): Candidate | null {
  const { series, trend } = problem
  const found = series === null || trend === null ? null : following(series, trend.significantBytes)
  if (found === null) return null
  const { what, low, high } = found
  const text = say`The memory follows ${loadName(what)}: it holds ${formatBytes(high.memoryBytes)} when that is high and ${formatBytes(low.memoryBytes)} when it is low. It is work, not a leak.`
  return candidate(problem, { ...cost(found), text })
}

/** Garbage hides from outside what comes and goes: after forced collections what requests in flight hold is left. */
function fromInside(problem: Problem, view: HeapView): Candidate | null {
  if (view.following?.upAndDown !== true || view.nativeGrows) return null
  const { low, high } = view.following
  const { swing, bytes } = cost(view.following)
  const all = forAllAlike(problem, view, { bytes, lowBytes: swing, highBytes: bytes })
  const text = say`What process ${view.pid} holds after forced collections follows its connections: ${formatBytes(high.memoryBytes)} with ${high.load} of them open, ${formatBytes(low.memoryBytes)} with ${low.load}. It is work, not a leak.`
  return candidate(problem, { swing: all.lowBytes, bytes: all.bytes, text })
}

/** With no load at all what it costs at its height would be gone: as far as it was seen to move that is measured. */
function cost({ low, high }: Pick<Following, 'low' | 'high'>): {
  readonly swing: number
  readonly bytes: number
} {
  const swing = high.memoryBytes - low.memoryBytes
  const bytes = Math.round((swing / (high.load - low.load)) * high.load)
  return { swing, bytes: Math.max(swing, bytes) }
}

function candidate(
  problem: Problem,
  { swing, bytes, text }: { readonly swing: number; readonly bytes: number; readonly text: Said },
): Candidate {
  return {
    cause: 'real-load',
    confidence: explains(problem, swing) ? 'confirmed' : 'likely',
    explainedBytes: Math.max(swing, Math.min(problem.usageBytes, bytes)),
    grows: false,
    ...text,
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
