import { setTimeout as wait } from 'node:timers/promises'
import { MemdiagError } from '../core/errors.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import { connectStore, OwnerGone } from './handed-store.ts'
import { STORE_LIMITS } from './limits.ts'
import { openEmbeddedStore } from './open-embedded-store.ts'

type Deps = { readonly folder: string; readonly clock: Clock; readonly log: Log }

/**
 * The store in a data folder, also while another memdiag has it open: that one is asked then, over its socket.
 * When it ends, this process opens the folder itself and goes on. Throws like openEmbeddedStore.
 */
export async function openSharedStore(deps: Deps): Promise<Store> {
  let current = Promise.resolve(await openOrConnect(deps))
  /** Several calls may find the owner gone: one opens anew, for all. */
  function reopened(lost: Store): Promise<Store> {
    current = current.then(async (store) => (store === lost ? await openOrConnect(deps) : store))
    return current
  }
  return throughout(
    async (action) => {
      for (;;) {
        const store = await current
        try {
          return await action(store)
        } catch (error) {
          if (!(error instanceof OwnerGone)) throw error
          await reopened(store)
        }
      }
    },
    async () => (await current).close(),
  )
}

/** A lock may be held by a process that opens the database just now, or closes it: its socket is waited for. */
async function openOrConnect(deps: Deps): Promise<Store> {
  const deadline = performance.now() + STORE_LIMITS.ownerReadyMs
  for (;;) {
    try {
      return await openEmbeddedStore(deps)
    } catch (error) {
      if (!(error instanceof MemdiagError) || error.code !== 'store-locked') throw error
      const store = await connectStore(deps.folder).catch(() => null)
      if (store !== null) return store
      if (performance.now() > deadline) throw error
      await wait(STORE_LIMITS.ownerLookMs)
    }
  }
}

type Through = <Result>(action: (store: Store) => Promise<Result>) => Promise<Result>

/** A store whose every call goes to the one that is open just now. */
function throughout(through: Through, close: () => Promise<void>): Store {
  return {
    append: (...args) => through((store) => store.append(...args)),
    begin: (...args) => through((store) => store.begin(...args)),
    spentOnModels: (...args) => through((store) => store.spentOnModels(...args)),
    snapshotsTaken: (...args) => through((store) => store.snapshotsTaken(...args)),
    inThread: (...args) => through((store) => store.inThread(...args)),
    stateOf: (...args) => through((store) => store.stateOf(...args)),
    load: (...args) => through((store) => store.load(...args)),
    list: (...args) => through((store) => store.list(...args)),
    resolveId: (...args) => through((store) => store.resolveId(...args)),
    lease: (...args) => through((store) => store.lease(...args)),
    release: (...args) => through((store) => store.release(...args)),
    threadsWithPendingPosts: () => through((store) => store.threadsWithPendingPosts()),
    pendingPosts: (...args) => through((store) => store.pendingPosts(...args)),
    recordPostAttempt: (...args) => through((store) => store.recordPostAttempt(...args)),
    recordPosted: (...args) => through((store) => store.recordPosted(...args)),
    recordPostRefused: (...args) => through((store) => store.recordPostRefused(...args)),
    postRef: (...args) => through((store) => store.postRef(...args)),
    putPiece: (...args) => through((store) => store.putPiece(...args)),
    piece: (...args) => through((store) => store.piece(...args)),
    dropPieces: (...args) => through((store) => store.dropPieces(...args)),
    dropExpiredPieces: (...args) => through((store) => store.dropExpiredPieces(...args)),
    undelivered: (...args) => through((store) => store.undelivered(...args)),
    firstSeen: (...args) => through((store) => store.firstSeen(...args)),
    wake: (...args) => through((store) => store.wake(...args)),
    forgetAdvance: (...args) => through((store) => store.forgetAdvance(...args)),
    endedBefore: (...args) => through((store) => store.endedBefore(...args)),
    compact: (...args) => through((store) => store.compact(...args)),
    remove: (...args) => through((store) => store.remove(...args)),
    work: (...args) => through((store) => store.work(...args)),
    close,
  }
}
