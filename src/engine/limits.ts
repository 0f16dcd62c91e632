/** Output kept with a piece of evidence: enough to check a parser by, little enough to store a thousand times. */
export const KEPT_OUTPUT_CHARACTERS = 65_536

/** A handshake or an inspector answers within a round trip or two; a node that does not is told so. */
export const FOLLOW_UP_DEADLINE_MS = 5_000

/** How long one process may work on an investigation without a sign of life before another takes over. */
export const LEASE_SECONDS = 15

/** Three chances to renew before a lease runs out. */
export const LEASE_RENEWAL_MS = (LEASE_SECONDS * 1000) / 3

/**
 * An investigation that the terminal works is taken over by a `memdiag start` on the same store after this
 * time, should the terminal's process die without a word.
 */
export const TAKEOVER_SECONDS = 60

/** Old investigations compacted or deleted in one go: an hour later the next ones follow. */
export const RETENTION_BATCH = 200

/** Old investigations are looked for once in this time, on all replicas together. */
export const RETENTION_INTERVAL_SECONDS = 60 * 60

/** How often a replica tries to be the one that looks. */
export const RETENTION_LOOK_MS = 5 * 60 * 1000

/** Slack allows about one message a second in a channel; an updated root message counts like one. */
export const UPDATE_INTERVAL_MS = 1_000

/** A post that Slack could not take just now is tried again after this time, doubled each time, up to the last. */
export const POST_RETRY_MS = [500, 1_000, 2_000, 4_000] as const

/** How often a process that works an investigation looks whether somebody cancelled it: one row is read. */
export const WATCH_MS = 1_000

/**
 * Investigations at work at once on one store, whoever works them. Each holds a connection a node and parses what
 * comes back: ten keep two cores busy, and a storm of requests must not become a storm on the hosts.
 */
export const MOST_RUNNING = 10

/** Newest investigations among which `cancel` without an id looks for the one under way. */
export const OPEN_LOOKED_AT = 200

/** An append that meets another one decides anew; after so many it is not chance any more. */
export const APPEND_TRIES = 5
