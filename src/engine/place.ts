import { MemdiagError } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import { withLease } from './lease.ts'
import { MOST_RUNNING } from './limits.ts'
import { say } from '../core/say.ts'

type Deps = { readonly store: Store; readonly log: Log; readonly mostRunning?: number }

/** The places that all processes on a store share, so that no more than so many investigations are at work at once. */
export type Places = {
  /** Does something in one of them. Throws `busy` when all are taken. */
  within<Result>(
    signal: AbortSignal,
    action: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result>
}

export function createPlaces(deps: Deps, owner: string): Places {
  const { store, log, mostRunning = MOST_RUNNING } = deps
  /** Those that this process has: asking the store for them again would be a hundred questions with a hundred places. */
  const mine = new Set<number>()
  return {
    async within(signal, action) {
      for (let place = 0; place < mostRunning; place += 1) {
        if (mine.has(place)) continue
        mine.add(place)
        try {
          // The owner's name carries the place's user: one process may hold several places.
          const lease = {
            store,
            name: `place:${place}`,
            owner: `${owner}:${crypto.randomUUID()}`,
            log,
          }
          const done = await withLease(lease, signal, async (held) => ({
            result: await action(held),
          }))
          if (done !== null) return done.result
        } finally {
          mine.delete(place)
        }
      }
      throw allTaken(mostRunning)
    },
  }
}

function allTaken(mostRunning: number): MemdiagError {
  return new MemdiagError(
    'busy',
    say`${mostRunning} investigations are at work already, as many as may at once.`,
    {
      hint: say`It begins when one of them ends. See them with \`memdiag list\`; stop one with \`memdiag cancel ID\`.`,
    },
  )
}
