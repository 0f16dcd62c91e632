import { z } from 'zod'

/**
 * The words memdiag uses everywhere, one word per idea:
 *
 * - investigation: one run of a runbook against a service; an append-only log of events.
 * - service: what the user names. node: one place where it runs (a host or a container).
 * - process: one pid on a node. target: a node plus how to get in.
 * - runbook: the file that names the steps, their order, limits and thresholds.
 * - step: one state of the investigation. probe: the read-only script a step runs on a node.
 * - evidence: what a node answered. finding: what a judge reads in it, for or against a cause.
 * - cause, verdict: where the memory went, settled by code. account: the same in bytes.
 * - thread: where results are posted (a Slack thread, the terminal).
 */

/** The steps that ask a node something, in the order in which the case was worked. */
export const StepName = z.enum(['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'])
export type StepName = z.infer<typeof StepName>

export const Cause = z.enum([
  'overforked-workers',
  'js-heap-leak',
  'websocket-compression',
  'console-backpressure',
  'external-memory',
  'allocator-fragmentation',
  'page-cache',
  'heap-limit-over-container',
  'real-load',
  'other-process',
  'healthy',
  'inconclusive',
])
export type Cause = z.infer<typeof Cause>

export const ProcessManager = z.enum(['node-agent', 'pm2', 'cluster', 'egg', 'systemd', 'none'])
export type ProcessManager = z.infer<typeof ProcessManager>

/** ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. */
export const Instant = z.iso.datetime()

/** A whole number of bytes, 0 or more. */
export const Bytes = z.int().nonnegative()
