import type { Cause } from '../core/names.ts'

/** What a cause means, for somebody who does not know how Node.js keeps memory. */
export const MEANING: Readonly<Record<Cause, string>> = {
  'overforked-workers':
    'In short: more copies of the program run than the machine was meant to hold, and together they take the memory.',
  'js-heap-leak':
    'In short: a leak. The program keeps things that it no longer needs, and grows until it is restarted.',
  'websocket-compression':
    'In short: every open connection keeps memory for compression, whether it sends anything or not.',
  'console-backpressure':
    'In short: log lines are written faster than anything takes them away, and wait in memory.',
  'external-memory':
    'In short: the memory is held outside the part that JavaScript tidies up by itself, such as in buffers.',
  'allocator-fragmentation':
    'In short: the program has freed the memory, but the system does not get it back.',
  'page-cache':
    'In short: no problem. Most of what the dashboard counts is file cache, which the system gives back when it is needed.',
  'heap-limit-over-container':
    'In short: the program is allowed more memory than its container has, and is killed before it would tidy up.',
  'real-load': 'In short: the memory is used by real traffic; the service needs it.',
  'other-process': 'In short: the memory belongs to another program on the same machine.',
  healthy: 'In short: the service keeps within its memory.',
  inconclusive: 'In short: what was measured does not decide it yet.',
}

/** What to keep an eye on once something was done; null where nothing was to be done. */
export const WATCH: Readonly<Record<Cause, string | null>> = {
  'overforked-workers':
    'the number of workers after the next deploy: a new machine with more CPUs, or a default that comes back, starts as many again.',
  'js-heap-leak': 'the heap after each garbage collection: it must end where it began, over a day.',
  'websocket-compression': 'the memory at the usual number of connections.',
  'console-backpressure': 'the backlog of stdout and stderr when traffic is high.',
  'external-memory': 'external and arrayBuffers in process.memoryUsage(), beside the heap.',
  'allocator-fragmentation': 'rss against the heap: the distance between them must not grow.',
  'page-cache': 'memory without the cache (working set), which is what the limit is about.',
  'heap-limit-over-container': 'out-of-memory kills, which must stay as they are now.',
  'real-load': 'memory against requests: they must rise and fall together.',
  'other-process': 'the other program.',
  healthy: null,
  inconclusive: null,
}
