/** Every limit and time-out of the demo, with its reason. */

/** The worker count of the case memdiag comes from; written into the service's config file. */
export const WORKERS = 48

/**
 * Limit the demo's services.yml gives the service. 48 workers were measured to use 88 % of it,
 * two of them under 10 %.
 */
export const MEMORY_LIMIT = '1GiB'

/** 48 workers were up in 4 to 6 s on two idle cores; a machine that is busy may take far longer. */
export const READY_MS = 60_000

/** The service's master ends its workers within 2 s and kills the rest; after this its pids are killed. */
export const STOP_MS = 5_000

/** A killed process is gone in milliseconds, unless the machine swaps. */
export const KILLED_MS = 5_000

/** How often pids are looked at while waiting for them to go. */
export const POLL_MS = 25

/** What is shown of the service's stderr when it does not come up. */
export const STDERR_TAIL_CHARACTERS = 2_000

/** sshd's MaxSessions: what a client has to live with on real hosts as well. */
export const SSH_CHANNELS = 10

/** memdiag holds one connection a node; more are only a client's mistake. */
export const SSH_CONNECTIONS = 8

/** Time to authenticate, as sshd's LoginGraceTime, but for a client on the same machine. */
export const SSH_LOGIN_MS = 10_000

/** sshd's MaxAuthTries. */
export const SSH_LOGIN_TRIES = 6

/** One in about 400 ed25519 pairs that ssh2 1.17 makes cannot be read back; so many in a row cannot happen. */
export const KEY_TRIES = 10

/** Products of the catalogue: a few hundred kilobytes in each worker; 48 bare socket.io 4.8 workers fill the limit to 85 % already. */
export const PRODUCTS = 400
