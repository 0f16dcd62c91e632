import { MemdiagError, messageOf } from '../core/errors.ts'
import type { Archive, Store } from '../core/store-port.ts'
import type { Clock, Log } from '../core/ports.ts'
import { compactLog, daysBefore, type Retention } from '../core/retention.ts'
import { fold } from '../core/state.ts'
import { toDocument } from '../core/document.ts'
import { withLease } from './lease.ts'
import { RETENTION_BATCH } from './limits.ts'
import { say } from '../core/say.ts'

export type RetainDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly owner: string
  /** Where investigations go before they are deleted. */
  readonly archive: Archive
}

export type Retained = {
  readonly compacted: readonly string[]
  readonly deleted: readonly string[]
}

/**
 * Compacts and deletes what is old enough, some at a time. One that is being worked on, or that cannot be exported,
 * is left as it is and tried again next time.
 */
export async function retain(
  deps: RetainDeps,
  retention: Retention,
  signal: AbortSignal,
): Promise<Retained> {
  const now = deps.clock.now()
  const { compactAfterDays, deleteAfterDays } = retention
  const deleted =
    deleteAfterDays === null
      ? []
      : await each(deps, await oldIn(deps, daysBefore(now, deleteAfterDays), 'any'), signal, remove)
  const old = await oldIn(deps, daysBefore(now, compactAfterDays), 'uncompacted')
  const compacted = await each(deps, old, signal, compact)
  if (compacted.length + deleted.length > 0) {
    deps.log.info({ compacted: compacted.length, deleted: deleted.length }, 'old investigations')
  }
  return { compacted, deleted }
}

function oldIn(
  { store }: RetainDeps,
  before: string,
  which: 'any' | 'uncompacted',
): Promise<readonly string[]> {
  return store.endedBefore(before, { which, limit: RETENTION_BATCH })
}

async function each(
  deps: RetainDeps,
  ids: readonly string[],
  signal: AbortSignal,
  act: (deps: RetainDeps, id: string) => Promise<void>,
): Promise<string[]> {
  const done: string[] = []
  for (const id of ids) {
    if (signal.aborted) break
    const lease = {
      store: deps.store,
      name: `investigation:${id}`,
      owner: deps.owner,
      log: deps.log,
    }
    try {
      const acted = await withLease(lease, signal, async () => {
        await act(deps, id)
        return true
      })
      if (acted !== null) done.push(id)
    } catch (error) {
      deps.log.warn(
        { investigation: id, error: messageOf(error) },
        'old investigation left as it is',
      )
    }
  }
  return done
}

async function compact({ store, clock }: RetainDeps, id: string): Promise<void> {
  const log = await store.load(id)
  const { events, droppedBytes } = compactLog(log)
  const changed = events.flatMap((event, index) =>
    event === log[index] ? [] : [{ seq: index + 1, event }],
  )
  const last = { kind: 'compacted', version: 1, at: clock.now(), droppedBytes } as const
  await store.compact(id, log.length, { changed, last })
}

async function remove({ store, archive }: RetainDeps, id: string): Promise<void> {
  const state = fold(await store.load(id))
  if (state.endedAt === null) {
    throw new MemdiagError('conflict', say`Investigation ${id} goes on again.`.text)
  }
  await archive.keep(id, toDocument(state))
  await store.remove(id, state.version)
}
