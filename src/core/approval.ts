import { z } from 'zod'
import { Finding } from './finding.ts'
import { ProcessRef, Rung } from './heap-values.ts'
import { Bytes, Instant } from './names.ts'
import { WrittenTo } from './snapshot-file.ts'

/** From a favourable to an unfavourable case. */
const Range = z.object({ least: z.number().nonnegative(), most: z.number().nonnegative() })

/** What a person is told before a process is touched. */
export const ActionCard = z.object({
  /** One sentence: what is done to which process. */
  text: z.string(),
  /** How in: `SIGUSR1, then the inspector on 127.0.0.1:9229`. */
  method: z.string(),
  /** For how long the process answers nobody; null where nothing stops it. */
  pauseMs: Range.nullable(),
  /** Memory it takes for a while beyond what it has. */
  extraBytes: Range.nullable(),
  /** What pause and memory are predicted by; absent on cards from before it was told. */
  basis: z.string().optional(),
  /** What is left below the tightest limit, and whose limit that is. */
  headroomBytes: Bytes.nullable(),
  headroomOf: z.string(),
  /** Workers that share the traffic, this one with them. */
  sharing: z.int().min(1),
  /** What a process manager does to a worker that is silent for long; null where it does nothing. */
  heartbeat: z.string().nullable(),
  /** How long the whole takes, and for how long the inspector stands open at most. */
  spanSeconds: z.number().nonnegative(),
  openSeconds: z.number().nonnegative().nullable(),
  /** What is kept of it afterwards, and until when. */
  kept: z.string().nullable(),
  /** What else to know: what cannot be undone, what is not known. */
  warnings: z.array(z.string()),
  /** The guard would have refused; `--force` in the terminal overruled it. Its reason. */
  overruled: z.string().optional(),
})
export type ActionCard = z.infer<typeof ActionCard>

const base = { version: z.literal(1), at: Instant } as const

/** A process on a node: the target that an approval is bound to. */
const target = { node: z.string(), process: ProcessRef } as const

/** What people and the ladder do to one process, as events. */
export const LADDER_EVENTS = [
  z.object({
    kind: z.literal('approval-asked'),
    ...base,
    ...target,
    /** Unique in the investigation: `snapshot-1`. */
    approval: z.string(),
    rung: Rung,
    /** After this it is neither given nor used any more. */
    expiresAt: Instant,
    card: ActionCard,
  }),
  z.object({
    kind: z.literal('approval-decided'),
    ...base,
    approval: z.string(),
    decision: z.enum(['approved', 'denied', 'expired']),
    /** `slack:U0123`, `terminal:alice`; null when nobody decided in time. */
    by: z.string().nullable(),
    /** It was given with --approve before it was asked for. */
    ahead: z.boolean().optional(),
    reason: z.string().optional(),
  }),
  /** The guard or the node stood against it: nothing was done to the process. */
  z.object({
    kind: z.literal('action-refused'),
    ...base,
    node: z.string(),
    pid: z.int().positive(),
    rung: Rung,
    text: z.string(),
    /** `--force` in the terminal would overrule it. */
    forcible: z.boolean(),
  }),
  /** Written before the first touch: what cannot be repeated is never begun twice. */
  z.object({
    kind: z.literal('action-attempted'),
    ...base,
    ...target,
    /** Unique in the investigation: `snapshot-2`. */
    action: z.string(),
    rung: Rung,
    /** Of what one approval allows: the first snapshot, the second. */
    part: z.int().min(1),
    approval: z.string(),
    /** No inspector of it was open: what is open afterwards is memdiag's to close. */
    wasClosed: z.boolean(),
    /** What the process held before the touch; absent in logs from before it was kept. */
    before: z.object({ rssBytes: Bytes, heapUsedBytes: Bytes.nullable() }).optional(),
    /** A snapshot that something on the node writes to a file: where that will lie. */
    writes: WrittenTo.optional(),
  }),
  z.object({
    kind: z.literal('action-done'),
    ...base,
    action: z.string(),
    /** `interrupted`: ended in order before its time. `unknown`: memdiag died meanwhile; what it left was looked at. */
    outcome: z.enum(['done', 'failed', 'interrupted', 'unknown']),
    text: z.string(),
    /** The process is not there any more, or is another one with its number. */
    processGone: z.boolean().optional(),
    /** How the inspector was left, as looked at afterwards. */
    inspector: z.enum(['closed', 'left-open', 'gone', 'unverified']).nullable(),
    /** All that the snapshot step reads in the evidence by now; empty: as before. */
    findings: z.array(Finding),
    /** Of a snapshot that waits for its comparison. */
    taken: z
      .object({
        at: Instant,
        transferBytes: Bytes,
        tookMs: z.number().nonnegative(),
        peakRssBytes: Bytes.nullable(),
      })
      .optional(),
    /** A whole snapshot was kept, encrypted, until this time. */
    keptUntil: Instant.optional(),
  }),
  z.object({
    kind: z.literal('timer-set'),
    ...base,
    ...target,
    /** Unique in the investigation; named after the action it waits for: `snapshot-2`. */
    timer: z.string(),
    dueAt: Instant,
    /**
     * Fires earlier when the process holds so much more than `fromRssBytes`. That is what it holds with what the first
     * snapshot left behind; it is set anew, lower, as the process gives that back, down to what it held before.
     */
    growth: z
      .object({ fromRssBytes: Bytes, byBytes: Bytes, beforeRssBytes: Bytes.optional() })
      .optional(),
    pollSeconds: z.number().positive(),
  }),
  z.object({
    kind: z.literal('timer-fired'),
    ...base,
    timer: z.string(),
    why: z.enum(['time', 'grown', 'process-gone']),
    rssBytes: Bytes.optional(),
    text: z.string(),
  }),
  /** Somebody came back to it: it goes on, with what they approve ahead; an ended one opens again. */
  z.object({
    kind: z.literal('resumed'),
    ...base,
    by: z.string(),
    /** It had its verdict already, which is made anew. */
    reopens: z.boolean(),
    approve: Rung.optional(),
    force: z.boolean().optional(),
    unattended: z.boolean().optional(),
  }),
] as const
