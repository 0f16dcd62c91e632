import { reasonOf, unlessAborted } from './wait.ts'

export type Shared<T> = {
  /** The value under a key: the one that is there, the one being made, or a new one. */
  get(key: string, signal: AbortSignal, make: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Forgets a value; the next `get` makes a new one. Without a value: whatever is there. */
  forget(key: string, value?: T): void
  /** The value under a key, when it has been made. */
  peek(key: string): T | undefined
  keys(): string[]
}

type Entry<T> = {
  readonly made: Promise<T>
  readonly controller: AbortController
  waiting: number
  value: T | undefined
}

/**
 * One value a key for concurrent callers. A caller that gives up leaves the others waiting; when all of
 * them gave up the making is stopped. What failed is forgotten, so that the next caller tries again.
 */
export function createShared<T>(): Shared<T> {
  const entries = new Map<string, Entry<T>>()

  function begin(key: string, make: (signal: AbortSignal) => Promise<T>): Entry<T> {
    const controller = new AbortController()
    const entry: Entry<T> = {
      made: make(controller.signal),
      controller,
      waiting: 0,
      value: undefined,
    }
    entries.set(key, entry)
    entry.made
      .then((value) => (entry.value = value))
      .catch(() => entries.get(key) === entry && entries.delete(key))
    return entry
  }

  return {
    async get(key, signal, make) {
      if (signal.aborted) throw reasonOf(signal)
      const entry = entries.get(key) ?? begin(key, make)
      entry.waiting += 1
      try {
        return await unlessAborted(entry.made, signal)
      } finally {
        entry.waiting -= 1
        if (entry.waiting === 0 && entry.value === undefined) {
          if (entries.get(key) === entry) entries.delete(key)
          entry.controller.abort(reasonOf(signal))
        }
      }
    },
    forget(key, value) {
      if (value === undefined || entries.get(key)?.value === value) entries.delete(key)
    },
    peek: (key) => entries.get(key)?.value,
    keys: () => [...entries.keys()],
  }
}
