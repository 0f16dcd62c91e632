/** Processes whose sockets are looked at: any one of the workers may have its inspector open. */
export const SCANNED_PROCESSES = 400
/**
 * Shares of rss. Measured on cases whose cause was known: heap leak 0.4 to 0.57 and rising, console backlog 0.8,
 * idle 0.08, compression 0.07 with 4 to 5 MB of heap, buffers 0.9 external. A heap below the lower share cannot hold
 * the memory; one above the upper does.
 */
export const SMALL_HEAP_RATIO = 0.3
export const LARGE_HEAP_RATIO = 0.5
export const LARGE_EXTERNAL_RATIO = 0.4
export const SMALL_EXTERNAL_RATIO = 0.2
/** What no counter accounts for: from the upper share on it is named, up to the lower one it is ruled out. */
export const LARGE_REST_RATIO = 0.4
export const SMALL_REST_RATIO = 0.15
/**
 * Largest over smallest rss up to which one worker speaks for all: 48 idle ones were measured at 1.1, and rss
 * has some 40 MB that all share, so that a worker of half as much again holds far more of its own.
 */
export const ALIKE_RSS_FACTOR = 1.5
/** What a process of Node.js needs before the application: measured 41 to 46 MB rss with 4 MB of heap. */
export const RUNTIME_BYTES = 44_000_000
/** Call sites and suspects named in a sentence: the tables have more. */
export const NAMED_SITES = 3
export const NAMED_SUSPECTS = 3
/** A suspect that keeps less of the growth alive is not what grew. */
export const SUSPECT_GROWTH_RATIO = 0.1
