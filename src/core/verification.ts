import { z } from 'zod'
import { Bytes, Cause } from './names.ts'
import { Message } from './say.ts'

/** Bytes between which a measurement should fall. */
export const ByteRange = z.object({ lowBytes: Bytes, highBytes: Bytes })
export type ByteRange = z.infer<typeof ByteRange>

/** What an earlier investigation said would be after its fix; stands in the log of the one that measures again. */
export const Expectation = z.object({
  /** The earlier investigation. */
  of: z.string(),
  /** The node whose account decided there: memory is held against memory of the same node. */
  node: z.string(),
  cause: Cause,
  usageBytes: Bytes,
  predictedUsageBytes: Bytes.nullable(),
  predictedRange: ByteRange.optional(),
  /** Workers that were to be left; absent where the fix changes no count. */
  workers: z.int().positive().optional(),
  /** How long the oldest process of the node had run; absent where it was not told. */
  uptimeSeconds: z.number().nonnegative().optional(),
})
export type Expectation = z.infer<typeof Expectation>

/** The prediction held against what was measured after the fix. */
export const Verification = z.object({
  of: z.string(),
  node: z.string(),
  cause: Cause,
  predictedUsageBytes: Bytes.nullable(),
  predictedRange: ByteRange.optional(),
  /** Null when the node gave no figures this time. */
  measuredUsageBytes: Bytes.nullable(),
  proved: z.boolean(),
  text: z.string(),
  message: Message.optional(),
  /** What had to hold, each with what was measured. */
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      text: z.string(),
      message: Message.optional(),
      evidence: z.array(z.string()),
    }),
  ),
})
export type Verification = z.infer<typeof Verification>
