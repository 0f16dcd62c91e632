/** Every limit of the store, each with its reason. */
export const STORE_LIMITS = {
  /**
   * Investigations that one process works on at once. A handler mostly waits for hosts; ten keep two cores
   * busy with parsing and leave the event loop free for Slack's 3 s.
   */
  advanceConcurrency: 10,
  /** Threads that one process delivers to at once. Slack takes about one message a second and channel. */
  deliverConcurrency: 4,
  /**
   * Seconds between two looks for jobs that no notification announced: those that start later or are tried
   * again. pg-boss would wait 30 s where notifications are on.
   */
  pollSeconds: 1,
  /** Seconds without a sign of life after which a job is somebody else's. pg-boss allows 10 or more. */
  heartbeatSeconds: 15,
  /** Seconds between two signs of life: two may get lost before the job is given away. */
  heartbeatRefreshSeconds: 5,
  /** Seconds between two searches for jobs whose worker died. */
  superviseSeconds: 5,
  /** Seconds a handler may run. A dead worker shows by its heartbeat; this only ends one that hangs. */
  handlerSeconds: 60 * 60,
  /** A handler that fails is tried again after 1, 2, 4 ... 60 s, which is about a day in all. */
  retryLimit: 1440,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 60,
  /** A doorbell is kept for a year: memdiag may have been off that long. */
  doorbellKeptSeconds: 365 * 24 * 60 * 60,
  /** A finished job says nothing that the log does not: an hour is enough to look at what went wrong. */
  finishedJobKeptSeconds: 60 * 60,
  /** Connections to Postgres: one a running handler would be wasteful, statements take milliseconds. */
  connections: 5,
  /** Connections of the queue's own: fetches, heartbeats, and one more that listens. */
  queueConnections: 3,
  /** A database that does not take a connection within this is not there. */
  connectMs: 10_000,
  /** json, generated columns and the queue need it. */
  oldestPostgres: 14,
  /** The Postgres that PGlite is: another one cannot read the data folder. */
  embeddedPostgres: '18',
  /** PGlite's memory falls from 310 to 166 MB with it, and the log is small. */
  embeddedSharedBuffers: '8MB',
  /** Bytes of a kept snapshot in one row: large enough that rows are few, small enough for any memory. */
  pieceBytes: 1024 * 1024,
  /** Names shown when a short id means several investigations. */
  ambiguousShown: 5,
  /** The owner of a data folder touches its lock this often, for owners that cannot see its process. */
  lockTouchMs: 5_000,
  /** A lock from another container or host that was not touched for this long has no owner. */
  lockStaleMs: 30_000,
  /** Taking over a lock is two system calls: one that takes longer was killed between them. */
  lockTakeoverMs: 10_000,
  /** Slack repeats a delivery within the hour; a day is certain. */
  seenKeptSeconds: 24 * 60 * 60,
  /** Keys forgotten with each new one: more than come, so that the table stays a day long. */
  seenForgotten: 10,
  /** Rows read at once when a store is moved: an event holds up to 100 KB. */
  movedAtOnce: 100,
  /** One call over the local socket. The largest is a log of 48 nodes' answers, about 20 MB. */
  frameBytes: 256 * 1024 * 1024,
  /** An owner opens its database within this (measured: 0.5 s warm, 2-8 s for the first initdb). */
  ownerReadyMs: 10_000,
  ownerLookMs: 50,
} as const
