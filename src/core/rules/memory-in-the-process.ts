import { formatBytes } from '../bytes.ts'
import type { Candidate } from '../candidate.ts'
import {
  type Estimate,
  forAllAlike,
  heldExternal,
  isNamed,
  isProved,
  leakedBeside,
  slackBytes,
} from '../held.ts'
import type { HeapView } from '../heap-view.ts'
import type { Problem } from '../problem.ts'
import { plural, say, type Said, SILENCE } from '../say.ts'
import { isMostOf } from '../sizing.ts'
import { steadyWorkingSet } from '../steady-working-set.ts'
import { classWords, heldBy, holderWords } from '../suspect-words.ts'
import type { Confidence } from '../verdict.ts'
import { waitingOutput } from './console-backpressure.ts'
import { cited, inProcesses, largest } from './in-a-process.ts'
import { mayBeWork } from './real-load.ts'
import { threadMemory, threadsOf } from './worker-threads.ts'

/** JavaScript objects that are held more and more: shown between forced collections or by comparing snapshots. */
export function jsHeapLeak(problem: Problem): Candidate | null {
  return largest(problem, (view) => {
    const held = leakedBeside(problem, view)
    if (held === null || waitingOutput(problem, view.pid) >= held.bytes / 2) return null
    const all = forAllAlike(problem, view, held)
    const predicted = Math.max(0, problem.usageBytes - all.bytes)
    return {
      cause: 'js-heap-leak',
      // What holds it must be known, or the least it can be must be enough.
      confidence: goesWithConnections(view)
        ? 'possible'
        : isProved(view) || all.lowBytes >= problem.aboveBytes
          ? 'confirmed'
          : 'likely',
      explainedBytes: all.bytes,
      grows: true,
      ...say`${heapGrowth(view)}${holder(view)} ${alike(all)}hold about ${formatBytes(all.bytes)} that way${range(all)}.`,
      because: cited(problem, view, ['heap-growth', 'heap-comparison']),
      fix: {
        ...say`${repair(view)} Until then a restart frees the memory for as long as it took to fill.`,
        predictedUsageBytes: predicted,
        predictedRange: withoutLeak(problem, view, all),
      },
      next: goesWithConnections(view) ? lookAgain(view.pid) : COMPARE,
    }
  })
}

const COMPARE: Candidate['next'] = {
  step: 'snapshot',
  rung: 'snapshot',
  ...say`Compare two snapshots of this process (--approve snapshot): they name the objects that grow and what holds them.`,
}

/** What grows with the connections is needed by them, or by nobody: only fewer connections tell. */
function goesWithConnections(view: HeapView): boolean {
  return view.following !== null && !isNamed(view)
}

function lookAgain(pid: number): NonNullable<Candidate['next']> {
  return {
    step: 'snapshot',
    ...say`What process ${pid} holds goes with the connections it has open: measure again when there are fewer, and what is left then is held.`,
  }
}

/** V8's heap of a service that holds nothing: 3.8 to 5.5 MB were measured, and the larger is taken for it. */
const EMPTY_HEAP_SPREAD_BYTES = 1_700_000

/** An emptier heap may be smaller still; and V8 keeps pages that it does not use, as many as after the last collection. */
function withoutLeak(
  { usageBytes }: Problem,
  { last }: HeapView,
  { lowBytes, highBytes, processes }: ReturnType<typeof forAllAlike>,
) {
  const kept = Math.max(0, last.heapTotalBytes - last.heapUsedBytes) * processes
  return {
    lowBytes: Math.max(0, usageBytes - highBytes - EMPTY_HEAP_SPREAD_BYTES * processes),
    highBytes: Math.min(usageBytes, Math.max(0, usageBytes - lowBytes) + kept),
  }
}

/** Buffers, array buffers and native memory: resident, but not in V8's heap. */
export function externalMemory(problem: Problem): Candidate | null {
  if (threadMemory(problem) !== null) return null
  return largest(problem, (view) => {
    const held = heldExternal(view)
    const grows = view.externalGrows || view.nativeGrows
    if (held.bytes === 0) return null
    // What is held and stands still under traffic is needed, in Buffers as in the heap.
    if (!view.externalSwings && steadyWorkingSet(problem)?.pid === view.pid) return null
    const all = forAllAlike(problem, view, held)
    const { last } = view
    const isNative = view.nativeGrows && held.countedBytes < held.bytes / 2
    // A little native memory that grows says nothing of the Buffers beside it, which do not.
    const isOtherThanGrows = grows && !view.externalGrows && !isNative
    const threads = isNative ? threadsOf(problem, view) : 0
    const what = threads > 0 ? NATIVE_OR_THREADS : isNative ? NATIVE : BUFFERS
    return {
      cause: 'external-memory',
      confidence:
        threads > 0 || goesWithConnections(view) || isOtherThanGrows
          ? 'possible'
          : certainty(problem, view, all.bytes),
      explainedBytes: all.bytes,
      grows,
      ...say`${what} ${alike(all)}hold ${formatBytes(all.bytes)} outside of the JavaScript heap, which has ${formatBytes(last.heapUsedBytes)} in process ${view.pid}. ${grows ? growthText(view) : STANDING}`,
      because: cited(problem, view, ['external-growth', 'native-growth', 'external']),
      fix: {
        ...(what === BUFFERS
          ? say`Let go of the Buffers: bound what keeps them, and copy small parts out of large ones (Buffer.from(part)) instead of keeping slices.`
          : say`Close what has memory of its own: zlib streams, sockets, handles of native addons (.close(), .destroy()).`),
        predictedUsageBytes: Math.max(0, problem.usageBytes - all.bytes),
        predictedRange: {
          lowBytes: Math.max(0, problem.usageBytes - all.highBytes),
          highBytes: Math.max(0, problem.usageBytes - (grows ? all.lowBytes : 0)),
        },
      },
      ...(threads > 0 ? { next: lookIntoThreads(view.pid, threads) } : {}),
      ...(goesWithConnections(view) ? { next: lookAgain(view.pid) } : {}),
    }
  })
}

/** Native memory that grows beside a heap that does is measured by what is left over, and only likely. */
function certainty(problem: Problem, view: HeapView, bytes: number): Confidence {
  if (view.externalGrows || (view.nativeGrows && !view.heapGrows)) return 'confirmed'
  return !view.nativeGrows && isEveryday(problem, view, bytes) ? 'possible' : 'likely'
}

/**
 * What does not grow may be there for a reason: it is not held, it may be needed by what the service does just now, or
 * it is a little in one process while others, which nobody looked into, hold more.
 */
function isEveryday(problem: Problem, view: HeapView, bytes: number): boolean {
  const rows = problem.top?.values.processes ?? []
  return view.externalSwings || mayBeWork(problem) || !isMostOf(rows, bytes)
}

const STANDING = say`It does not grow while it is looked at: it may be meant to be so large.`
const BUFFERS = say`Buffers and array buffers:`
const NATIVE = say`Native memory that no counter of V8 shows (zlib streams, native addons):`

const NATIVE_OR_THREADS = say`Memory that no counter of its main thread shows (heaps of worker_threads, zlib streams, native addons):`

function lookIntoThreads(pid: number, threads: number): NonNullable<Candidate['next']> {
  return {
    step: 'snapshot',
    ...say`Process ${pid} runs ${plural(threads, say`a worker_thread`, say`${threads} worker_threads`)}, whose heap memdiag cannot look into: compare two snapshots that the service takes itself (worker.getHeapSnapshot()) to tell objects in the thread from native memory.`,
  }
}

/** Memory that the allocator keeps though nothing uses it: resident, counted nowhere, and not growing. */
export function allocatorFragmentation(problem: Problem): Candidate | null {
  if (threadMemory(problem) !== null) return null
  return largest(problem, (view) => {
    if (!view.collected || view.growth === null || view.nativeGrows) return null
    const slack = slackBytes(view)
    if (slack < view.last.rssBytes * problem.thresholds.fragmentedRatio) return null
    const all = forAllAlike(problem, view, { bytes: slack, lowBytes: 0, highBytes: slack })
    return {
      cause: 'allocator-fragmentation',
      // Native memory that is held and stands still looks the same, and so does the heap of a worker_thread.
      confidence:
        isEveryday(problem, view, all.bytes) || threadsOf(problem, view) > 0
          ? 'possible'
          : 'likely',
      explainedBytes: all.bytes,
      grows: false,
      ...say`${alike(all)}hold ${formatBytes(all.bytes)} that neither the JavaScript heap (${formatBytes(view.last.heapTotalBytes)}) nor external memory (${formatBytes(view.last.externalBytes)}) nor Node.js itself accounts for, also after a forced collection, and it does not grow: the allocator keeps what was freed in pieces.`,
      because: cited(problem, view, ['slack']),
      fix: {
        ...say`Let glibc keep fewer arenas, or use another allocator.`,
        change: 'MALLOC_ARENA_MAX=2 node server.js   # or LD_PRELOAD=libjemalloc.so.2',
        predictedUsageBytes: Math.max(0, problem.usageBytes - all.bytes),
        predictedRange: {
          lowBytes: Math.max(0, problem.usageBytes - all.bytes),
          highBytes: problem.usageBytes,
        },
      },
      next: {
        step: 'snapshot',
        ...say`Start one worker with MALLOC_ARENA_MAX=2 and compare its rss with the others under the same traffic.`,
      },
    }
  })
}

function heapGrowth({ pid, growth, heapGrows, comparison }: HeapView): Said {
  if (growth !== null && heapGrows) {
    return say`The JavaScript heap of process ${pid} grew by ${formatBytes(growth.heapBytes)} in ${Math.round(growth.spanMs / 1000)} s of what no collection frees.`
  }
  const bytes = comparison?.growthBytes ?? 0
  return say`Between two snapshots of process ${pid} its heap grew by ${formatBytes(bytes)}.`
}

function growthText({ growth, pid, externalGrows, nativeGrows }: HeapView): Said {
  if (growth === null) return SILENCE
  const bytes = externalGrows ? growth.externalBytes : nativeGrows ? growth.rssBytes : 0
  return say`In process ${pid} it grew by ${formatBytes(bytes)} in ${Math.round(growth.spanMs / 1000)} s of what no collection frees.`
}

function holder(view: HeapView): Said {
  const { suspect } = view
  if (suspect === null || !isNamed(view)) return SILENCE
  const words = holderWords(suspect)
  const held = words === null ? SILENCE : heldBy(suspect, words)
  return say` Most of it are ${classWords(suspect)} (${suspect.objects.at(-1) ?? 0} now, ${suspect.objects[0] ?? 0} before)${held}.`
}

function repair(view: HeapView): Said {
  const { suspect } = view
  const held = suspect === null || !isNamed(view) ? null : holderWords(suspect)
  if (suspect !== null && held !== null && suspect.unsure !== true) {
    return say`Let ${held} let go of the ${classWords(suspect)} when they are done with.`
  }
  return say`Find what holds the objects that grow, and let it drop them when they are done with.`
}

function alike({ processes }: { readonly processes: number }): Said {
  return processes === 1 ? say`It and what it keeps ` : say`${inProcesses(processes)} alike `
}

/** Nothing where both ends are alike: `about` says enough then. */
function range({ lowBytes, highBytes }: Estimate): Said {
  const [low, high] = [formatBytes(lowBytes), formatBytes(highBytes)]
  return low === high ? SILENCE : say` (${low} to ${high})`
}
