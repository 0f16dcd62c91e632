import type { Cause } from '../core/names.ts'
import { say, type Said } from '../core/say.ts'

/** What a cause means, for somebody who does not know how Node.js keeps memory. */
export const MEANING: Readonly<Record<Cause, Said>> = {
  'overforked-workers': say`In short: more copies of the program run than the machine was meant to hold, and together they take the memory.`,
  'js-heap-leak': say`In short: a leak. The program keeps things that it no longer needs, and grows until it is restarted.`,
  'websocket-compression': say`In short: every open connection keeps memory for compression, whether it sends anything or not.`,
  'console-backpressure': say`In short: log lines are written faster than anything takes them away, and wait in memory.`,
  'external-memory': say`In short: the memory is held outside the part that JavaScript tidies up by itself, such as in buffers.`,
  'allocator-fragmentation': say`In short: the program has freed the memory, but the system does not get it back.`,
  'page-cache': say`In short: no problem. Most of what the dashboard counts is file cache, which the system gives back when it is needed.`,
  'heap-limit-over-container': say`In short: the program is allowed more memory than its container has, and is killed before it would tidy up.`,
  'real-load': say`In short: the memory is used by real traffic; the service needs it.`,
  'other-process': say`In short: the memory belongs to another program on the same machine.`,
  healthy: say`In short: the service keeps within its memory.`,
  inconclusive: say`In short: what was measured does not decide it yet.`,
}

/** What to keep an eye on once something was done; null where nothing was to be done. */
export const WATCH: Readonly<Record<Cause, Said | null>> = {
  'overforked-workers': say`the number of workers after the next deploy: a new machine with more CPUs, or a default that comes back, starts as many again.`,
  'js-heap-leak': say`the heap after each garbage collection: it must end where it began, over a day.`,
  'websocket-compression': say`the memory at the usual number of connections.`,
  'console-backpressure': say`the backlog of stdout and stderr when traffic is high.`,
  'external-memory': say`external and arrayBuffers in process.memoryUsage(), beside the heap.`,
  'allocator-fragmentation': say`rss against the heap: the distance between them must not grow.`,
  'page-cache': say`memory without the cache (working set), which is what the limit is about.`,
  'heap-limit-over-container': say`out-of-memory kills, which must stay as they are now.`,
  'real-load': say`memory against requests: they must rise and fall together.`,
  'other-process': say`the other program.`,
  healthy: null,
  inconclusive: null,
}
