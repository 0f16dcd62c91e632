import { z } from 'zod'
import { Bytes } from './names.ts'

const Ticks = z.int().nonnegative()

/** One process in a look at the memory: told from a later one with the same number by its start. */
export const TrendProcess = z.object({
  pid: z.int().positive(),
  /** Field 22 of /proc/PID/stat, clock ticks since boot: proc(5). Null where not told. */
  startTicks: Ticks.nullable(),
  rssBytes: Bytes,
  /** RssAnon; null before kernel 4.5. */
  anonBytes: Bytes.nullable(),
  /** CPU time used so far, in clock ticks; null where not told. */
  cpuTicks: Ticks.nullable(),
})
export type TrendProcess = z.infer<typeof TrendProcess>

/** Counters of the TCP stack that the service lives in (`Tcp:` of /proc/PID/net/snmp): its own in a container, else the host's. */
export const Traffic = z.object({
  /** Connections that stand now. */
  established: z.int().nonnegative(),
  /** Connections taken since boot. */
  accepted: z.int().nonnegative(),
  /** Segments received since boot: requests on connections that stay open show here. */
  segments: z.int().nonnegative(),
})
export type Traffic = z.infer<typeof Traffic>

/** How many requests the service has counted so far, by the metric's name. */
export const Requests = z.object({ total: z.number().nonnegative(), metric: z.string() })
export type Requests = z.infer<typeof Requests>

/** One look at the memory of the service's processes. */
export const TrendSample = z.object({
  /** Seconds since the node booted: one clock for all looks at a node. */
  atSeconds: z.number().nonnegative(),
  /** The largest ones; the sums are over all. */
  processes: z.array(TrendProcess),
  count: z.int().nonnegative(),
  rssBytes: Bytes,
  /** Null where one of them does not tell. */
  anonBytes: Bytes.nullable(),
  traffic: Traffic.nullable(),
  /** Absent where the service exposes none, or services.yml names none. */
  requests: Requests.optional(),
  /** Times the kernel killed in the service's cgroup so far; absent where it was not looked at. */
  oomKills: z.int().nonnegative().optional(),
})
export type TrendSample = z.infer<typeof TrendSample>

/** Looks at the memory over time. Each probe gives one, a watch many; together they are the series of a node. */
export const TrendValues = z.object({
  kind: z.literal('trend'),
  /** Looks from before a reboot do not belong to the series. */
  bootId: z.string().nullable(),
  ticksPerSecond: z.number().positive(),
  samples: z.array(TrendSample).min(1),
})
export type TrendValues = z.infer<typeof TrendValues>
