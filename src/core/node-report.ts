import { z } from 'zod'
import { Account } from './account.ts'
import { Bytes, ProcessManager } from './names.ts'

/** What is known of one node, in the shape of the JSON of an investigation. */
export const NodeReport = z.object({
  name: z.string(),
  reachable: z.boolean(),
  error: z.string().optional(),
  os: z.string().nullable(),
  node: z.object({ version: z.string() }).nullable(),
  limitBytes: Bytes.nullable(),
  limitSource: z.enum(['config', 'cgroup', 'host']),
  usageBytes: Bytes.nullable(),
  cgroup: z.object({
    version: z.union([z.literal(1), z.literal(2)]).nullable(),
    memoryLimitBytes: Bytes.nullable(),
    memoryUsageBytes: Bytes.nullable(),
    cpuQuota: z.number().nullable(),
  }),
  cpus: z.object({
    logical: z.int().nullable(),
    physicalCores: z.int().nullable(),
    sockets: z.int().nullable(),
    allowed: z.int().nullable(),
    quota: z.number().nullable(),
  }),
  processes: z.object({
    count: z.int(),
    workers: z.int(),
    manager: ProcessManager,
    rssBytes: Bytes,
    pssBytes: Bytes.nullable(),
    privateBytes: Bytes.nullable(),
  }),
  account: Account,
})
export type NodeReport = z.infer<typeof NodeReport>
