import { reasonOf } from './wait.ts'

export type Slots = {
  /** Waits for a free slot and returns what gives it back; calling that again does nothing. */
  take(signal: AbortSignal): Promise<() => void>
}

/** At most `count` holders at a time, first come, first served. */
export function createSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []

  function release(): void {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }

  function once(): () => void {
    let held = true
    return () => {
      if (held) release()
      held = false
    }
  }

  return {
    take(signal) {
      if (signal.aborted) return Promise.reject(reasonOf(signal))
      if (free > 0) {
        free -= 1
        return Promise.resolve(once())
      }
      return new Promise((resolve, reject) => {
        const onTurn = (): void => {
          signal.removeEventListener('abort', onAbort)
          resolve(once())
        }
        const onAbort = (): void => {
          waiting.splice(waiting.indexOf(onTurn), 1)
          reject(reasonOf(signal))
        }
        waiting.push(onTurn)
        signal.addEventListener('abort', onAbort, { once: true })
      })
    },
  }
}
