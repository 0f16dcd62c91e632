import { z } from 'zod'
import { Rung } from './heap-values.ts'
import { Bytes, Cause, StepName } from './names.ts'
import { Message } from './say.ts'
import { ByteRange } from './verification.ts'

export const Confidence = z.enum(['confirmed', 'likely', 'possible', 'none'])
export type Confidence = z.infer<typeof Confidence>

export const Fix = z.object({
  text: z.string(),
  message: Message.optional(),
  /** What to type or change, to copy. */
  change: z.string().optional(),
  predictedUsageBytes: Bytes.nullable(),
  /** Between which the usage should be then; absent where nothing is predicted. */
  predictedRange: ByteRange.optional(),
  /** Workers that the fix leaves; absent where it changes no count. */
  workers: z.int().positive().optional(),
})
export type Fix = z.infer<typeof Fix>

export const Verdict = z.object({
  cause: Cause,
  confidence: Confidence,
  explainedBytes: Bytes.nullable(),
  text: z.string(),
  message: Message.optional(),
  because: z.array(z.string()),
  contributing: z.array(
    z.object({
      cause: Cause,
      confidence: Confidence,
      explainedBytes: Bytes.nullable(),
      because: z.array(z.string()),
      fix: Fix.optional(),
    }),
  ),
  ruledOut: z.array(z.object({ cause: Cause, because: z.array(z.string()) })),
  fix: Fix.optional(),
  nextMeasurement: z
    .object({
      step: StepName,
      /** The rung of the ladder that it takes; absent where it takes none. */
      rung: Rung.optional(),
      text: z.string(),
      message: Message.optional(),
    })
    .optional(),
})
export type Verdict = z.infer<typeof Verdict>
