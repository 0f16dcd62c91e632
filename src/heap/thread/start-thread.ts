import { parentPort, Worker } from 'node:worker_threads'
import { arrivedError, MemdiagError, messageOf } from '../../core/errors.ts'
import type { Wording } from '../../core/say.ts'

/** What a user can mend, told by the thread that found it. Anything else it throws, and ends. */
export type Failed = {
  readonly kind: 'failed'
  readonly code: string
  readonly message: Wording
  readonly hint: Wording | undefined
}

type Message = { readonly kind: string }

/** A thread beside the one that starts it, for what would keep that one from answering anybody. */
export type Thread<To, From extends Message> = AsyncDisposable & {
  /** Buffers under the columns change hands: they are empty here afterwards. */
  send(message: To, columns?: readonly ArrayBufferView[]): void
  /** The next message of a kind. Throws what the thread failed of, once nothing of that kind is left. */
  take<Kind extends From['kind']>(kind: Kind): Promise<Extract<From, { readonly kind: Kind }>>
  /** Nobody wants its answer any more: who waits for a message gets the reason thrown, and disposes of the thread. */
  stop(reason: Error): void
}

export function startThread<To, From extends Message>(
  entry: URL,
  start: { readonly data: unknown; readonly columns?: readonly ArrayBufferView[] },
  onMessage: (message: From) => 'taken' | 'kept' = () => 'kept',
): Thread<To, From> {
  const worker = new Worker(entry, {
    // Flags of the command itself (--input-type, --test) are not the thread's.
    execArgv: [],
    workerData: start.data,
    transferList: buffersOf(start.columns ?? []),
  })
  const received: From[] = []
  let failure: Error | undefined
  let news = Promise.withResolvers<void>()
  const tell = () => {
    news.resolve()
    news = Promise.withResolvers()
  }
  const fail = (error: Error) => {
    failure ??= error
    tell()
  }
  worker.on('message', (message: From | Failed) => {
    if (isFailed(message)) return fail(arrivedError(message))
    if (onMessage(message) === 'kept') received.push(message)
    return tell()
  })
  worker.on('error', (error) => fail(broken(messageOf(error), error)))
  worker.on('exit', (code) => fail(broken(`exit code ${code}, before it had an answer`)))
  return {
    send: (message, columns = []) => worker.postMessage(message, buffersOf(columns)),
    async take(kind) {
      for (;;) {
        const at = received.findIndex((message) => message.kind === kind)
        const [found] = at === -1 ? [] : received.splice(at, 1)
        if (found !== undefined && isOf(found, kind)) return found
        if (failure !== undefined) throw failure
        await news.promise
      }
    },
    stop: fail,
    async [Symbol.asyncDispose]() {
      await worker.terminate()
    },
  }
}

export type Send<From extends Message> = (
  message: From | Failed,
  columns?: readonly ArrayBufferView[],
) => void

/** Inside the thread: sends to who started it. */
export const answer: Send<Message> = (message, columns = []) => {
  parentPort?.postMessage(message, buffersOf(columns))
}

/** Inside the thread: tells what a user can mend; anything else is a fault of memdiag's, and ends it. */
export function answerFailed(error: unknown): void {
  if (!(error instanceof MemdiagError)) throw error
  answer({ kind: 'failed', code: error.code, ...error.said })
}

/** A buffer that is shared needs no handing over. */
function buffersOf(columns: readonly ArrayBufferView[]): ArrayBuffer[] {
  return columns.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer)
}

function broken(why: string, cause?: unknown): MemdiagError {
  return new MemdiagError('internal', `The thread that reads heap snapshots ended: ${why}.`, {
    hint: 'Where memory ran out, give memdiag more and try again; anything else is a fault of memdiag: report this message.',
    cause,
  })
}

function isFailed(message: Message): message is Failed {
  return message.kind === 'failed'
}

function isOf<From extends Message, Kind extends From['kind']>(
  message: From,
  kind: Kind,
): message is Extract<From, { readonly kind: Kind }> {
  return message.kind === kind
}
