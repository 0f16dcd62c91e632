import { formatBytes } from '../bytes.ts'
import { type Candidate, supporting, weigh } from '../candidate.ts'
import { foreignAnon } from '../node-account.ts'
import { hostUsedBytes, isHostFull, type Problem } from '../problem.ts'
import { plural, say, type Said, SILENCE } from '../say.ts'
import { privateOf, sum } from '../sizing.ts'

/** Page cache counts as the cgroup's usage, yet the kernel gives it back before it kills anything. */
export function pageCache(problem: Problem): Candidate | null {
  const { load } = problem
  if (load === null || !problem.account.fromCgroup) return null
  const { fileBytes, shmemBytes } = load.values.cgroup
  const cache = Math.max(0, (fileBytes ?? 0) - (shmemBytes ?? 0))
  if (cache === 0) return null
  return {
    cause: 'page-cache',
    confidence: weigh(problem, 'page-cache', 'confirmed'),
    explainedBytes: cache,
    grows: false,
    ...say`${formatBytes(cache)} of the ${formatBytes(problem.usageBytes)} are page cache: files that were read or written, kept while nobody else needs the room. The kernel gives them back; the service does not hold them.`,
    because: supporting(problem, 'page-cache'),
    fix: {
      ...say`Nothing to repair in the service. Watch anonymous memory (the working set) instead of the usage with cache.`,
      predictedUsageBytes: problem.usageBytes - cache,
      predictedRange: { lowBytes: problem.usageBytes - cache, highBytes: problem.usageBytes },
    },
  }
}

/** Files on a tmpfs and shared memory: the cgroup is charged, and the kernel cannot give them back. */
export function sharedMemory(problem: Problem): Candidate | null {
  const { load } = problem
  const shmem = load?.values.cgroup.shmemBytes ?? 0
  if (load === null || !problem.account.fromCgroup || shmem === 0) return null
  return {
    cause: 'external-memory',
    confidence: 'confirmed',
    explainedBytes: shmem,
    grows: false,
    ...say`${formatBytes(shmem)} of the ${formatBytes(problem.usageBytes)} are files on a tmpfs (such as /dev/shm or /tmp) or shared memory. No process's heap holds them; unlike page cache the kernel cannot give them back.`,
    because: problem.findings
      .filter((each) => each.id.startsWith('load.shared-memory/'))
      .map((each) => each.id),
    fix: {
      ...say`Remove the files when they are done with, write them to a disk, or bound the tmpfs (mount option size=).`,
      predictedUsageBytes: Math.max(0, problem.usageBytes - shmem),
      predictedRange: {
        lowBytes: Math.max(0, problem.usageBytes - shmem),
        highBytes: problem.usageBytes,
      },
    },
  }
}

/** Memory that is not the service's: in its own cgroup, or on a host that is full. */
export function otherProcess(problem: Problem): Candidate | null {
  return inTheCgroup(problem) ?? onTheHost(problem)
}

/** Programs other than Node.js that the service started itself: a converter, a browser, a database beside it. */
export function childPrograms(problem: Problem): Candidate | null {
  const { top, thresholds, usageBytes } = problem
  // Where smaps may be read, so may exe: elsewhere a title may hide that it is Node.js.
  const programs = (top?.values.processes ?? [])
    .filter((row) => !row.isNode && row.privateBytes !== null)
    .toSorted((a, b) => privateOf(b) - privateOf(a))
  const [largest] = programs
  const bytes = sum(programs.map(privateOf))
  if (largest === undefined || bytes < usageBytes * thresholds.contributingRatio) return null
  const without = Math.max(0, usageBytes - bytes)
  return {
    cause: 'other-process',
    confidence: 'likely',
    explainedBytes: bytes,
    grows: false,
    ...say`${formatBytes(bytes)} belong to programs that the service started and that are not Node.js, the largest is \`${largest.command}\` (process ${largest.pid}) with ${formatBytes(privateOf(largest))}.`,
    because: [],
    fix: {
      ...say`Bound what these programs may hold or how many run at once, or run them in a container of their own.`,
      predictedUsageBytes: without,
      predictedRange: { lowBytes: without, highBytes: usageBytes },
    },
  }
}

function inTheCgroup(problem: Problem): Candidate | null {
  const { top } = problem
  if (top === null || !problem.account.fromCgroup) return null
  const foreign = foreignAnon(top.values.cgroup, sum(top.values.processes.map(privateOf)))
  if (foreign === 0) return null
  const count = top.values.cgroup.foreignProcesses ?? 0
  return {
    cause: 'other-process',
    confidence: weigh(problem, 'other-process', 'confirmed'),
    explainedBytes: foreign,
    grows: false,
    ...say`${formatBytes(foreign)} of the cgroup's memory belong to ${plural(count, say`a process that is`, say`${count} processes that are`)} not the service's${largestOf(problem)}.`,
    because: supporting(problem, 'other-process'),
    fix: {
      ...say`Move the other processes out of the service’s container, or give them a limit of their own.`,
      predictedUsageBytes: Math.max(0, problem.usageBytes - foreign),
      predictedRange: {
        lowBytes: Math.max(0, problem.usageBytes - foreign),
        highBytes: Math.max(0, problem.usageBytes - Math.round(foreign / 2)),
      },
    },
  }
}

/** Where the limit is the host's memory: the host is full, and others hold more of it than the service. */
function onTheHost(problem: Problem): Candidate | null {
  const { top, load } = problem
  const used = hostUsedBytes(load)
  if (top === null || used === null || !isHostFull(problem)) return null
  const others = top.values.othersAnonBytes ?? null
  if (others === null || others < used * problem.thresholds.otherProcessRatio) return null
  if (others < problem.usageBytes) return null
  return {
    cause: 'other-process',
    confidence: weigh(problem, 'other-process', 'confirmed'),
    explainedBytes: others,
    grows: false,
    ...say`Other processes hold ${formatBytes(others)} of the ${formatBytes(used)} in use on the node${largestOf(problem)}; the service holds ${formatBytes(problem.usageBytes)}.`,
    because: supporting(problem, 'other-process'),
    fix: {
      ...say`Give the other processes a limit of their own, or move them or the service to another node.`,
      predictedUsageBytes: null,
    },
  }
}

function largestOf({ top }: Problem): Said {
  const [largest] = (top?.values.others ?? []).toSorted(
    (a, b) => (b.anonBytes ?? b.rssBytes) - (a.anonBytes ?? a.rssBytes),
  )
  if (largest === undefined) return SILENCE
  return say`, the largest seen is \`${largest.command}\` with ${formatBytes(largest.anonBytes ?? largest.rssBytes)}`
}
