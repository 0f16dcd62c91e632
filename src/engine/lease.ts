import { setInterval } from 'node:timers'
import { messageOf } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import type { Target } from '../core/target.ts'
import { LEASE_RENEWAL_MS, LEASE_SECONDS } from './limits.ts'

type Lease = {
  readonly store: Pick<Store, 'lease' | 'release'>
  readonly name: string
  readonly owner: string
  readonly log: Log
}

/**
 * Does something while holding a lease, and returns its result; null when somebody else holds it. The signal
 * handed on aborts when the given one does or when the lease could not be renewed: then another may go on.
 */
export async function withLease<Result>(
  lease: Lease,
  signal: AbortSignal,
  action: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | null> {
  const lost = new AbortController()
  const held = await holdLease(lease, lost)
  if (held === null) return null
  try {
    return await action(AbortSignal.any([signal, lost.signal]))
  } finally {
    await held.release()
  }
}

/** A lease that is renewed until it is released, or until this process dies. */
export type Held = { release(): Promise<void> }

/** Takes a lease; null when somebody else holds it. `lost` is aborted when it could not be renewed. */
export async function holdLease(lease: Lease, lost?: AbortController): Promise<Held | null> {
  const { store, name, owner, log } = lease
  if (!(await store.lease(name, owner, LEASE_SECONDS))) return null
  const renewal = setInterval(() => {
    renew(lease).catch((error: unknown) => {
      log.warn({ lease: name, error: messageOf(error) }, 'lease lost')
      lost?.abort(error)
    })
  }, LEASE_RENEWAL_MS)
  return {
    async release() {
      clearInterval(renewal)
      await store.release(name, owner)
    },
  }
}

async function renew({ store, name, owner }: Lease): Promise<void> {
  if (!(await store.lease(name, owner, LEASE_SECONDS))) {
    throw new Error(`Another process took ${name}.`)
  }
}

/**
 * The lease under which something risky is done on a node: one at a time, whichever service and whichever process
 * asks. It is named by where the node is and not by what a services.yml calls it.
 */
export function riskLease(target: Target): string {
  const enter = target.enter === undefined ? '' : `/${target.enter}`
  return target.kind === 'local'
    ? `risk:local${enter}`
    : `risk:${target.ssh.host}:${target.ssh.port ?? 22}${enter}`
}
