import { z } from 'zod'
import { CpuinfoValues } from './cpuinfo-values.ts'
import {
  HeapComparisonValues,
  HeapFiguresValues,
  HeapProcessValues,
  HeapProfileValues,
} from './heap-values.ts'
import { LogsValues } from './logs-values.ts'
import { Bytes, ProcessManager } from './names.ts'
import { TrendValues } from './trend-values.ts'
import { HandshakeValues, WebsocketValues } from './websocket-values.ts'

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
  /** Between the two samples, by the counter that services.yml names; absent where there is none. */
  requestsPerSecond: z.number().nonnegative().optional(),
  requestsMetric: z.string().optional(),
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
