import { MemdiagError } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import { withLease } from './lease.ts'
import { MOST_RUNNING } from './limits.ts'
import { say } from '../core/say.ts'

type Deps = { readonly store: Store; readonly log: Log; readonly mostRunning?: number }

/**
 * Does something in one of the places that all processes on a store share, so that no more than so many
 * investigations are at work at once. Throws `busy` when all are taken.
 */
export async function inPlace<Result>(
  deps: Deps,
  owner: string,
  signal: AbortSignal,
  action: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { store, log, mostRunning = MOST_RUNNING } = deps
  for (let place = 0; place < mostRunning; place += 1) {
    // The owner's name carries the place's user: one process may hold several places.
    const lease = { store, name: `place:${place}`, owner: `${owner}:${crypto.randomUUID()}`, log }
    const done = await withLease(lease, signal, async (held) => ({ result: await action(held) }))
    if (done !== null) return done.result
  }
  throw new MemdiagError(
    'busy',
    say`${mostRunning} investigations are at work already, as many as may at once.`,
    {
      hint: say`It begins when one of them ends. See them with \`memdiag list\`; stop one with \`memdiag cancel ID\`.`,
    },
  )
}
