import { Worker } from 'node:worker_threads'
import type { PGliteLike } from 'pg-boss'
import { z } from 'zod'
import { entryBeside } from '../core/entry-beside.ts'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Log } from '../core/ports.ts'
import { errorOf, type FromDatabase, type ToDatabase } from './database-messages.ts'

type Statements = Pick<PGliteLike, 'query' | 'exec'>

/** The embedded database as it is used from outside its thread. */
export type EmbeddedDatabase = Statements & {
  /** Commits when the work resolves and rolls back when it throws. Whatever else is asked waits meanwhile. */
  transaction<Result>(work: (tx: Statements) => Promise<Result>): Promise<Result>
  /** Resolves to what ends it. */
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>
  /** Twice is once. */
  close(): Promise<void>
  /** Aborts, with a MemdiagError as its reason, when the thread ends though nobody closed it: nothing is answered any more. */
  readonly lost: AbortSignal
}

/**
 * Opens the embedded database of a folder on a thread of its own: it computes in this process, and whoever waits for
 * an answer of memdiag's, like Slack for 3 s, would wait with it. Throws like openDatabase; errors keep their codes.
 */
export async function openDatabaseThread(
  deps: { readonly log: Log; readonly entry?: URL },
  folder: string,
): Promise<EmbeddedDatabase> {
  const { log, entry = entryBeside('./database-worker', import.meta.url) } = deps
  // Flags of the command itself (--input-type, --test) are not the thread's.
  const worker = new Worker(entry, { execArgv: [], workerData: { folder } })
  const caller = callerOf(worker, log)
  try {
    await caller.opened
  } catch (error) {
    await worker.terminate()
    throw error
  }
  return databaseOver(worker, caller)
}

type Asked = ToDatabase extends infer Each
  ? Each extends ToDatabase
    ? Omit<Each, 'number'>
    : never
  : never

type Caller = {
  readonly opened: Promise<unknown>
  ask(asked: Asked): { readonly number: number; readonly answer: Promise<unknown> }
  /** The thread may end from now on. */
  closing(): void
  readonly lost: AbortSignal
  readonly listeners: Map<string, (payload: string) => void>
}

function callerOf(worker: Worker, log: Log): Caller {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const listeners = new Map<string, (payload: string) => void>()
  const lost = new AbortController()
  let number = -1
  let closed = false
  let ended: MemdiagError | undefined

  function wait(): { readonly number: number; readonly answer: Promise<unknown> } {
    const pending = Promise.withResolvers<unknown>()
    number += 1
    waiting.set(number, pending)
    // An idle thread keeps the process alive no more than an idle connection would; one that works does.
    worker.ref()
    return { number, answer: pending.promise }
  }

  function take(answered: number): PromiseWithResolvers<unknown> | undefined {
    const pending = waiting.get(answered)
    waiting.delete(answered)
    if (waiting.size === 0) worker.unref()
    return pending
  }

  function end(why: string, cause?: unknown): void {
    ended ??= threadEnded(why, cause)
    if (!closed) lost.abort(ended)
    for (const pending of waiting.values()) pending.reject(ended)
    waiting.clear()
  }

  worker.on('message', (message: FromDatabase) => {
    if (message.kind === 'answer') take(message.number)?.resolve(message.value)
    else if (message.kind === 'failure') take(message.number)?.reject(errorOf(message.failure))
    else if (message.kind === 'notified') listeners.get(message.channel)?.(message.payload)
    else log.warn(message.fields, message.message)
  })
  worker.on('error', (error) => end(messageOf(error), error))
  worker.on('exit', (code) => end(`exit code ${code}`))
  return {
    opened: wait().answer,
    ask(asked) {
      if (ended !== undefined) return { number: -1, answer: Promise.reject(ended) }
      // First: what cannot be sent fails here, and must not be rejected once more, unheard, when the thread ends.
      worker.postMessage({ ...asked, number: number + 1 } satisfies ToDatabase)
      return wait()
    },
    closing() {
      closed = true
    },
    lost: lost.signal,
    listeners,
  }
}

function threadEnded(why: string, cause: unknown): MemdiagError {
  return new MemdiagError(
    'store-unavailable',
    say`The thread of the embedded database ended: ${why}.`,
    {
      hint: say`Start memdiag again: what was stored is kept. Where memory ran out, give it more.`,
      cause,
    },
  )
}

function databaseOver(worker: Worker, caller: Caller): EmbeddedDatabase {
  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    caller.closing()
    if (!caller.lost.aborted) await caller.ask({ kind: 'close' }).answer
    await worker.terminate()
  }
  return {
    ...statementsOver(caller, null),
    async transaction(work) {
      const { number, answer } = caller.ask({ kind: 'begin' })
      await answer
      try {
        const result = await work(statementsOver(caller, number))
        await caller.ask({ kind: 'commit', within: number }).answer
        return result
      } catch (error) {
        // What failed is told; that its transaction is over already, or the thread gone, adds nothing.
        await caller.ask({ kind: 'rollback', within: number }).answer.catch(() => undefined)
        throw error
      }
    },
    async listen(channel, callback) {
      caller.listeners.set(channel, callback)
      await caller.ask({ kind: 'listen', channel }).answer
      return async () => {
        caller.listeners.delete(channel)
        await caller.ask({ kind: 'unlisten', channel }).answer
      }
    },
    async close() {
      closing ??= close()
      await closing
    },
    lost: caller.lost,
  }
}

function statementsOver(caller: Caller, within: number | null): Statements {
  // Its rows are what the caller says they are: it reads them by a schema.
  const query: Statements['query'] = async (text, values = []) => {
    const asked = { kind: 'query', within, text, values: values.map(ownBytes) } as const
    return { rows: z.array(z.any()).parse(await caller.ask(asked).answer) }
  }
  return {
    query,
    async exec(text) {
      const answer = await caller.ask({ kind: 'exec', within, text }).answer
      return z
        .array(z.array(z.unknown()))
        .parse(answer)
        .map((rows) => ({ rows }))
    },
  }
}

/** Bytes without the larger buffer that may be behind them, all of which would travel along. */
function ownBytes(value: unknown): unknown {
  if (!(value instanceof Uint8Array) || value.byteLength === value.buffer.byteLength) return value
  return new Uint8Array(value)
}
