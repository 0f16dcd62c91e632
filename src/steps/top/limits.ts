/** Bytes read of one smaps: about 100 kB for Node.js; only kernels before 4.14 have no smaps_rollup. */
export const SMAPS_BYTES = 4_194_304

/** Workers count as alike up to this ratio of the largest to the mean: 48 idle ones were measured at 1.1. */
export const ALIKE_RATIO = 2

/** Below this a worker that is larger than the others is not worth naming. */
export const OUTLIER_BYTES = 33_554_432

/** Distinct thread names kept of a process: the runtime has five, a pool one or one a thread. */
export const THREAD_NAMES = 64

/** Threads beside the runtime's own from which a pool is named. */
export const NAMED_POOL = 4
