import { z } from 'zod'
import { Bytes } from './names.ts'
import { Message } from './say.ts'

/** Where the memory went. The items and `unexplainedBytes` add up to `usageBytes`. */
export const Account = z.object({
  limitBytes: Bytes.nullable(),
  usageBytes: Bytes,
  items: z.array(
    z.object({
      name: z.string(),
      /** The name for other languages; absent in logs of older versions. */
      message: Message.optional(),
      bytes: Bytes,
      evidence: z.array(z.string()),
    }),
  ),
  unexplainedBytes: z.int(),
})
export type Account = z.infer<typeof Account>
