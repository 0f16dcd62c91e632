import { type HeapView, isGrowing } from './heap-view.ts'
import type { Problem } from './problem.ts'
import { isMostOf } from './sizing.ts'

/** What a service needs for its work, measured. */
export type Steady = {
  readonly pid: number
  /** Heap and external memory that outlived the collections. */
  readonly heldBytes: number
  readonly spanSeconds: number
  /** The most it can have gained since its start without being seen to grow. */
  readonly unseenBytes: number
}

/** Least CPUs' worth of time in which a service is at work: idle ones were measured at 0.000 to 0.002. */
const AT_WORK_CPUS = 0.005

/** Share of what counts as growth up to which a heap stands still: 0 to 5 % were measured, 20 requests a second. */
const STILL_RATIO = 0.25

/** What an unseen leak can have gained must be less than this share of what is held. */
const UNSEEN_RATIO = 0.1

/** Above this share of the limit it is too close to be called well, whatever it is. */
const CLOSE_RATIO = 0.9

/**
 * A working set: held after forced collections, not growing while the service is at work, and too large to have been
 * gained unseen since its start. Null where one of these is not known: then it may be a leak that stands still just now.
 */
export function steadyWorkingSet(problem: Problem): Steady | null {
  const { views, outOfMemory, rising, usageBytes, limitBytes, series, top } = problem
  if (outOfMemory.length > 0 || rising || usageBytes > limitBytes * CLOSE_RATIO) return null
  if (series === null || series.cpus < AT_WORK_CPUS) return null
  const [first] = views.flatMap((view) => steadyOf(problem, view) ?? [])
  if (first === undefined) return null
  // What was measured must be what fills the container, not one small process among others.
  return isMostOf(top?.values.processes ?? [], first.heldBytes) ? first : null
}

function steadyOf({ ladder }: Problem, view: HeapView): Steady | null {
  const { growth, collected, uptimeSeconds, last, pid } = view
  if (!collected || growth === null || uptimeSeconds === null || growth.spanMs <= 0) return null
  if (isGrowing(view) || view.heapJumped) return null
  const spanSeconds = growth.spanMs / 1000
  const leastSeen = ladder.growthBytes * STILL_RATIO
  if (growth.heapBytes + growth.externalBytes > leastSeen) return null
  const unseenBytes = (uptimeSeconds / spanSeconds) * leastSeen
  const heldBytes = last.heapUsedBytes + last.externalBytes
  if (unseenBytes > heldBytes * UNSEEN_RATIO) return null
  return { pid, heldBytes, spanSeconds, unseenBytes: Math.round(unseenBytes) }
}
