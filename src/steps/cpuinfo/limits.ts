/** Bytes of node_version.h: 4 kB, its version numbers stand in the first 1 kB. */
export const HEADER_BYTES = 8192

/** Bytes of a Node.js binary searched for its version when no header tells: Node.js 24 has 127 MB. */
export const BINARY_BYTES = 200_000_000

/** Bytes of a package.json or .conf searched for a worker count. */
export const SETTINGS_BYTES = 65_536

/** Processes whose working folder is searched for settings. */
export const SEARCHED_PROCESSES = 4

/** Node.js with os.availableParallelism(), which counts the affinity mask: 18.14 and 19.4. */
export const PARALLELISM_SINCE = [18, 14] as const

/** Node.js whose libuv (1.49) also counts a quota, of cgroup v2 only: on v1 it builds a path that is not there. */
export const QUOTA_SEEN_SINCE = [22, 12] as const
