/** Output kept with a piece of evidence: enough to check a parser by, little enough to store a thousand times. */
export const KEPT_OUTPUT_CHARACTERS = 65_536

/** A handshake or an inspector answers within a round trip or two; a node that does not is told so. */
export const FOLLOW_UP_DEADLINE_MS = 5_000

/** How long one process may work on an investigation without a sign of life before another takes over. */
export const LEASE_SECONDS = 15

/**
 * How long after a press it is looked whether its process lives: longer than the lease of one that died, and soon
 * enough for whoever waits for it. Exports take some seconds.
 */
export const PRESS_LOOK_SECONDS = 2 * LEASE_SECONDS

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
/** A look at one process is one small script: 0.1 s was measured, a slow node takes a second. */
export const LOOK_DEADLINE_MS = 10_000

/** Somebody else is at a process of the node: how often is looked whether that has ended. */
export const RISK_LOOK_AGAIN_MS = 1_000

/**
 * An inspector that could not be verified as closed is looked at again after these pauses. What a broken connection
 * leaves is seen by the node within seconds; after that only the timer inside the process is left.
 */
export const CLOSE_RETRIES_MS = [200, 1_000, 3_000, 8_000] as const

/** Earlier snapshots on a service that foretell the next: the newest tell most. */
export const EARLIER_SNAPSHOTS = 20

/** Removing the file of a snapshot may wait some seconds for it to appear, and needs a connection before. */
export const REMOVE_DEADLINE_MS = 40_000

/** A transfer is abandoned when the headroom falls below this share of what it was: the kernel kills at none. */
export const ABANDON_BELOW_RATIO = 0.1

/** Figures after a forced collection: 200 ms were measured on 10 MB of heap, so some seconds on gigabytes. */
export const FIGURES_DEADLINE_MS = 30_000

/** Opening took 0.2 s and reading 50 ms where it was measured; a busy event loop makes a person wait longer. */
export const OPEN_MARGIN_MS = 60_000

/** A heap of 1 GB stood still for two minutes; node-agent kills a silent worker after five anyway. */
export const SNAPSHOT_DEADLINE_MS = 600_000

/** The longest span a runbook may set between two snapshots is a week, and memdiag may be off for a day. */
export const DIGEST_KEPT_MS = 8 * 24 * 3_600_000

/** Characters of why a report did not go: a sentence. */
export const EXPORT_REASON_CHARACTERS = 300
