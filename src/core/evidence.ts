import { z } from 'zod'
import { Instant, StepName } from './names.ts'
import { Values } from './values.ts'

/** Something a probe wanted to read and could not; the step goes on with the rest. */
export const Missing = z.object({
  what: z.string(),
  reason: z.enum([
    'permission-denied',
    'tool-missing',
    'not-found',
    'not-offered',
    'needs-approval',
    'timed-out',
    'truncated',
    'unreadable',
  ]),
  /** What to do about it, when there is something to do. */
  hint: z.string().optional(),
})
export type Missing = z.infer<typeof Missing>

/** What a node answered: the command, when, on which node, exit code, how long, the masked and bounded output, the parsed values. */
export const Evidence = z.object({
  /** `<step>/<node>` for the probe, `<step>.<what>/<node>` for what else the step asked. */
  id: z.string(),
  step: StepName,
  node: z.string(),
  command: z.string(),
  exitCode: z.int().nullable(),
  durationMs: z.int().nonnegative(),
  at: Instant,
  values: Values,
  output: z.object({ text: z.string(), truncated: z.boolean() }),
  missing: z.array(Missing),
})
export type Evidence = z.infer<typeof Evidence>
