import { formatBytes } from './bytes.ts'
import { managerOf } from './build-node-report.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './finding.ts'
import { overforkedFix } from './fixes.ts'
import type { Cause } from './names.ts'
import { foreignAnon, type NodeAccount } from './node-account.ts'
import { reading } from './readings.ts'
import type { Thresholds } from './runbook.ts'
import { excessOf, neededWorkers, privateOf, sum, workerMemory } from './sizing.ts'
import type { Confidence, Fix, Verdict } from './verdict.ts'

/** What the rules look at: one node that has a problem. */
export type Problem = {
  readonly node: string
  readonly thresholds: Thresholds
  readonly evidence: readonly Evidence[]
  readonly findings: readonly Finding[]
  readonly account: NodeAccount
  readonly usageBytes: number
  /** What lies above the problem threshold; 0 when the problem is an out-of-memory event and not the usage. */
  readonly aboveBytes: number
}

/** A cause whose excess explains the problem. */
export type Candidate = {
  readonly cause: Cause
  readonly confidence: Confidence
  readonly explainedBytes: number
  readonly text: string
  readonly because: readonly string[]
  readonly fix?: Fix
  /** What would confirm it, where the confidence is less. */
  readonly next?: Verdict['nextMeasurement']
}

type Rule = (problem: Problem) => Candidate | null

/**
 * Every way in which a cause is accepted, in one place. A rule returns null when the bytes it can show do not
 * explain the problem: it never guesses. The largest explanation becomes the verdict, the others contribute.
 */
export const CAUSE_RULES: Readonly<Record<string, Rule>> = {
  overforkedWorkers,
  pageCache,
  otherProcess,
  websocketCompression,
  consoleBackpressure,
}

/** Workers x private memory must explain the bytes: a count alone is no cause. */
function overforkedWorkers(problem: Problem): Candidate | null {
  const top = reading(problem.evidence, problem.node, 'top')
  if (top === null) return null
  const load = reading(problem.evidence, problem.node, 'load')
  const cpuinfo = reading(problem.evidence, problem.node, 'cpuinfo')
  const used = load?.values.serviceCpus ?? null
  const memory = workerMemory(top.values.processes)
  const needed = neededWorkers(problem.thresholds, {
    used,
    usable: cpuinfo?.values.usable ?? null,
  })
  if (memory.workers < needed * problem.thresholds.overforkedFactor) return null
  const excess = excessOf(memory, needed)
  if (!explains(problem, excess)) return null
  // Workers that each hold more than a worker's ordinary share have a second reason to be large.
  const ordinary = memory.meanBytes <= problem.thresholds.ordinaryWorkerPrivateBytes
  // How many workers are needed follows from the CPU they use: unmeasured, the count is a guess.
  const proved = ordinary && used !== null
  const predicted = Math.max(0, problem.usageBytes - excess)
  return {
    cause: 'overforked-workers',
    confidence: weigh(problem, 'overforked-workers', proved ? 'confirmed' : 'likely'),
    explainedBytes: excess,
    text:
      `${memory.workers} workers hold ${formatBytes(memory.privateBytes)} of their own, ` +
      `${formatBytes(memory.meanBytes)} each, where ${needed} would do. Without the ${memory.workers - needed} others ` +
      `the usage of ${formatBytes(problem.usageBytes)} would fall to about ${formatBytes(predicted)}.`,
    because: supporting(problem, 'overforked-workers'),
    ...(used === null ? { next: CPU_USE } : {}),
    fix: overforkedFix({
      manager: managerOf(problem.evidence, problem.node),
      workers: memory.workers,
      needed,
      predictedUsageBytes: predicted,
    }),
  }
}

const CPU_USE = {
  step: 'load',
  text: 'How many workers are needed follows from the CPU they use, which was not measured: run the step `load`.',
} as const

/** Page cache counts as the cgroup's usage, yet the kernel gives it back before it kills anything. */
function pageCache(problem: Problem): Candidate | null {
  const load = reading(problem.evidence, problem.node, 'load')
  if (load === null || !problem.account.fromCgroup) return null
  const { fileBytes, shmemBytes } = load.values.cgroup
  const cache = Math.max(0, (fileBytes ?? 0) - (shmemBytes ?? 0))
  if (cache < problem.usageBytes * problem.thresholds.pageCacheRatio) return null
  if (!explains(problem, cache)) return null
  return {
    cause: 'page-cache',
    confidence: weigh(problem, 'page-cache', 'confirmed'),
    explainedBytes: cache,
    text:
      `${formatBytes(cache)} of the ${formatBytes(problem.usageBytes)} are page cache: files that were read or written, ` +
      'kept while nobody else needs the room. The kernel gives them back; the service does not hold them.',
    because: supporting(problem, 'page-cache'),
    fix: {
      text: 'Nothing to repair in the service. Watch anonymous memory (the working set) instead of the usage with cache.',
      predictedUsageBytes: problem.usageBytes - cache,
    },
  }
}

/** Anonymous memory of the service's cgroup that its processes do not hold. */
function otherProcess(problem: Problem): Candidate | null {
  const top = reading(problem.evidence, problem.node, 'top')
  if (top === null || !problem.account.fromCgroup) return null
  const foreign = foreignAnon(top.values.cgroup, sum(top.values.processes.map(privateOf)))
  if (!explains(problem, foreign)) return null
  return {
    cause: 'other-process',
    confidence: weigh(problem, 'other-process', 'likely'),
    explainedBytes: foreign,
    text: `${formatBytes(foreign)} of the cgroup's memory belong to processes that are not the service's.`,
    because: supporting(problem, 'other-process'),
    fix: {
      text: 'Move the other processes out of the service’s container, or give them a limit of their own.',
      predictedUsageBytes: problem.usageBytes - foreign,
    },
  }
}

/** Each client of a server that negotiates permessage-deflate costs a pair of zlib contexts. */
function websocketCompression(problem: Problem): Candidate | null {
  const handshake = reading(problem.evidence, problem.node, 'handshake')
  if (handshake?.values.deflate !== true) return null
  const clients = reading(problem.evidence, problem.node, 'websocket')?.values.connections ?? 0
  const bytes = clients * problem.thresholds.deflateBytesPerConnection
  if (!explains(problem, bytes)) return null
  return {
    cause: 'websocket-compression',
    // The bytes are the connections times a measured cost, not a measurement of this service.
    confidence: weigh(problem, 'websocket-compression', 'likely'),
    explainedBytes: Math.min(bytes, problem.usageBytes),
    text: `${clients} connections with permessage-deflate cost about ${formatBytes(bytes)}.`,
    because: supporting(problem, 'websocket-compression'),
    fix: {
      text: 'Turn compression off, unless the messages are large and the clients few.',
      change: 'new Server({ perMessageDeflate: false })',
      predictedUsageBytes: Math.max(0, problem.usageBytes - bytes),
    },
  }
}

/** Output that a slow reader has not taken yet waits in the process. */
function consoleBackpressure(problem: Problem): Candidate | null {
  const backlog = reading(problem.evidence, problem.node, 'logs')?.values.backlogBytes ?? 0
  if (backlog < problem.thresholds.backlogBytes || !explains(problem, backlog)) return null
  return {
    cause: 'console-backpressure',
    confidence: weigh(problem, 'console-backpressure', 'likely'),
    explainedBytes: backlog,
    text: `${formatBytes(backlog)} of log output wait for a reader that is too slow.`,
    because: supporting(problem, 'console-backpressure'),
  }
}

/** An excess explains a problem when it covers the runbook's share of what lies above the threshold. */
function explains(problem: Problem, excessBytes: number): boolean {
  return excessBytes > 0 && excessBytes >= problem.aboveBytes * problem.thresholds.explainedRatio
}

/** The confidence the bytes deserve, less where a strong finding speaks against the cause or none for it. */
function weigh(problem: Problem, cause: Cause, best: 'confirmed' | 'likely'): Confidence {
  const about = problem.findings.filter(
    (finding) => finding.cause === cause && finding.strength !== 'weak',
  )
  if (about.some((finding) => finding.speaks === 'against')) return 'possible'
  return about.some((finding) => finding.speaks === 'for') ? best : 'likely'
}

function supporting(problem: Problem, cause: Cause): string[] {
  return problem.findings
    .filter((finding) => finding.cause === cause && finding.speaks === 'for')
    .map((finding) => finding.id)
}
