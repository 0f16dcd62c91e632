import type { InvestigationDocument } from './document.ts'
import type { Event } from './event.ts'
import type { EarlierSnapshot } from './heap-cost.ts'
import type { Post } from './post.ts'

/** A line of `list`. */
export type InvestigationSummary = {
  readonly id: string
  readonly service: string
  readonly state: 'running' | 'waiting' | 'done' | 'failed' | 'cancelled'
  readonly startedAt: string
  readonly endedAt: string | null
  readonly cause: string | null
  readonly confidence: string | null
}

/** A post in the outbox: what the thread should show under this key, and what it shows already. */
export type OutboxPost = {
  readonly seq: number
  readonly key: string
  readonly post: Post
  /** Grows with each change of the post. */
  readonly revision: number
  /** What the thread calls the message (a Slack ts); null until it was sent. */
  readonly ref: string | null
  /** A send was begun before and its end is not known: look for the key in the thread first. */
  readonly attempted: boolean
  /** Milliseconds since the thread showed it in some revision, by the database's clock; null until then. */
  readonly deliveredMsAgo: number | null
}

/** What a thread should show and does not. */
export type Undelivered = {
  /** Posts that wait for Slack. */
  readonly pending: number
  /** Posts that Slack refused for good, with its reason. */
  readonly refused: readonly { readonly key: string; readonly reason: string }[]
}

/** The event log, the outbox and the leases. */
export type Store = {
  /**
   * Appends events to a log at a known version (0 for a new one), with the posts that follow and the jobs
   * that wake the engine and the outbox, in one transaction. Throws `conflict` when the log moved on.
   */
  append(
    id: string,
    version: number,
    events: readonly Event[],
    also?: { readonly posts?: readonly Post[]; readonly advanceInSeconds?: number },
  ): Promise<void>
  /**
   * Appends the first events of a log, unless other investigations of the same service are under way: their ids
   * are returned then, and nothing is stored. Those `beside` are no obstacle.
   */
  begin(
    id: string,
    events: readonly Event[],
    also: {
      readonly posts?: readonly Post[]
      readonly advanceInSeconds?: number
      readonly beside?: readonly string[]
    },
  ): Promise<readonly string[]>
  /** How an investigation stands, from its summary: no log is read. Throws `investigation-unknown`. */
  stateOf(id: string): Promise<InvestigationSummary['state']>
  /** The whole log, parsed. Throws `investigation-unknown`. */
  load(id: string): Promise<Event[]>
  /** Newest first. */
  list(limit: number): Promise<InvestigationSummary[]>
  /** The id for a prefix, or the newest without one. Throws `investigation-unknown` or `investigation-ambiguous`. */
  resolveId(prefix?: string): Promise<string>
  /** Takes or renews the right to work on something for a while; false when somebody else has it. */
  lease(name: string, owner: string, seconds: number): Promise<boolean>
  release(name: string, owner: string): Promise<void>
  /** Investigations with posts to send. */
  threadsWithPendingPosts(): Promise<string[]>
  /** Posts of a thread whose newest revision was not delivered, in order. */
  pendingPosts(id: string): Promise<OutboxPost[]>
  recordPostAttempt(id: string, key: string): Promise<void>
  recordPosted(id: string, key: string, sent: { ref: string; revision: number }): Promise<void>
  /** What of a thread is not where it should be. */
  undelivered(id: string): Promise<Undelivered>
  /** True the first time a key is seen on this store within a day, whichever process asks. */
  firstSeen(key: string): Promise<boolean>
  /** Slack refuses it for good: recorded and passed over. */
  recordPostRefused(
    id: string,
    key: string,
    sent: { revision: number; reason: string },
  ): Promise<void>
  /**
   * Works jobs until the signal: `advance` wakes an investigation, `deliver` wakes the outbox of one.
   * Resolves when the running handlers have ended after the abort.
   */
  work(handlers: JobHandlers, signal: AbortSignal): Promise<void>
  /** The ref under which a post was sent; null when it was not. */
  postRef(id: string, key: string): Promise<string | null>
  /** Sends a job that advances an investigation after so many seconds. */
  wake(id: string, inSeconds: number): Promise<void>
  /** Keeps one piece of a file beside an investigation until a time. */
  putPiece(
    key: PieceKey,
    kept: { readonly body: Uint8Array; readonly expiresAt: string },
  ): Promise<void>
  /** Null where there is no such piece, or not any more. */
  piece(key: PieceKey, now: string): Promise<Uint8Array | null>
  /** Removes all pieces of a file. */
  dropPieces(investigation: string, name: string): Promise<void>
  dropExpiredPieces(now: string): Promise<void>
  /** Tokens and dollars that calls to models took since a time, over all investigations. */
  spentOnModels(since: string): Promise<{ readonly tokens: number; readonly usd: number }>
  /**
   * Investigations whose posts stand in a thread, the newest first: `threadTs` is the message that was asked in, or
   * their own root message.
   */
  inThread(channel: string, threadTs: string): Promise<string[]>
  /** What snapshots of processes of a service took, over all its investigations, the newest first. */
  snapshotsTaken(service: string, limit: number): Promise<EarlierSnapshot[]>
  /** Takes back the job that would advance an investigation later. */
  forgetAdvance(id: string): Promise<void>
  /** Ids of investigations that ended before a moment, the oldest end first. */
  endedBefore(
    moment: string,
    options: { readonly which: 'any' | 'uncompacted'; readonly limit: number },
  ): Promise<readonly string[]>
  /**
   * Rewrites events of an ended log (`seq` counts from 1) and appends the one that says so, in one transaction.
   * Throws `conflict` when the log moved on.
   */
  compact(
    id: string,
    version: number,
    compacted: {
      readonly changed: readonly { readonly seq: number; readonly event: Event }[]
      readonly last: Event
    },
  ): Promise<void>
  /** Forgets an investigation, its posts and its jobs. Throws `conflict` when its log moved on. */
  remove(id: string, version: number): Promise<void>
  close(): Promise<void>
}

/** A piece of a file that is kept beside an investigation. */
export type PieceKey = {
  readonly investigation: string
  readonly name: string
  readonly seq: number
}

/** Where an investigation is kept before it is deleted from the store. */
export type Archive = {
  /** Resolves once the document is safe; throws when it is not. Twice is once. */
  keep(id: string, document: InvestigationDocument): Promise<void>
}

export type JobHandlers = {
  advance(id: string, signal: AbortSignal): Promise<void>
  deliver(id: string, signal: AbortSignal): Promise<void>
}
