/** Every limit and time-out of the laboratory, with its reason. */

/** A service is up in 1 to 4 s; pm2 and 16 workers on a busy machine take longer. */
export const READY_MS = 90_000

/** Drivers bring a fault about in 1 to 15 s on an idle machine. */
export const DRIVE_MS = 120_000

/** An investigation takes about 5 s, one with snapshots up to 90 s. */
export const INVESTIGATION_MS = 300_000

/** Processes are killed, so that they are gone in milliseconds unless the kernel still frees their memory. */
export const GONE_MS = 10_000

/** How often something is looked at while waiting for it. */
export const POLL_MS = 50

/** DESIGN.md: usage above this share of the limit is a problem. Stated here again: the truth must not depend on the code under test. */
export const PROBLEM_RATIO = 0.6

/** DESIGN.md: a cause explains a problem when it covers this share of what lies above the threshold. */
export const EXPLAINED_RATIO = 0.8

/** Share of the cases that must be decided. */
export const DECIDED_RATIO = 0.9

/** A case whose premise did not hold is run once more: the machine may have been too busy for its driver. */
export const TRIES = 2

/** What one recorded investigation may hold, without scripts and raw output. */
export const RECORDED_BYTES = 400_000

/** What is kept of memdiag's progress: about a hundred lines. */
export const PROGRESS_CHARACTERS = 10_000
