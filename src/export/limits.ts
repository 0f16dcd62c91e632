/** A receiver stores a file of some hundred kilobytes; one that takes longer is taken for dead. */
export const WEBHOOK_TIMEOUT_MS = 10_000

/** A second try outlives a restart of the receiver behind a load balancer; more is for whoever asked to decide. */
export const WEBHOOK_ATTEMPTS = 2
