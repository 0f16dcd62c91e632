import type { Store } from '../core/store-port.ts'
import { appendEvents, beginLog } from './append-events.ts'
import { firstSeen } from './first-seen.ts'
import { inThread } from './in-thread.ts'
import type { Jobs } from './jobs.ts'
import { releaseLease, takeLease } from './lease.ts'
import { listInvestigations } from './list-investigations.ts'
import { loadEvents } from './load-events.ts'
import {
  pendingPosts,
  postRef,
  recordPostAttempt,
  recordPosted,
  recordPostRefused,
  threadsWithPendingPosts,
  undelivered,
} from './outbox.ts'
import { dropExpiredPieces, dropPieces, piece, putPiece } from './pieces.ts'
import { compactLog, endedBefore, removeInvestigation } from './retention.ts'
import { resolveId } from './resolve-id.ts'
import type { Sql } from './sql.ts'
import { snapshotsTaken } from './snapshots-taken.ts'
import { spentOnModels } from './spent-on-models.ts'
import { stateOf } from './state-of.ts'

/** The store over a database whose tables and queues are there. `close` ends the connection. */
export function createStore(deps: {
  readonly sql: Sql
  readonly jobs: Jobs
  readonly close: () => Promise<void>
}): Store {
  const { sql, jobs } = deps
  let closing: Promise<void> | undefined
  return {
    append: async (id, version, events, { posts = [], advanceInSeconds } = {}) =>
      await appendEvents(deps, { id, version, events, posts, advanceInSeconds }),
    begin: async (id, events, { posts = [], advanceInSeconds, beside = [] }) =>
      await beginLog(deps, { id, version: 0, events, posts, advanceInSeconds }, beside),
    stateOf: async (id) => await stateOf(sql, id),
    load: async (id) => await loadEvents(sql, id),
    list: async (limit) => await listInvestigations(sql, limit),
    resolveId: async (prefix) => await resolveId(sql, prefix),
    lease: async (name, owner, seconds) => await takeLease(sql, { name, owner, seconds }),
    release: async (name, owner) => await releaseLease(sql, name, owner),
    threadsWithPendingPosts: async () => await threadsWithPendingPosts(sql),
    pendingPosts: async (id) => await pendingPosts(sql, id),
    recordPostAttempt: async (id, key) => await recordPostAttempt(sql, id, key),
    recordPosted: async (id, key, sent) => await recordPosted(sql, { id, key, ...sent }),
    recordPostRefused: async (id, key, sent) => await recordPostRefused(sql, { id, key, ...sent }),
    undelivered: async (id) => await undelivered(sql, id),
    firstSeen: async (key) => await firstSeen(sql, key),
    work: async (handlers, signal) => await jobs.work(handlers, signal),
    postRef: async (id, key) => await postRef(sql, id, key),
    spentOnModels: async (since) => await spentOnModels(sql, since),
    snapshotsTaken: async (service, limit) => await snapshotsTaken(sql, service, limit),
    inThread: async (channel, threadTs) => await inThread(sql, channel, threadTs),
    wake: async (id, inSeconds) => await jobs.ringIn(sql, id, inSeconds),
    forgetAdvance: async (id) => await jobs.forgetLater(id),
    putPiece: async (key, kept) => await putPiece(sql, key, kept),
    piece: async (key, now) => await piece(sql, key, now),
    dropPieces: async (id, name) => await dropPieces(sql, id, name),
    dropExpiredPieces: async (now) => await dropExpiredPieces(sql, now),
    endedBefore: async (moment, options) => await endedBefore(sql, moment, options),
    compact: async (id, version, compacted) => await compactLog(sql, { id, version, ...compacted }),
    remove: async (id, version) => await removeInvestigation(sql, id, version),
    // Twice is once: a signal may come while the end closes the store already.
    close: async () => {
      closing ??= deps.close()
      await closing
    },
  }
}
