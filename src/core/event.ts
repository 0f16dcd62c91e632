import { z } from 'zod'
import { Account } from './account.ts'
import { LADDER_EVENTS } from './approval.ts'
import { Evidence } from './evidence.ts'
import { Exported } from './export.ts'
import { Finding } from './finding.ts'
import { Rung } from './heap-values.ts'
import { Instant, StepName } from './names.ts'
import { Answer, Language, Narration } from './narration.ts'
import { NodeReport } from './node-report.ts'
import { Note } from './note.ts'
import { Press } from './press.ts'
import { Runbook } from './runbook.ts'
import { Service } from './service.ts'
import { Verdict } from './verdict.ts'
import { Expectation, Verification } from './verification.ts'

/** Where the results are posted besides the terminal. */
export const SlackThread = z.object({
  channel: z.string(),
  /** The message to answer under; absent: memdiag posts a root message of its own. */
  threadTs: z.string().optional(),
})
export type SlackThread = z.infer<typeof SlackThread>

export const SkipReason = z.enum(['not-asked-for', 'websocket-off', 'no-node-reachable'])
export type SkipReason = z.infer<typeof SkipReason>

/**
 * One entry of the log of an investigation. Version 1 of each; a change of shape gets a new version
 * and fold goes on reading the old one.
 */
export const Event = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    version: z.literal(1),
    at: Instant,
    id: z.string(),
    service: Service,
    /** The runbook as it was: a verdict replays with the numbers it was made with. */
    runbook: Runbook,
    /** The steps asked for; absent: all of the runbook's. */
    only: z.array(StepName).optional(),
    startedBy: z.string(),
    slack: SlackThread.optional(),
    /** A model words the summary, in this language; absent: the built-in wording serves. */
    narrate: z.object({ language: Language }).optional(),
    /** The language of its thread; absent: English. */
    language: Language.optional(),
    /** It measures again after a fix and holds an earlier prediction against what it finds. */
    verifies: Expectation.optional(),
    /** Memory is watched until the looks at it span so long; absent: as the runbook says. */
    watchSeconds: z.number().nonnegative().max(3600).optional(),
    /** Approved with --approve in the terminal before anything was asked for. */
    approve: Rung.optional(),
    /** --force in the terminal: the guard's refusals are overruled. */
    force: z.boolean().optional(),
    /** Nobody is there to be asked. */
    unattended: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('step-started'), version: z.literal(1), at: Instant, step: StepName }),
  z.object({
    kind: z.literal('step-skipped'),
    version: z.literal(1),
    at: Instant,
    step: StepName,
    reason: SkipReason,
  }),
  z.object({
    kind: z.literal('evidence'),
    version: z.literal(1),
    at: Instant,
    evidence: Evidence,
  }),
  /** The node did not answer this step at all; it is asked again in the next step unless `final`. */
  z.object({
    kind: z.literal('node-failed'),
    version: z.literal(1),
    at: Instant,
    step: StepName,
    node: z.string(),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    /** Trying again would do no good, or harm: a wrong key, an unknown host key, a node that is down. */
    final: z.boolean(),
  }),
  z.object({
    kind: z.literal('step-done'),
    version: z.literal(1),
    at: Instant,
    step: StepName,
    state: z.enum(['done', 'failed']),
    reason: z.string().optional(),
    findings: z.array(Finding),
  }),
  z.object({
    kind: z.literal('verdict'),
    version: z.literal(1),
    at: Instant,
    verdict: Verdict,
    account: Account,
    nodes: z.array(NodeReport),
    /** Of an investigation that verifies an earlier one. */
    verification: Verification.optional(),
  }),
  /** Findings that rest on more than one step, such as the trend: made once, before the verdict. */
  z.object({
    kind: z.literal('judged'),
    version: z.literal(1),
    at: Instant,
    findings: z.array(Finding),
  }),
  z.object({
    kind: z.literal('ended'),
    version: z.literal(1),
    at: Instant,
    state: z.enum(['done', 'failed', 'cancelled']),
    reason: z.string().optional(),
  }),
  /** Long after its end: raw outputs were taken out of the log, which says so. */
  z.object({
    kind: z.literal('compacted'),
    version: z.literal(1),
    at: Instant,
    droppedBytes: z.int().nonnegative(),
  }),
  /** A person's message for the postmortem; it may come after the end. The same id again replaces it. */
  z.object({ kind: z.literal('note'), version: z.literal(1), at: Instant, note: Note }),
  z.object({
    kind: z.literal('narrated'),
    version: z.literal(1),
    at: Instant,
    narration: Narration,
  }),
  /** A question in the thread and its answer; it may come after the end. */
  z.object({ kind: z.literal('answered'), version: z.literal(1), at: Instant, answer: Answer }),
  /** A person used a button. From here on it is used up, until its end says that it came to nothing. */
  z.object({
    kind: z.literal('button-pressed'),
    version: z.literal(1),
    at: Instant,
    ...Press.pick({ action: true, subject: true, by: true, text: true, opens: true }).shape,
  }),
  z.object({
    kind: z.literal('button-done'),
    version: z.literal(1),
    at: Instant,
    ...Press.pick({ action: true, subject: true, open: true }).shape,
    outcome: z.string(),
  }),
  /** A try to send the report somewhere after the end. */
  z.object({ kind: z.literal('exported'), version: z.literal(1), at: Instant, ...Exported.shape }),
  ...LADDER_EVENTS,
])
export type Event = z.infer<typeof Event>
export type EventOf<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>
