import { z } from 'zod'
import { Bytes, Instant } from './names.ts'

/**
 * What the ladder on one live process measures. Every kind names the process by pid and start time, so that
 * a restarted one with the same number is not taken for it. Sizes are bytes, spans and pauses milliseconds.
 */

/** The rungs on one process, the cheapest first; whoever approves one approves those before it. */
export const Rung = z.enum(['inspect', 'gc', 'profile', 'snapshot'])
export type Rung = z.infer<typeof Rung>

/**
 * The addon that heapdump builds and loads, in a line of /proc/PID/maps: a pattern for grep. With SIGUSR2 in SigCgt it
 * tells a process that writes a snapshot on that signal; NODE_HEAPDUMP_OPTIONS=nosignal leaves the bit unset.
 */
export const HEAPDUMP_MAPPED = String.raw`/node_modules/heapdump/build/[A-Za-z]*/addon\.node$`

const identity = {
  pid: z.int().positive(),
  /** Field 22 of /proc/PID/stat, clock ticks since boot: proc(5). */
  startTicks: z.int().nonnegative(),
}

/** One process of a node, told from a later one with the same number. */
export const ProcessRef = z.object(identity)
export type ProcessRef = z.infer<typeof ProcessRef>

/** What can be seen of a process before it is touched; read-only, from /proc and the cgroup. */
export const HeapProcessValues = z.object({
  kind: z.literal('heap-process'),
  ...identity,
  /** /proc/PID/exe, masked; null where it may not be read. */
  exe: z.string().nullable(),
  /** The program is Node.js, by its exe; null where that may not be read. */
  isNode: z.boolean().nullable(),
  /** memdiag may send it signals: same user, or root. */
  mayTouch: z.boolean(),
  /** The node's own network namespace, so that its loopback is ours. */
  sameNetwork: z.boolean(),
  /** SigCgt has SIGUSR1 (0x200): the runtime or the application handles it. */
  opensOnSignal: z.boolean(),
  /** Loopback ports of inspectors that this process listens on already, with whether it was started that way. */
  inspectorPorts: z.array(z.int().positive()),
  /** Where SIGUSR1 would open it, and whether something listens there already. */
  signalPort: z.object({ port: z.int().nonnegative(), taken: z.boolean() }),
  /** A signal of which it is known that it writes a heap snapshot, and by what. */
  snapshotSignal: z
    .object({ name: z.string(), by: z.enum(['--heapsnapshot-signal', 'heapdump']) })
    .nullable(),
  rssBytes: Bytes,
  anonBytes: Bytes.nullable(),
  /** The tightest memory limit among its cgroups, with that cgroup's usage; null without one. */
  cgroup: z
    .object({
      version: z.union([z.literal(1), z.literal(2)]),
      limitBytes: Bytes,
      usageBytes: Bytes,
    })
    .nullable(),
  hostMemoryBytes: Bytes,
  hostAvailableBytes: Bytes.nullable(),
})
export type HeapProcessValues = z.infer<typeof HeapProcessValues>

/** One look at a process through its inspector. Counters are never added up as if resident. */
export const HeapReading = z.object({
  at: Instant,
  /** A full garbage collection was forced before it. */
  forcedGc: z.boolean(),
  /** How long that collection stood still; null without one. */
  gcMs: z.number().nonnegative().nullable(),
  rssBytes: Bytes,
  heapUsedBytes: Bytes,
  heapTotalBytes: Bytes,
  externalBytes: Bytes,
  /** Stand within external; 0 before Node 13.9, which does not tell. */
  arrayBuffersBytes: Bytes,
  heapLimitBytes: Bytes,
  /** Taken by V8 itself with malloc, outside the heap. */
  mallocedBytes: Bytes,
  nativeContexts: z.int().nonnegative(),
  detachedContexts: z.int().nonnegative(),
  spaces: z.array(z.object({ name: z.string(), usedBytes: Bytes, sizeBytes: Bytes })),
  /** How late timers fired over a short span: mean and greatest; null where it was not measured. */
  loopDelayMs: z
    .object({ mean: z.number().nonnegative(), max: z.number().nonnegative() })
    .nullable(),
  /** Bytes of output that wait in the streams of stdout and stderr; absent where it was not counted. */
  waitingOutputBytes: Bytes.optional(),
  /** Active handles and requests by type (`Timeout`, `TCPSocketWrap`, ...). */
  resources: z.array(z.object({ type: z.string(), count: z.int().nonnegative() })),
})
export type HeapReading = z.infer<typeof HeapReading>

export const HeapFiguresValues = z.object({
  kind: z.literal('heap-figures'),
  ...identity,
  /** Of the inspector that was asked. */
  port: z.int().positive(),
  nodeVersion: z.string(),
  v8Version: z.string(),
  /** process.execArgv, masked. */
  flags: z.array(z.string()),
  uptimeSeconds: z.number().nonnegative(),
  /** In the order in which they were taken. */
  readings: z.array(HeapReading).min(1),
})
export type HeapFiguresValues = z.infer<typeof HeapFiguresValues>

/** A place in the program's source; lines and columns from 1. `script` is a path or URL, masked. */
export const CallSite = z.object({
  function: z.string(),
  script: z.string(),
  line: z.int().nonnegative(),
  column: z.int().nonnegative(),
})
export type CallSite = z.infer<typeof CallSite>

/** Allocations of a span that were still alive at its end, by the call that made them. */
export const HeapProfileValues = z.object({
  kind: z.literal('heap-profile'),
  ...identity,
  nodeVersion: z.string(),
  at: Instant,
  spanMs: z.number().positive(),
  /** Mean bytes between two samples: V8's default is 32 KiB. */
  intervalBytes: Bytes,
  /** Estimated from the samples, as V8 scales them. */
  aliveBytes: Bytes,
  samples: z.int().nonnegative(),
  /** The largest first; what is left out stands in `othersBytes`. */
  sites: z.array(
    CallSite.extend({
      bytes: Bytes,
      samples: z.int().nonnegative(),
      /** Who called it, the nearest first. */
      callers: z.array(CallSite),
    }),
  ),
  othersBytes: Bytes,
})
export type HeapProfileValues = z.infer<typeof HeapProfileValues>

/** One node of a retainer path, with the edge that leads to it. Names are masked and cut. */
export const HeapPathStep = z.object({
  edge: z.string(),
  edgeType: z.string(),
  type: z.string(),
  name: z.string(),
  script: z.string().optional(),
  line: z.int().positive().optional(),
})
export type HeapPathStep = z.infer<typeof HeapPathStep>

export const HeapSuspect = z.object({
  rule: z.enum(['grew-steadily', 'grew', 'closed-but-held']),
  class: z.string(),
  /** Where its constructor is defined. */
  script: z.string().optional(),
  line: z.int().positive().optional(),
  /** Objects and bytes of the class in each snapshot, the oldest first. */
  objects: z.array(z.int().nonnegative()),
  bytes: z.array(Bytes),
  /** Objects that the rule speaks of, and what they keep alive together. */
  suspected: z.int().nonnegative(),
  retainedBytes: Bytes,
  /** `retainedBytes` of what the heap grew by; may exceed 1 where other things shrank. */
  growthRatio: z.number().nonnegative(),
  /** The property that says an object is closed. */
  by: z.string().optional(),
  /** What alone keeps at least nine in ten of them alive, and how many of them. */
  holder: HeapPathStep.extend({ objects: z.int().nonnegative() }).optional(),
  /** The one edge that frees them if it is cut. */
  cut: z.object({ from: HeapPathStep, edge: z.string(), to: HeapPathStep }).optional(),
  /** From a root to one of them. */
  path: z.array(HeapPathStep),
  /** V8 forgot which objects are the new ones, and it is not proved that most of them are held like that. */
  unsure: z.literal(true).optional(),
})
export type HeapSuspect = z.infer<typeof HeapSuspect>

export const HeapComparisonValues = z.object({
  kind: z.literal('heap-comparison'),
  ...identity,
  /** Null where the snapshots came by a signal: those do not tell. */
  nodeVersion: z.string().nullable(),
  /** The oldest first. */
  snapshots: z
    .array(
      z.object({
        at: Instant,
        /** Sum of the sizes of all objects: what the heap held. */
        heapBytes: Bytes,
        nodes: z.int().nonnegative(),
        edges: z.int().nonnegative(),
        /** As sent by the process. */
        transferBytes: Bytes,
        /** From asking for it to its last byte: no less than the process stood still. */
        tookMs: z.number().nonnegative(),
        /** Seen by the watch beside the transfer; null where nothing was seen. */
        peakRssBytes: Bytes.nullable(),
      }),
    )
    .min(2),
  /** Newest minus oldest; negative where it shrank. */
  growthBytes: z.int(),
  /** Classes that changed, the one that grew most first; a bounded number. */
  classes: z.array(
    z.object({
      class: z.string(),
      script: z.string().optional(),
      line: z.int().positive().optional(),
      added: z.int().nonnegative(),
      removed: z.int().nonnegative(),
      deltaBytes: z.int(),
      /** Kept alive by all objects of the class in the newest snapshot. */
      retainedBytes: Bytes,
    }),
  ),
  /** The one that would free most first. */
  suspects: z.array(HeapSuspect),
  /** Share of the growth that the first suspect keeps alive, at most 1; null where nothing grew. */
  topRatio: z.number().min(0).max(1).nullable(),
})
export type HeapComparisonValues = z.infer<typeof HeapComparisonValues>
