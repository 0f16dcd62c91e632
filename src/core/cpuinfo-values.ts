import { z } from 'zod'
import { ProcessManager } from './names.ts'

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
