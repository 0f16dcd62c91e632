import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { z } from 'zod'
import { arrivedError, MemdiagError } from '../core/errors.ts'
import { Event } from '../core/event.ts'
import { Post } from '../core/post.ts'
import type { Store } from '../core/store-port.ts'
import { Answered, type Call, PROTOCOL } from './call.ts'
import { readFrames, sendFrame } from './frames.ts'
import { InvestigationState } from './list-investigations.ts'
import { Taken } from './snapshots-taken.ts'
import { withSocketPath } from './socket-path.ts'

/** The process that has the store open is gone: what was asked may or may not have happened. */
export class OwnerGone extends Error {
  constructor() {
    super('The memdiag that had the data folder open ended.')
    this.name = 'OwnerGone'
  }
}

/** The store that another process has open, by its socket in the data folder. Throws where nobody listens there. */
export async function connectStore(folder: string): Promise<Store> {
  const socket = await withSocketPath(folder, async (path) => {
    const opening = createConnection(path)
    await once(opening, 'connect')
    return opening
  })
  return storeOver(createCaller(socket))
}

type Caller = {
  call<Answer>(call: Call, answer: z.ZodType<Answer>): Promise<Answer>
  close(): Promise<void>
}

function createCaller(socket: Socket): Caller {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let number = 0
  let gone = false
  socket.on('error', () => undefined)
  socket.on('close', () => {
    gone = true
    for (const each of waiting.values()) each.reject(new OwnerGone())
    waiting.clear()
  })
  readFrames(socket, (value) => {
    const { number: answered, answer } = Answered.parse(value)
    const call = waiting.get(answered)
    waiting.delete(answered)
    if ('error' in answer) call?.reject(arrivedError(answer.error))
    else call?.resolve(answer.value)
  })
  return {
    async call(call, answer) {
      if (gone || !socket.writable) throw new OwnerGone()
      number += 1
      const pending = Promise.withResolvers<unknown>()
      // First: what cannot be sent fails here, and must not be rejected once more, unheard, when the owner goes.
      sendFrame(socket, { protocol: PROTOCOL, number, call })
      waiting.set(number, pending)
      return answer.parse(await pending.promise)
    },
    async close() {
      if (gone) return
      const closed = once(socket, 'close')
      socket.end()
      await closed
    },
  }
}

const Nothing = z.unknown().transform(() => undefined)
const Summary = z.object({
  id: z.string(),
  service: z.string(),
  state: InvestigationState,
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  cause: z.string().nullable(),
  confidence: z.string().nullable(),
})
const Spent = z.object({ tokens: z.number(), usd: z.number() })
const Pending = z.object({
  seq: z.int(),
  key: z.string(),
  post: Post,
  revision: z.int(),
  ref: z.string().nullable(),
  attempted: z.boolean(),
  deliveredMsAgo: z.number().nullable(),
})
const Left = z.object({
  pending: z.int(),
  refused: z.array(z.object({ key: z.string(), reason: z.string() })),
})

function storeOver(caller: Caller): Store {
  const call: Caller['call'] = (...args) => caller.call(...args)
  return {
    append: (id, version, events, also) =>
      call({ method: 'append', args: [id, version, [...events], also] }, Nothing),
    begin: (id, events, also) =>
      call({ method: 'begin', args: [id, [...events], also] }, z.array(z.string())),
    stateOf: (id) => call({ method: 'stateOf', args: [id] }, InvestigationState),
    load: (id) => call({ method: 'load', args: [id] }, z.array(Event)),
    list: (limit) => call({ method: 'list', args: [limit] }, z.array(Summary)),
    resolveId: (prefix) => call({ method: 'resolveId', args: [prefix] }, z.string()),
    lease: (...args) => call({ method: 'lease', args }, z.boolean()),
    release: (...args) => call({ method: 'release', args }, Nothing),
    threadsWithPendingPosts: () =>
      call({ method: 'threadsWithPendingPosts', args: [] }, z.array(z.string())),
    pendingPosts: (id) => call({ method: 'pendingPosts', args: [id] }, z.array(Pending)),
    recordPostAttempt: (...args) => call({ method: 'recordPostAttempt', args }, Nothing),
    recordPosted: (...args) => call({ method: 'recordPosted', args }, Nothing),
    recordPostRefused: (...args) => call({ method: 'recordPostRefused', args }, Nothing),
    postRef: (...args) => call({ method: 'postRef', args }, z.string().nullable()),
    putPiece: (...args) => call({ method: 'putPiece', args }, Nothing),
    piece: (...args) => call({ method: 'piece', args }, z.instanceof(Uint8Array).nullable()),
    dropPieces: (...args) => call({ method: 'dropPieces', args }, Nothing),
    dropExpiredPieces: (...args) => call({ method: 'dropExpiredPieces', args }, Nothing),
    undelivered: (id) => call({ method: 'undelivered', args: [id] }, Left),
    firstSeen: (key) => call({ method: 'firstSeen', args: [key] }, z.boolean()),
    spentOnModels: (since) => call({ method: 'spentOnModels', args: [since] }, Spent),
    snapshotsTaken: (...args) => call({ method: 'snapshotsTaken', args }, z.array(Taken)),
    inThread: (...args) => call({ method: 'inThread', args }, z.array(z.string())),
    wake: (...args) => call({ method: 'wake', args }, Nothing),
    forgetAdvance: (id) => call({ method: 'forgetAdvance', args: [id] }, Nothing),
    endedBefore: (...args) => call({ method: 'endedBefore', args }, z.array(z.string())),
    compact: (id, version, { changed, last }) =>
      call({ method: 'compact', args: [id, version, { changed: [...changed], last }] }, Nothing),
    remove: (...args) => call({ method: 'remove', args }, Nothing),
    // Jobs are worked by the owner: a second `memdiag start` on one folder is refused when it opens the store.
    work: () =>
      Promise.reject(
        new MemdiagError('internal', 'Only the owner of a data folder works its jobs.'),
      ),
    close: () => caller.close(),
  }
}
