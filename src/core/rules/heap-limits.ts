import { formatBytes } from '../bytes.ts'
import type { Candidate } from '../candidate.ts'
import { forAllAlike, garbageBytes } from '../held.ts'
import type { Problem } from '../problem.ts'
import { say, SILENCE } from '../say.ts'
import { cited, inProcesses, largest } from './in-a-process.ts'

/** V8 collects late when its limit allows: the garbage of all heaps may fill a container that their limits exceed. */
export function heapLimitOverContainer(problem: Problem): Candidate | null {
  const limits = heapLimits(problem)
  if (limits === null || !limits.stated || limits.sumBytes <= problem.limitBytes) return null
  return largest(problem, (view) => {
    const garbage = garbageBytes(view)
    // A small heap that gains a little beside much garbage warms up; one that holds more than came free leaks.
    if (garbage === 0 || (view.heapGrows && garbage <= view.last.heapUsedBytes)) return null
    const all = forAllAlike(problem, view, {
      bytes: garbage,
      lowBytes: garbage,
      highBytes: garbage,
    })
    const each = Math.floor((problem.limitBytes * HEAP_SHARE) / limits.processes / MIB)
    return {
      cause: 'heap-limit-over-container',
      confidence: 'confirmed',
      explainedBytes: all.bytes,
      grows: false,
      ...say`V8 may fill ${formatBytes(limits.sumBytes)} of heap in ${inProcesses(limits.processes)}, where the container has ${formatBytes(problem.limitBytes)}: it sees no reason to collect. ${formatBytes(all.bytes)} of the memory is garbage that a forced collection freed${all.processes > 1 ? say` (measured in process ${view.pid}, the others are like it)` : SILENCE}.`,
      because: cited(problem, view, ['garbage', 'heap-limits']),
      fix: {
        ...say`Set V8's limit so that all heaps together fit into the container beside what is not heap.`,
        change: `node --max-old-space-size=${Math.max(1, each)} server.js   # in MiB, for each of ${limits.processes}`,
        predictedUsageBytes: Math.max(0, problem.usageBytes - all.bytes),
        predictedRange: {
          lowBytes: Math.max(0, problem.usageBytes - all.bytes),
          highBytes: Math.round(problem.limitBytes * problem.thresholds.problemUsageRatio),
        },
      },
    }
  })
}

const MIB = 1_048_576

/** Half of the container for old space leaves room for young space, external memory, code and the runtime. */
const HEAP_SHARE = 0.5

export type HeapLimits = {
  readonly sumBytes: number
  readonly processes: number
  /** Somebody set them: on a command line or, as it is not what V8 chooses by itself, in NODE_OPTIONS. */
  readonly stated: boolean
}

/** The sum of what V8 may fill: as the command lines say, else as measured in one process for all that are started alike. */
export function heapLimits(problem: Problem): HeapLimits | null {
  const rows = (problem.top?.values.processes ?? []).filter((row) => row.isNode)
  const sum = problem.top?.values.maxOldSpaceSumBytes ?? null
  const shown = problem.top?.values.maxOldSpaceProcesses ?? 0
  if (sum !== null && shown > 0) return { sumBytes: sum, processes: shown, stated: true }
  const [view] = problem.views
  if (view === undefined || rows.length === 0) return null
  const workers = Math.max(1, rows.filter((row) => row.role === 'worker').length)
  const each = view.last.heapLimitBytes
  return { sumBytes: each * workers, processes: workers, stated: !isDefault(problem, each) }
}

/** Old space that V8 chooses: half of the memory it sees, within these (heap.cc, ConfigureDefaultHeap; 64 bit). */
const LEAST_OLD_SPACE_BYTES = 256 * MIB
const MOST_OLD_SPACE_BYTES = [2048 * MIB, 4096 * MIB] as const

/** The young generation comes on top: 3 MiB were measured in a container of 170 MiB, 48 to 96 on large machines. */
const YOUNG_BYTES = 100 * MIB

/** What V8 chooses by itself for the container or the machine; Node.js before 12 sees only the machine. */
function isDefault({ top, limitBytes }: Problem, heapLimitBytes: number): boolean {
  const seen = [
    limitBytes,
    top?.values.hostMemoryBytes ?? 0,
    top?.values.cgroup.memoryLimitBytes ?? 0,
  ]
  return seen.some((memory) =>
    MOST_OLD_SPACE_BYTES.some((most) => {
      const old = Math.min(most, Math.max(LEAST_OLD_SPACE_BYTES, memory / 2))
      return heapLimitBytes >= old && heapLimitBytes <= old + YOUNG_BYTES
    }),
  )
}
