import { entryBeside } from '../../core/entry-beside.ts'
import type { Snapshots } from '../../core/heap-port.ts'
import { LIMITS } from '../limits.ts'
import { startThread, type Thread } from './start-thread.ts'

/** How a thread begins: which of the two it does, and with what of the older snapshots. */
export type Start =
  | { readonly task: 'digest' }
  | { readonly task: 'compare'; readonly older: readonly Uint8Array[] }

export type ToWorker =
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }

export type FromWorker =
  /** Read: so many bytes more may come. */
  | { readonly kind: 'taken'; readonly bytes: number }
  | { readonly kind: 'digest'; readonly digest: Uint8Array }
  | {
      readonly kind: 'comparison'
      readonly comparison: Awaited<ReturnType<Snapshots['compare']>>
    }

type Reader = Thread<ToWorker, FromWorker>

/**
 * Reads snapshots of live processes on a thread of their own, one for each: working one through takes seconds, and
 * whoever waits for an answer of memdiag's, like Slack for 3 s, would wait as long.
 */
export function createSnapshots(
  entry = entryBeside('./snapshots-worker', import.meta.url),
): Snapshots {
  return {
    async digest(bytes, signal) {
      const start: Start = { task: 'digest' }
      await using thread: Reader = startThread(entry, { data: start })
      return await read(thread, { bytes, signal }, async () => (await thread.take('digest')).digest)
    },
    async compare(older, newest, signal) {
      // A buffer may be a view of a larger one, all of which would be copied.
      const own = older.map((each) => new Uint8Array(each))
      const start: Start = { task: 'compare', older: own }
      await using thread: Reader = startThread(entry, { data: start, columns: own })
      return await read(
        thread,
        { bytes: newest, signal },
        async () => (await thread.take('comparison')).comparison,
      )
    },
  }
}

type Source = { readonly bytes: AsyncIterable<Uint8Array>; readonly signal: AbortSignal }

/** Passes a snapshot on, a window of it at a time, and waits for what comes of it. */
async function read<Answer>(
  thread: Reader,
  { bytes, signal }: Source,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  signal.throwIfAborted()
  const stop = () => thread.stop(reasonOf(signal))
  signal.addEventListener('abort', stop)
  try {
    let ahead = 0
    for await (const chunk of bytes) {
      signal.throwIfAborted()
      // Its own copy: the source may use the chunk again once it is asked for the next.
      const own = new Uint8Array(chunk)
      ahead += own.byteLength
      thread.send({ kind: 'chunk', bytes: own }, [own])
      while (ahead > LIMITS.aheadBytes) ahead -= (await thread.take('taken')).bytes
    }
    thread.send({ kind: 'end' })
    return await answer()
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
