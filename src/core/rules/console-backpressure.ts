import { formatBytes } from '../bytes.ts'
import { type Candidate, supporting, weigh } from '../candidate.ts'
import { leakedHeap } from '../held.ts'
import type { Problem } from '../problem.ts'
import { say, type Said } from '../say.ts'

/** Output that a slow reader has not taken yet waits in the process, as strings and Buffers. */
export function consoleBackpressure(problem: Problem): Candidate | null {
  const found = [queued(problem), ...problem.views.map((view) => inProcess(problem, view.pid))]
    .flatMap((each) => each ?? [])
    .toSorted((a, b) => b.explainedBytes - a.explainedBytes)
  return found[0] ?? null
}

/** What waits in pipes and sockets, where the kernel tells. */
function queued(problem: Problem): Candidate | null {
  const backlog = problem.logs?.values.backlogBytes ?? 0
  if (backlog < problem.thresholds.backlogBytes) return null
  return candidate(
    problem,
    backlog,
    say`${formatBytes(backlog)} of log output wait for a reader that is too slow.`,
  )
}

function inProcess(problem: Problem, pid: number): Candidate | null {
  const bytes = waitingOutput(problem, pid)
  if (bytes < problem.ladder.growthBytes) return null
  return candidate(
    problem,
    bytes,
    say`Process ${pid} waits to write to stdout or stderr, both times it was looked at, and about ${formatBytes(bytes)} that no collection frees are in it: output for a reader that is too slow.`,
  )
}

function candidate(problem: Problem, bytes: number, text: Said): Candidate {
  return {
    cause: 'console-backpressure',
    confidence: weigh(problem, 'console-backpressure', 'likely'),
    explainedBytes: bytes,
    grows: true,
    ...text,
    because: supporting(problem, 'console-backpressure'),
    fix: {
      ...say`Print less, or into a file: a pipe or socket whose reader is slow keeps in the process what it does not take.`,
      predictedUsageBytes: Math.max(0, problem.usageBytes - bytes),
      predictedRange: {
        lowBytes: Math.max(0, problem.usageBytes - bytes),
        highBytes: problem.usageBytes,
      },
    },
  }
}

/** Heap that a waiting write takes over its bytes: 3.7 times as much was measured for lines of 80 characters, 1.4 for 300. */
const ENTRY_FACTOR = 4

/** Bytes of output that wait inside a process: counted there, else what it holds while it waits to write; 0 when it does not. */
export function waitingOutput(problem: Problem, pid: number): number {
  const view = problem.views.find((each) => each.pid === pid)
  if (view === undefined) return 0
  const counted = view.waitingOutputBytes
  if (counted !== null) {
    // Each write is an entry of its own: short lines cost several times their length.
    return counted < problem.ladder.growthBytes
      ? 0
      : Math.max(counted, Math.min(leakedHeap(view)?.bytes ?? 0, counted * ENTRY_FACTOR))
  }
  if (!(problem.logs?.values.waitingToWrite ?? []).includes(pid)) return 0
  return leakedHeap(view)?.bytes ?? 0
}
