import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createServer, type Server, type Socket } from 'node:net'
import { z } from 'zod'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import { Asked, type Answered, Call, PROTOCOL } from './call.ts'
import { readFrames, sendFrame } from './frames.ts'
import { withSocketPath } from './socket-path.ts'

/**
 * Lets other processes of the same user work with a store that this process owns, over a socket in the data
 * folder. Who may open the socket is who may open the folder: nobody else. `close` ends what is being answered first.
 */
export async function serveStore(
  deps: { readonly store: Store; readonly log: Log },
  folder: string,
): Promise<{ close(): Promise<void> }> {
  const connections = new Set<Connection>()
  const server = createServer((socket) => {
    const connection = answerOn(socket, deps)
    connections.add(connection)
    socket.on('close', () => connections.delete(connection))
  })
  await withSocketPath(folder, async (path) => {
    // Whoever left it is gone: this process holds the folder's lock.
    await rm(path, { force: true })
    await listen(server, path)
    await chmod(path, 0o600)
  })
  server.unref()
  return {
    async close() {
      const closed = new Promise((resolve) => {
        server.close(resolve)
      })
      await Promise.all([...connections].map((each) => each.end()))
      await closed
      await rm(join(folder, 'socket'), { force: true })
    },
  }
}

async function listen(server: Server, path: string): Promise<void> {
  server.listen(path)
  await once(server, 'listening')
}

type Connection = { end(): Promise<void> }

function answerOn(
  socket: Socket,
  { store, log }: { readonly store: Store; readonly log: Log },
): Connection {
  const atWork = new Set<Promise<void>>()
  let ending = false
  socket.on('error', (error) => log.warn({ error: messageOf(error) }, 'a local connection broke'))
  // A client keeps the process alive no more than a listener does.
  socket.unref()
  readFrames(socket, (value) => {
    if (ending) return
    const work = answer(store, value).then((answered) => {
      if (socket.writable) sendFrame(socket, answered)
      return undefined
    })
    atWork.add(work)
    work.then(
      () => atWork.delete(work),
      (error: unknown) => {
        atWork.delete(work)
        socket.destroy(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
  return {
    async end() {
      ending = true
      await Promise.allSettled(atWork)
      socket.destroySoon()
    },
  }
}

async function answer(store: Store, value: unknown): Promise<Answered> {
  const asked = Asked.parse(value)
  const { number } = asked
  if (asked.protocol !== PROTOCOL) return { number, answer: { error: OTHER_VERSION } }
  const call = Call.safeParse(asked.call)
  if (!call.success) {
    return { number, answer: { error: { code: 'internal', message: z.prettifyError(call.error) } } }
  }
  try {
    return { number, answer: { value: await perform(store, call.data) } }
  } catch (error) {
    const known = error instanceof MemdiagError ? error : null
    const code = known?.code ?? 'internal'
    const hint = known?.hint === undefined ? {} : { hint: known.hint }
    return { number, answer: { error: { code, message: messageOf(error), ...hint } } }
  }
}

const OTHER_VERSION = {
  code: 'store-locked',
  message: 'The memdiag that has the data folder open is of another version.',
  hint: 'Restart it, so that both are of the same version.',
}

function perform(store: Store, call: Call): Promise<unknown> {
  if (call.method === 'append') {
    const [id, version, events, also] = call.args
    return store.append(id, version, events, also === undefined ? undefined : given(also))
  }
  if (call.method === 'begin') {
    const [id, events, also] = call.args
    const beside = also.beside === undefined ? {} : { beside: also.beside }
    return store.begin(id, events, { ...given(also), ...beside })
  }
  return performOther(store, call)
}

type OtherCall = Exclude<Call, { method: 'append' | 'begin' }>

/** The calls whose arguments are the method's as they are. */
function performOther(store: Store, call: OtherCall): Promise<unknown> {
  switch (call.method) {
    case 'stateOf':
      return store.stateOf(...call.args)
    case 'load':
      return store.load(...call.args)
    case 'list':
      return store.list(...call.args)
    case 'resolveId':
      return store.resolveId(...call.args)
    case 'lease':
      return store.lease(...call.args)
    case 'release':
      return store.release(...call.args)
    case 'threadsWithPendingPosts':
    case 'pendingPosts':
    case 'recordPostAttempt':
    case 'recordPosted':
    case 'recordPostRefused':
    case 'postRef':
    case 'inThread':
      return performOnPosts(store, call)
    case 'putPiece':
      return store.putPiece(...call.args)
    case 'piece':
      return store.piece(...call.args)
    case 'dropPieces':
      return store.dropPieces(...call.args)
    case 'dropExpiredPieces':
      return store.dropExpiredPieces(...call.args)
    case 'undelivered':
      return store.undelivered(...call.args)
    case 'firstSeen':
      return store.firstSeen(...call.args)
    case 'spentOnModels':
      return store.spentOnModels(...call.args)
    case 'snapshotsTaken':
      return store.snapshotsTaken(...call.args)
    case 'wake':
      return store.wake(...call.args)
    case 'forgetAdvance':
      return store.forgetAdvance(...call.args)
    case 'endedBefore':
      return store.endedBefore(...call.args)
    case 'compact':
      return store.compact(...call.args)
    case 'remove':
      return store.remove(...call.args)
  }
}

type OnPosts = Extract<
  Call,
  {
    method:
      | 'threadsWithPendingPosts'
      | 'pendingPosts'
      | 'recordPostAttempt'
      | 'recordPosted'
      | 'recordPostRefused'
      | 'postRef'
      | 'inThread'
  }
>

function performOnPosts(store: Store, call: OnPosts): Promise<unknown> {
  switch (call.method) {
    case 'threadsWithPendingPosts':
      return store.threadsWithPendingPosts()
    case 'pendingPosts':
      return store.pendingPosts(...call.args)
    case 'recordPostAttempt':
      return store.recordPostAttempt(...call.args)
    case 'recordPosted':
      return store.recordPosted(...call.args)
    case 'recordPostRefused':
      return store.recordPostRefused(...call.args)
    case 'postRef':
      return store.postRef(...call.args)
    case 'inThread':
      return store.inThread(...call.args)
  }
}

type Also = Extract<Call, { method: 'begin' }>['args'][2]

/** Absent and not undefined, as the store wants it. */
function given({ posts, advanceInSeconds }: Also) {
  return {
    ...(posts === undefined ? {} : { posts }),
    ...(advanceInSeconds === undefined ? {} : { advanceInSeconds }),
  }
}
