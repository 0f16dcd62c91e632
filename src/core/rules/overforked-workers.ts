import { managerOf } from '../build-node-report.ts'
import { formatBytes } from '../bytes.ts'
import { type Candidate, supporting, weighBoth } from '../candidate.ts'
import { overforkedFix } from '../fixes.ts'
import { forAllAlike, heldExternal, leakedBeside } from '../held.ts'
import type { Problem } from '../problem.ts'
import { reading } from '../readings.ts'
import { say, type Said, SILENCE } from '../say.ts'
import { neededWorkers, privateOf, sum, type WorkerMemory, workerMemory } from '../sizing.ts'

/** Workers x private memory must explain the bytes: a count alone is no cause. */
export function overforkedWorkers(problem: Problem): Candidate | null {
  const { top, load, thresholds } = problem
  if (top === null) return null
  const cpuinfo = reading(problem.evidence, problem.node, 'cpuinfo')
  const used = load?.values.serviceCpus ?? null
  const all = workerMemory(top.values.processes)
  const needed = neededWorkers(thresholds, { used, usable: cpuinfo?.values.usable ?? null })
  if (all.workers < needed * thresholds.overforkedFactor) return null
  // What the workers leak hangs on the traffic and not on their number: fewer of them would hold as much of it.
  const leaked = Math.min(all.privateBytes, leakedInWorkers(problem))
  const memory = { ...all, privateBytes: all.privateBytes - leaked }
  // What one worker holds beyond the others is no matter of their number either.
  const mean = Math.min(memory.privateBytes / all.workers, all.medianBytes)
  const beyond = Math.max(0, memory.privateBytes - all.workers * all.medianBytes)
  const excess = Math.round((all.workers - needed) * mean)
  if (excess === 0) return null
  const predicted = Math.max(0, problem.usageBytes - excess)
  // How many workers are needed follows from the CPU they use: unmeasured, the count is a guess.
  const proved = isExplainedByCount(problem, mean) && used !== null
  return {
    cause: 'overforked-workers',
    confidence:
      beyond > excess
        ? 'possible'
        : weighBoth(problem, 'overforked-workers', proved ? 'confirmed' : 'likely'),
    explainedBytes: excess,
    grows: false,
    ...say`${all.workers} workers hold ${formatBytes(memory.privateBytes)} of their own${leaked > 0 ? say` beside what leaks (${formatBytes(leaked)})` : SILENCE}, ${formatBytes(mean)} each, where ${needed} would do. Without the ${all.workers - needed} others the usage of ${formatBytes(problem.usageBytes)} would fall to about ${formatBytes(predicted)}.${unexplainedRise(problem)}`,
    because: supporting(problem, 'overforked-workers'),
    ...(used === null ? { next: CPU_USE } : {}),
    fix: overforkedFix({
      manager: managerOf(problem.evidence, problem.node),
      workers: all.workers,
      needed,
      predictedUsageBytes: predicted,
      predictedRange: rangeOf(problem, memory, needed),
    }),
  }
}

const CPU_USE = {
  step: 'load',
  ...say`How many workers are needed follows from the CPU they use, which was not measured: run the step \`load\`.`,
} as const

/** Workers that each hold more than a worker's ordinary share have a second reason to be large. */
function isExplainedByCount({ thresholds }: Problem, meanBytes: number): boolean {
  return meanBytes <= thresholds.ordinaryWorkerPrivateBytes
}

function leakedInWorkers(problem: Problem): number {
  let bytes = 0
  for (const view of problem.views.filter((each) => each.row?.role === 'worker')) {
    const heap = leakedBeside(problem, view)
    const external = view.externalGrows || view.nativeGrows ? heldExternal(view) : null
    for (const estimate of [heap, external]) {
      if (estimate !== null) bytes += forAllAlike(problem, view, estimate).bytes
    }
  }
  return bytes
}

function unexplainedRise({ rising, thresholds, trend }: Problem): Said {
  if (!rising || trend === null || trend.growth.bytes < thresholds.trendGrowthBytes) return SILENCE
  return say` That the memory rises is not explained by the count, which does not change: measure again after the fix.`
}

/**
 * Low: the smallest workers stay and are as small as fresh ones. High: the largest stay, and each of those that are left
 * takes over the traffic of the others, for which the runbook's share of what a worker holds is added.
 */
function rangeOf(
  { usageBytes, top, thresholds }: Problem,
  memory: WorkerMemory,
  needed: number,
): { lowBytes: number; highBytes: number } {
  const workers = (top?.values.processes ?? []).filter((row) => row.role === 'worker')
  const sizes = workers.map(privateOf).toSorted((a, b) => a - b)
  const rest = usageBytes - sum(sizes)
  const freshRatio = 1 - thresholds.freshRatio
  const leaked = sum(sizes) - memory.privateBytes
  const kept = sum(sizes.slice(-needed)) + leaked
  return {
    lowBytes: Math.max(0, Math.round((rest + sum(sizes.slice(0, needed))) * freshRatio)),
    highBytes: Math.max(0, Math.round(rest + kept + kept * thresholds.takeoverRatio)),
  }
}
