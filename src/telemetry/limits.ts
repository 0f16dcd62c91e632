/** A probe of readiness must answer before the usual probe period of 10 s; a store that needs longer is not ready. */
export const READY_DEADLINE_MS = 2_000

/** A scrape is answered within this time, with what could be counted by then. */
export const SCRAPE_DEADLINE_MS = 5_000

/** Spans that wait for the collector: an hour of a busy replica is far below it, and more are dropped, not kept. */
export const WAITING_SPANS = 2_048

/** Spans are handed to the collector at the end of the process for at most this long. */
export const FLUSH_DEADLINE_MS = 3_000

/** Probes are bounded by the runbook at 600 s; most answer within two seconds, of which one is the CPU sample. */
export const PROBE_BUCKETS_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 600]

/** Slack answers within a second; a 429 or an outage makes a post wait longer. */
export const POST_BUCKETS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60]
