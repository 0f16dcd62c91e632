import { z } from 'zod'
import { Cause, StepName } from './names.ts'
import { Message } from './say.ts'

/**
 * What a judge reads in the evidence. `speaks` and `strength` weigh it for or against its cause:
 * `decisive` settles the question by itself, `strong` needs nothing to contradict it, `weak` only adds up.
 */
export const Finding = z.object({
  /** `<step>.<rule>/<node>`: stable, so that a replay gives the same ids. */
  id: z.string(),
  step: StepName,
  node: z.string().optional(),
  cause: Cause.nullable(),
  speaks: z.enum(['for', 'against', 'neither']),
  strength: z.enum(['weak', 'strong', 'decisive']),
  text: z.string(),
  /** The same for other languages; absent in logs of older versions. */
  message: Message.optional(),
  evidence: z.array(z.string()),
})
export type Finding = z.infer<typeof Finding>
