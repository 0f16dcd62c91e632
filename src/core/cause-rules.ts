import type { Candidate } from './candidate.ts'
import type { Problem } from './problem.ts'
import { consoleBackpressure } from './rules/console-backpressure.ts'
import { heapLimitOverContainer } from './rules/heap-limits.ts'
import {
  allocatorFragmentation,
  externalMemory,
  jsHeapLeak,
} from './rules/memory-in-the-process.ts'
import {
  childPrograms,
  otherProcess,
  pageCache,
  sharedMemory,
} from './rules/outside-the-process.ts'
import { overforkedWorkers } from './rules/overforked-workers.ts'
import { realLoad } from './rules/real-load.ts'
import { websocketCompression } from './rules/websocket-compression.ts'
import { overforkedThreads } from './rules/worker-threads.ts'

export type CauseRule = {
  readonly name: string
  /** Why the evidence it asks for shows the cause. */
  readonly reason: string
  /** The cause with the bytes it can show; null where the evidence does not show it. It never guesses. */
  readonly find: (problem: Problem) => Candidate | null
}

/**
 * Every way in which a cause is accepted, in one place. What of this explains the problem is decided by its bytes
 * (weigh-candidates.ts): the largest becomes the verdict, smaller ones contribute.
 */
export const CAUSE_RULES: readonly CauseRule[] = [
  {
    name: 'workers beyond those the CPU use asks for',
    reason: 'each worker has private memory of its own, which is gone when it is not started',
    find: overforkedWorkers,
  },
  {
    name: 'worker_threads beyond those the CPU use asks for',
    reason:
      'each thread has a heap of its own inside the one process; the kernel names or the process counts them',
    find: overforkedThreads,
  },
  {
    name: 'JavaScript heap that grows between forced collections',
    reason:
      'what a full collection does not free is held; what grows still after several is held more and more',
    find: jsHeapLeak,
  },
  {
    name: 'memory outside of the heap, inside the process',
    reason:
      'external memory is counted by V8 and resident; what grows beside all counters is native',
    find: externalMemory,
  },
  {
    name: 'files on a tmpfs and shared memory',
    reason: 'the cgroup counts them apart (shmem), and they cannot be given back as page cache can',
    find: sharedMemory,
  },
  {
    name: 'resident memory that nothing accounts for and that does not grow',
    reason:
      'after a forced collection it is neither heap nor external nor the runtime: the allocator keeps it',
    find: allocatorFragmentation,
  },
  {
    name: 'garbage that V8 is allowed to keep',
    reason:
      'the limits that were set for all heaps exceed the container, and a forced collection freed what fills it',
    find: heapLimitOverContainer,
  },
  {
    name: 'memory that follows the load',
    reason:
      'load and memory went up and down together, seen from outside or between forced collections; a leak only goes up',
    find: realLoad,
  },
  {
    name: 'page cache',
    reason:
      'the cgroup counts files that were read; the kernel gives them back before it kills anything',
    find: pageCache,
  },
  {
    name: 'processes of others',
    reason: 'anonymous memory of the cgroup or the host that the service’s processes do not have',
    find: otherProcess,
  },
  {
    name: 'programs that the service started',
    reason: 'the private memory of its processes that are not Node.js is gone when they do not run',
    find: childPrograms,
  },
  {
    name: 'permessage-deflate for each client',
    reason: 'a handshake negotiated it, and each connection then has a pair of zlib contexts',
    find: websocketCompression,
  },
  {
    name: 'output that waits for a slow reader',
    reason: 'the process waits to write, and what it could not write it keeps',
    find: consoleBackpressure,
  },
]
