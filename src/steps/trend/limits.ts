/** Processes kept of a look at the memory, the largest: a leak in one of the others cannot be what fills the node. */
export const TREND_PROCESSES = 64

/** Looks that a watch takes at most: a slope is no better for more, and each costs about 6 kB with 64 processes. */
export const MAX_SAMPLES = 60

/** Shortest time between two looks of a watch, in seconds. */
export const SAMPLE_SECONDS = 1

/** What of a metrics page is read: one of prom-client with 2,000 series is about 200 kB. */
export const METRICS_BYTES = 4_194_304

/** A metrics page on the node's own loopback answers in milliseconds; a service that is stuck must not hold the probe up. */
export const METRICS_SECONDS = 2

/** What a watch may take beyond its span: a look at 400 processes was measured at 0.1 to 0.3 s. */
export const WATCH_GRACE_SECONDS = 20
