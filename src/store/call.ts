import { z } from 'zod'
import { Event } from '../core/event.ts'
import { Post } from '../core/post.ts'

/** Grows when a call or an answer changes its shape: two versions of memdiag must not misunderstand each other. */
export const PROTOCOL = 1

const Id = z.string()
const Also = z.object({
  posts: z.array(Post).readonly().optional(),
  advanceInSeconds: z.number().optional(),
  beside: z.array(Id).readonly().optional(),
})

/** Bytes as V8 reads them from a frame, whatever buffer is behind them. */
const Body = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const Piece = z.object({ investigation: Id, name: z.string(), seq: z.int() })

/** What one process may ask of the store that another has open: the methods of Store, with their arguments. */
export const Call = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('append'),
    args: z.tuple([Id, z.int(), z.array(Event), Also.optional()]),
  }),
  z.object({ method: z.literal('begin'), args: z.tuple([Id, z.array(Event), Also]) }),
  z.object({ method: z.literal('stateOf'), args: z.tuple([Id]) }),
  z.object({ method: z.literal('load'), args: z.tuple([Id]) }),
  z.object({ method: z.literal('list'), args: z.tuple([z.int()]) }),
  z.object({ method: z.literal('resolveId'), args: z.tuple([Id.optional()]) }),
  z.object({ method: z.literal('lease'), args: z.tuple([z.string(), z.string(), z.number()]) }),
  z.object({ method: z.literal('release'), args: z.tuple([z.string(), z.string()]) }),
  z.object({ method: z.literal('threadsWithPendingPosts'), args: z.tuple([]) }),
  z.object({ method: z.literal('pendingPosts'), args: z.tuple([Id]) }),
  z.object({ method: z.literal('recordPostAttempt'), args: z.tuple([Id, z.string()]) }),
  z.object({
    method: z.literal('recordPosted'),
    args: z.tuple([Id, z.string(), z.object({ ref: z.string(), revision: z.int() })]),
  }),
  z.object({
    method: z.literal('recordPostRefused'),
    args: z.tuple([Id, z.string(), z.object({ reason: z.string(), revision: z.int() })]),
  }),
  z.object({ method: z.literal('postRef'), args: z.tuple([Id, z.string()]) }),
  z.object({
    method: z.literal('putPiece'),
    args: z.tuple([Piece, z.object({ body: Body, expiresAt: z.string() })]),
  }),
  z.object({ method: z.literal('piece'), args: z.tuple([Piece, z.string()]) }),
  z.object({ method: z.literal('dropPieces'), args: z.tuple([Id, z.string()]) }),
  z.object({ method: z.literal('dropExpiredPieces'), args: z.tuple([z.string()]) }),
  z.object({ method: z.literal('undelivered'), args: z.tuple([Id]) }),
  z.object({ method: z.literal('firstSeen'), args: z.tuple([z.string()]) }),
  z.object({ method: z.literal('spentOnModels'), args: z.tuple([z.string()]) }),
  z.object({ method: z.literal('inThread'), args: z.tuple([z.string(), z.string()]) }),
  z.object({ method: z.literal('snapshotsTaken'), args: z.tuple([z.string(), z.int()]) }),
  z.object({ method: z.literal('wake'), args: z.tuple([Id, z.number()]) }),
  z.object({ method: z.literal('forgetAdvance'), args: z.tuple([Id]) }),
  z.object({
    method: z.literal('endedBefore'),
    args: z.tuple([
      z.string(),
      z.object({ which: z.enum(['any', 'uncompacted']), limit: z.int() }),
    ]),
  }),
  z.object({
    method: z.literal('compact'),
    args: z.tuple([
      Id,
      z.int(),
      z.object({
        changed: z.array(z.object({ seq: z.int(), event: Event })).readonly(),
        last: Event,
      }),
    ]),
  }),
  z.object({ method: z.literal('remove'), args: z.tuple([Id, z.int()]) }),
])
export type Call = z.infer<typeof Call>

/** The call is read only when the protocol is ours. */
export const Asked = z.object({ protocol: z.int(), number: z.int(), call: z.unknown() })

export const Answered = z.object({
  number: z.int(),
  answer: z.union([
    z.object({ value: z.unknown() }),
    z.object({
      error: z.object({
        code: z.string(),
        message: z.string(),
        hint: z.string().optional(),
      }),
    }),
  ]),
})
export type Answered = z.infer<typeof Answered>
