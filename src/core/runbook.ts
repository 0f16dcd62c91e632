import { z } from 'zod'
import { say } from './say.ts'
import { Bytes, StepName } from './names.ts'
import { SnapshotCommand } from './snapshot-file.ts'

const Ratio = z.number().min(0).max(1)

/** When a step has nothing to ask, said as data. */
export const SkipCondition = z.enum(['websocket-off'])
export type SkipCondition = z.infer<typeof SkipCondition>

export const RunbookStep = z.strictObject({
  step: StepName,
  /** After this the remote process is killed and the step goes on without the node. */
  deadlineSeconds: z.number().positive().max(600),
  maxOutputBytes: Bytes.min(1024),
  skipWhen: z.array(SkipCondition).default([]),
})
export type RunbookStep = z.infer<typeof RunbookStep>

/** Every number that decides something; the reasons stand beside the values in runbooks/memory.yml. */
export const Thresholds = z.strictObject({
  problemUsageRatio: Ratio,
  explainedRatio: Ratio,
  minimumWorkers: z.int().min(1),
  cpuPerWorkerRatio: Ratio,
  overforkedFactor: z.number().min(1),
  ordinaryWorkerPrivateBytes: Bytes,
  ordinaryWorkerLimitRatio: Ratio.default(0.1),
  idleCpuRatio: Ratio,
  busyCpuRatio: Ratio,
  pageCacheRatio: Ratio,
  otherProcessRatio: Ratio,
  deflateBytesPerConnection: Bytes,
  startupWindowSeconds: z.number().positive(),
  outOfMemoryHours: z.number().positive().default(24),
  logTailBytes: Bytes,
  logHeadBytes: Bytes,
  logFiles: z.int().min(1).max(64),
  busyLogBytesPerSecond: Bytes,
  backlogBytes: Bytes,
  sampleSeconds: z.number().min(0.2).max(30),
  // Later numbers have defaults, so that runbooks and logs from before them are read as they were.
  trendSpanSeconds: z.number().nonnegative().max(3600).default(10),
  trendSettledSeconds: z.number().positive().default(60),
  trendGrowthBytes: Bytes.default(1_048_576),
  trendSettledGrowthBytes: Bytes.default(4_194_304),
  trendGrowthRatio: Ratio.default(0.01),
  takeoverRatio: z.number().nonnegative().default(0.5),
  freshRatio: Ratio.default(0.2),
  contributingRatio: Ratio.default(0.2),
  fragmentedRatio: Ratio.default(0.3),
})
export type Thresholds = z.infer<typeof Thresholds>

/** The ladder on one live process; the reasons stand beside the values in runbooks/memory.yml. */
export const Ladder = z.strictObject({
  approvalMinutes: z.number().positive().max(1440).default(60),
  gcSpanSeconds: z.number().positive().max(3600).default(60),
  gcReadings: z.int().min(2).max(60).default(5),
  growthBytes: Bytes.default(1_048_576),
  largeHeapRatio: Ratio.default(0.5),
  profileSeconds: z.number().positive().max(600).default(30),
  snapshots: z.int().min(2).max(3).default(2),
  snapshotSpanSeconds: z.number().positive().max(604_800).default(600),
  snapshotGrowthBytes: Bytes.default(33_554_432),
  pollSeconds: z.number().min(0.2).max(3600).default(30),
  keep: z.boolean().default(false),
  keepHours: z.number().positive().max(8760).default(72),
  snapshot: SnapshotCommand.optional(),
})
export type Ladder = z.infer<typeof Ladder>

/** The state machine as data: which steps, in which order, within which limits, judged by which numbers. */
export const Runbook = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  description: z.string(),
  /** The whole investigation, its waits included, ends after this. Absent in runbooks from before there was one. */
  deadlineHours: z.number().positive().max(8760).default(168),
  steps: z
    .array(RunbookStep)
    .min(1)
    .refine((steps) => new Set(steps.map((each) => each.step)).size === steps.length, {
      error: say`each step may stand there once`.text,
    }),
  thresholds: Thresholds,
  /** Absent in runbooks from before there was one. */
  ladder: Ladder.prefault({}),
})
export type Runbook = z.infer<typeof Runbook>
