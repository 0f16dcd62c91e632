import { z } from 'zod'
import {
  HeapComparisonValues,
  HeapFiguresValues,
  HeapProcessValues,
  HeapProfileValues,
} from './heap-values.ts'
import { Bytes, ProcessManager } from './names.ts'
import { TrendValues } from './trend-values.ts'

/**
 * The parsed values of evidence: the contract between the parsers in steps/ and everything that reads
 * them (judges, account, verdict, renderings). Sizes are bytes, shares are ratios 0..1, times are seconds.
 */

export const Os = z.object({
  /** /etc/os-release ID and VERSION_ID, such as `debian 12`; null where the file is absent. */
  name: z.string().nullable(),
  kernel: z.string().nullable(),
})
export type Os = z.infer<typeof Os>

export const Cgroup = z.object({
  version: z.union([z.literal(1), z.literal(2)]).nullable(),
  memoryLimitBytes: Bytes.nullable(),
  memoryUsageBytes: Bytes.nullable(),
  /** CPUs' worth of time the quota allows (quota / period); null without a quota. */
  cpuQuota: z.number().positive().nullable(),
  /** From memory.stat; null where the controller does not tell. */
  anonBytes: Bytes.nullable(),
  fileBytes: Bytes.nullable(),
  shmemBytes: Bytes.nullable(),
  kernelBytes: Bytes.nullable(),
  /** memory.events oom_kill (v2) or memory.oom_control oom_kill (v1); null where not told. */
  oomKills: z.int().nonnegative().nullable(),
  /** Processes in the cgroup that are not the service's; null where cgroup.procs may not be read. */
  foreignProcesses: z.int().nonnegative().nullable(),
})
export type Cgroup = z.infer<typeof Cgroup>

export const ProcessRole = z.enum(['master', 'worker', 'agent', 'other'])
export type ProcessRole = z.infer<typeof ProcessRole>

/** One process of the service, or a child of one, as /proc tells it. */
export const ProcessRow = z.object({
  pid: z.int().positive(),
  ppid: z.int().nonnegative(),
  uid: z.int().nonnegative().nullable(),
  /** The command line or title, masked and bounded. */
  command: z.string(),
  role: ProcessRole,
  isNode: z.boolean(),
  uptimeSeconds: z.number().nonnegative().nullable(),
  rssBytes: Bytes,
  /** RssFile + RssShmem: what `top` shows as SHR; null before kernel 4.5. */
  sharedRssBytes: Bytes.nullable(),
  anonBytes: Bytes.nullable(),
  /** smaps_rollup Pss; null where it may not be read. */
  pssBytes: Bytes.nullable(),
  /** smaps_rollup Private_Clean + Private_Dirty; null where it may not be read. */
  privateBytes: Bytes.nullable(),
  swapBytes: Bytes.nullable(),
})
export type ProcessRow = z.infer<typeof ProcessRow>

export const LoadValues = z.object({
  kind: z.literal('load'),
  os: Os,
  cgroup: Cgroup,
  hostMemoryBytes: Bytes,
  hostAvailableBytes: Bytes.nullable(),
  loadAverage1: z.number().nonnegative().nullable(),
  /** Share of all CPUs of the host that was busy between the two samples. */
  hostCpuRatio: z.number().min(0).max(1).nullable(),
  /** CPUs' worth of time that the service's processes used between the two samples. */
  serviceCpus: z.number().nonnegative().nullable(),
  /** CPUs' worth of time the service may use: the smaller of affinity and quota; absent where not told. */
  usableCpus: z.number().positive().optional(),
  sampleSeconds: z.number().positive(),
  /** Listening TCP ports of the node with the connections established to each. */
  ports: z.array(
    z.object({ port: z.int().positive(), connections: z.int().nonnegative(), own: z.boolean() }),
  ),
  connections: z.int().nonnegative(),
  /** /proc/pressure/memory or the cgroup's: share of time some task waited, over 10 s; null where absent. */
  memoryPressureRatio: z.number().min(0).max(1).nullable(),
})
export type LoadValues = z.infer<typeof LoadValues>

export const SnapshotValues = z.object({
  kind: z.literal('snapshot'),
  /** Node processes whose inspector could be asked, and how it stands. */
  processes: z.array(
    z.object({
      pid: z.int().positive(),
      role: ProcessRole,
      /** Absent in evidence from before it was kept. */
      rssBytes: Bytes.optional(),
      /** The port of an inspector that is open already; null when closed or unknown. */
      inspectorPort: z.int().positive().nullable(),
      /** SigCgt has SIGUSR1: the runtime would open the inspector on that signal; null when not told. */
      opensOnSignal: z.boolean().nullable(),
      heapSnapshotSignal: z.boolean(),
      maxOldSpaceBytes: Bytes.nullable(),
    }),
  ),
  limitBytes: Bytes.nullable(),
})
export type SnapshotValues = z.infer<typeof SnapshotValues>

export const InspectorValues = z.object({
  kind: z.literal('inspector'),
  pid: z.int().positive(),
  port: z.int().positive(),
  nodeVersion: z.string(),
  rssBytes: Bytes,
  heapUsedBytes: Bytes,
  heapTotalBytes: Bytes,
  externalBytes: Bytes,
  arrayBuffersBytes: Bytes,
  heapLimitBytes: Bytes,
})
export type InspectorValues = z.infer<typeof InspectorValues>

export const WebsocketValues = z.object({
  kind: z.literal('websocket'),
  /** Installed packages found beside the service: socket.io, engine.io, ws. */
  packages: z.array(z.object({ name: z.string(), version: z.string(), path: z.string() })),
  /** Lines of the service's own source that set perMessageDeflate. */
  settings: z.array(z.object({ path: z.string(), line: z.string() })),
  /** Ports on which the service's own processes listen. */
  ports: z.array(z.int().positive()),
  connections: z.int().nonnegative(),
  /** Summed rss of the service's node processes, to hold the connections against. */
  rssBytes: Bytes,
})
export type WebsocketValues = z.infer<typeof WebsocketValues>

export const HandshakeValues = z.object({
  kind: z.literal('handshake'),
  port: z.int().positive(),
  path: z.string(),
  /** What the port turned out to be. */
  outcome: z.enum(['upgraded', 'http-refused', 'not-http', 'closed', 'timed-out']),
  status: z.int().nullable(),
  /** Whether permessage-deflate was negotiated; null when there was no upgrade. */
  deflate: z.boolean().nullable(),
})
export type HandshakeValues = z.infer<typeof HandshakeValues>

export const RepeatedLine = z.object({
  /** The line without its time, pid and other varying figures; masked. */
  text: z.string(),
  count: z.int().positive(),
  /** Distinct pids that wrote it, where the lines carry one. */
  pids: z.int().positive().nullable(),
  /** The logger's own prefix had a time, so lines could be put into a window. */
  firstAt: z.string().nullable(),
})
export type RepeatedLine = z.infer<typeof RepeatedLine>

export const LogsValues = z.object({
  kind: z.literal('logs'),
  workers: z.int().nonnegative(),
  files: z.array(
    z.object({
      path: z.string(),
      sizeBytes: Bytes,
      readBytes: Bytes,
      /** Written bytes a second over the span of the probe; null when the file was not seen twice. */
      bytesPerSecond: z.number().nonnegative().nullable(),
      lines: z.int().nonnegative(),
    }),
  ),
  /** Groups of equal lines written while the processes started. */
  startup: z.array(RepeatedLine),
  /** Groups of equal lines that come back, counted within one period. */
  periodic: z.array(RepeatedLine.extend({ periodSeconds: z.number().positive().nullable() })),
  /** Lines that speak of memory running out. */
  memoryLines: z.array(
    z.object({
      path: z.string(),
      text: z.string(),
      count: z.int().positive(),
      /** Against the runbook's outOfMemoryHours; absent in logs from before lines were dated. */
      when: z
        .object({
          age: z.enum(['recent', 'old']),
          at: z.string().nullable(),
          /** What dates it: itself, the next line with a time, the file's last change, or nothing: then it counts as recent. */
          from: z.enum(['line', 'neighbour', 'file', 'nothing']),
        })
        .optional(),
    }),
  ),
  nodeAgent: z
    .object({
      /** `forking N workers ...` */
      forking: z.int().positive().nullable(),
      /** `device: x64 arch, N cpus, M physical cores` */
      cpus: z.int().positive().nullable(),
      physicalCores: z.int().positive().nullable(),
      nodeVersion: z.string().nullable(),
      path: z.string(),
    })
    .nullable(),
  /** Bytes waiting in pipes or sockets that carry stdout or stderr; null where not told. */
  backlogBytes: Bytes.nullable(),
  /**
   * Node.js processes that waited to write to stdout or stderr both times they were looked at; null where their open
   * files may not be read, absent in evidence from before it was looked at.
   */
  waitingToWrite: z.array(z.int().positive()).nullable().optional(),
})
export type LogsValues = z.infer<typeof LogsValues>

export const TopValues = z.object({
  kind: z.literal('top'),
  manager: ProcessManager,
  /** How the manager was recognised, for the reader. */
  managerEvidence: z.string(),
  /** The service's processes: the matches and their descendants. */
  processes: z.array(ProcessRow),
  /** The largest processes of the node that are not the service's. */
  others: z.array(
    z.object({
      pid: z.int().positive(),
      command: z.string(),
      rssBytes: Bytes,
      /** RssAnon; null before kernel 4.5, absent in evidence from before it was kept. */
      anonBytes: Bytes.nullable().optional(),
      isNode: z.boolean(),
    }),
  ),
  othersRssBytes: Bytes,
  /** Anonymous memory of all others; null where one of them does not tell. */
  othersAnonBytes: Bytes.nullable().optional(),
  hostMemoryBytes: Bytes,
  cgroup: Cgroup,
  /** --max-old-space-size of the processes that set it, summed; null when none does. */
  maxOldSpaceSumBytes: Bytes.nullable(),
  /** Node.js processes that show --max-old-space-size; absent in evidence from before they were counted. */
  maxOldSpaceProcesses: z.int().nonnegative().optional(),
  /** Threads of the Node.js processes by the name the kernel knows; absent in evidence from before they were counted. */
  threads: z
    .array(
      z.object({
        pid: z.int().positive(),
        names: z.array(z.object({ name: z.string(), count: z.int().positive() })),
      }),
    )
    .optional(),
  os: Os,
})
export type TopValues = z.infer<typeof TopValues>

export const CountRule = z.object({
  /** Such as `node-agent -i auto (or unset, or 0)`. */
  rule: z.string(),
  manager: ProcessManager.nullable(),
  /** The arithmetic in words: `sum of cpu cores per physical id: 2 < 2 processors? no -> processors`. */
  arithmetic: z.string(),
  workers: z.int().nonnegative(),
  matches: z.boolean(),
  /** `true` when something on the node states this rule (a log line, a command line, a setting). */
  stated: z.boolean(),
})
export type CountRule = z.infer<typeof CountRule>

export const CpuinfoValues = z.object({
  kind: z.literal('cpuinfo'),
  logical: z.int().positive(),
  physicalCores: z.int().positive().nullable(),
  sockets: z.int().positive().nullable(),
  /** CPUs in the affinity mask of the service's process (Cpus_allowed_list). */
  allowed: z.int().positive(),
  quota: z.number().positive().nullable(),
  /** CPUs the service may really use: the smaller of affinity and quota, rounded up, at least 1. */
  usable: z.int().positive(),
  nodeVersion: z.string().nullable(),
  /** What `os.cpus().length` and `os.availableParallelism()` return there; null when that version lacks it. */
  osCpus: z.int().positive(),
  availableParallelism: z.int().positive().nullable(),
  workers: z.int().nonnegative(),
  /** Every rule that could have given the worker count, with its arithmetic. */
  rules: z.array(CountRule),
})
export type CpuinfoValues = z.infer<typeof CpuinfoValues>

/** The answer could not be read: garbage, nothing, or a probe that did not come to its end. */
export const NoValues = z.object({ kind: z.literal('none') })

export const Values = z.discriminatedUnion('kind', [
  LoadValues,
  SnapshotValues,
  InspectorValues,
  WebsocketValues,
  HandshakeValues,
  LogsValues,
  TopValues,
  CpuinfoValues,
  HeapProcessValues,
  HeapFiguresValues,
  HeapProfileValues,
  HeapComparisonValues,
  TrendValues,
  NoValues,
])
export type Values = z.infer<typeof Values>
