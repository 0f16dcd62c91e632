import { z } from 'zod'

/** Where the victim shall kill itself the next time it comes there. */
export const ToVictim = z.object({ label: z.string(), side: z.enum(['before', 'after']) })
export type ToVictim = z.infer<typeof ToVictim>

export const FromVictim = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('planned') }),
  z.object({ kind: z.literal('passed'), label: z.string(), side: z.enum(['before', 'after']) }),
])
export type FromVictim = z.infer<typeof FromVictim>
