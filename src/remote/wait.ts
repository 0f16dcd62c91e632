import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'

/**
 * Settles like the work, but no later than the limit or the caller's signal: then it throws `timed-out` or
 * `aborted`. The work gets a signal with that reason and must let go of what it holds.
 */
export async function within<T>(
  limit: { readonly ms: number; readonly what: string; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const onTime = (): void =>
    controller.abort(
      new MemdiagError(
        'timed-out',
        say`Could not ${limit.what}: no answer within ${limit.ms / 1000} s.`.text,
      ),
    )
  const onAbort = (): void => controller.abort(stopped(limit.what))
  if (limit.signal.aborted) throw stopped(limit.what)
  const timer = setTimeout(onTime, limit.ms)
  limit.signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await unlessAborted(work(controller.signal), controller.signal)
  } finally {
    clearTimeout(timer)
    limit.signal.removeEventListener('abort', onAbort)
  }
}

function stopped(what: string): MemdiagError {
  return new MemdiagError('aborted', say`Did not ${what}: it was stopped.`.text)
}

/** Settles like the promise, or rejects with the signal's reason once that is aborted. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(reasonOf(signal))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** What a signal was aborted with, as an error that says so. */
export function reasonOf(signal: AbortSignal): MemdiagError {
  return signal.reason instanceof MemdiagError
    ? signal.reason
    : new MemdiagError('aborted', say`It was stopped.`.text, { cause: signal.reason })
}

/** Resolves after a while, or rejects with the signal's reason. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(reasonOf(signal))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}

/** Resolves with the promise's value, or with null when that takes longer than `ms`. */
export function atMost<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** Doubles with each try; the random half keeps a fleet's retries from falling together. */
export function backoffMs(baseMs: number, attempt: number): number {
  return baseMs * 2 ** attempt * (0.5 + Math.random() / 2)
}
