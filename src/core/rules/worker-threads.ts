import { formatBytes } from '../bytes.ts'
import type { Candidate } from '../candidate.ts'
import type { HeapView } from '../heap-view.ts'
import type { Problem } from '../problem.ts'
import { reading } from '../readings.ts'
import { say } from '../say.ts'
import { neededWorkers, privateOf } from '../sizing.ts'
import { countThreads } from '../worker-thread-count.ts'

/** worker_threads of one process, and what they hold. */
export type ThreadMemory = {
  readonly pid: number
  readonly threads: number
  readonly bytes: number
  /** The runtime names them (Node.js 24), or their ports were counted inside the process. */
  readonly counted: boolean
}

/** What the main thread and the runtime of a small service hold for themselves: measured 6 to 10 MB RssAnon on Node 18 to 24. */
const MAIN_THREAD_BYTES = 15_000_000

/** Fewer are no pool. */
const LEAST_THREADS = 4

/** worker_threads of one process that are known to be some: their heaps stand in no counter of the main thread. */
export function threadsOf(problem: Problem, view: HeapView): number {
  const counts = (problem.top?.values.threads ?? []).find((each) => each.pid === view.pid)
  const { threads, counted } = countThreads(counts?.names ?? [], view.messagePorts)
  return counted ? threads : 0
}

/** The pool of worker_threads that holds most; null where none is seen. */
export function threadMemory(problem: Problem): ThreadMemory | null {
  const counts = problem.top?.values.threads ?? []
  const found = counts.flatMap(({ pid, names }) => {
    const row = problem.top?.values.processes.find((each) => each.pid === pid)
    if (row === undefined || !row.isNode) return []
    const view = problem.views.find((each) => each.pid === pid)
    const { threads, counted } = countThreads(names, view?.messagePorts ?? 0)
    if (threads < LEAST_THREADS) return []
    const main = view === undefined ? 0 : view.last.heapTotalBytes + view.last.externalBytes
    const bytes = Math.max(0, privateOf(row) - Math.max(MAIN_THREAD_BYTES, main))
    return [{ pid, threads, bytes, counted }]
  })
  return found.toSorted((a, b) => b.bytes - a.bytes)[0] ?? null
}

/** A pool of worker_threads is over-forked like one of processes: each has a heap of its own. */
export function overforkedThreads(problem: Problem): Candidate | null {
  const found = threadMemory(problem)
  const { thresholds, load } = problem
  if (found === null) return null
  const cpuinfo = reading(problem.evidence, problem.node, 'cpuinfo')
  const used = load?.values.serviceCpus ?? null
  const needed = neededWorkers(thresholds, { used, usable: cpuinfo?.values.usable ?? null })
  const { threads, bytes, counted, pid } = found
  if (threads < needed * thresholds.overforkedFactor) return null
  const each = bytes / threads
  const excess = Math.round((threads - needed) * each)
  const predicted = Math.max(0, problem.usageBytes - excess)
  const ordinary = each <= thresholds.ordinaryWorkerPrivateBytes
  const base = {
    cause: 'overforked-workers',
    explainedBytes: excess,
    grows: false,
    because: problem.findings
      .filter((finding) => finding.id.startsWith('top.worker-threads/'))
      .map((finding) => finding.id),
  } as const
  if (!counted) {
    return {
      ...base,
      confidence: 'possible',
      ...say`Process ${pid} has ${threads} threads more than Node.js needs; whether they are worker_threads is not known.`,
      next: {
        step: 'snapshot',
        rung: 'inspect',
        ...say`Look inside the process (--approve inspect): it tells how many worker_threads it runs.`,
      },
    }
  }
  return {
    ...base,
    // What speaks against it counts processes: that there is one says nothing of its threads.
    confidence: ordinary && used !== null ? 'confirmed' : 'likely',
    ...say`Process ${pid} runs ${threads} worker_threads, each with a heap of its own: together they hold about ${formatBytes(bytes)}, ${formatBytes(each)} each, where ${needed} would do. Without the others the usage of ${formatBytes(problem.usageBytes)} would fall to about ${formatBytes(predicted)}.`,
    fix: {
      ...say`Let the pool have ${needed} threads instead of ${threads}: a number in the service's own code or configuration, often os.cpus().length.`,
      change: `const size = ${needed}   // new Worker(...) so often; piscina: maxThreads: ${needed}`,
      predictedUsageBytes: predicted,
      predictedRange: {
        lowBytes: Math.max(0, Math.round(predicted - needed * each * thresholds.takeoverRatio)),
        highBytes: Math.round(predicted + needed * each * thresholds.takeoverRatio),
      },
    },
  }
}
