import { z } from 'zod'
import { Account } from './account.ts'
import { nodeReport } from './build-node-report.ts'
import { Evidence } from './evidence.ts'
import { Finding } from './finding.ts'
import { Instant, StepName } from './names.ts'
import { Language } from './narration.ts'
import { sumAccounts } from './node-account.ts'
import { NodeReport } from './node-report.ts'
import { Note } from './note.ts'
import { settle } from './settle.ts'
import type { State } from './state.ts'
import { Verdict } from './verdict.ts'
import { Verification } from './verification.ts'

/** The JSON of an investigation: what run, show and export print, and others build on. */
export const InvestigationDocument = z.object({
  version: z.literal(1),
  id: z.string(),
  service: z.string(),
  runbook: z.string(),
  state: z.enum(['running', 'waiting', 'done', 'failed', 'cancelled']),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  startedBy: z.string(),
  nodes: z.array(NodeReport),
  steps: z.array(
    z.object({
      name: StepName,
      state: z.enum(['waiting', 'running', 'done', 'skipped', 'failed']),
      reason: z.string().optional(),
      startedAt: Instant.nullable(),
      endedAt: Instant.nullable(),
      findings: z.array(z.string()),
    }),
  ),
  evidence: z.array(Evidence),
  findings: z.array(Finding),
  account: Account,
  verdict: Verdict.nullable(),
  verification: Verification.optional(),
  notes: z.array(Note).optional(),
  /** Only in an export. */
  postmortem: z
    .object({
      title: z.string(),
      language: Language,
      zone: z.string(),
      exportedAt: Instant,
      /** The investigation was not at its end. */
      notice: z.string().nullable(),
      sections: z.array(z.object({ id: z.string(), title: z.string(), markdown: z.string() })),
    })
    .optional(),
  /** When the raw outputs were dropped by the retention; absent: they are there. */
  compactedAt: Instant.optional(),
})
export type InvestigationDocument = z.infer<typeof InvestigationDocument>

/** The document for a state. Of an investigation that still runs it shows what is known so far. */
export function toDocument(state: State): InvestigationDocument {
  const nodes =
    state.nodes.length > 0
      ? [...state.nodes]
      : state.service.targets.map((target) => nodeReport(state, target.name))
  return {
    version: 1,
    id: state.id,
    service: state.service.name,
    runbook: state.runbook.name,
    state: state.state,
    startedAt: state.startedAt,
    endedAt: state.endedAt,
    startedBy: state.startedBy,
    nodes,
    steps: state.steps.map((step) => ({
      ...step,
      state: step.state === 'pending' ? 'waiting' : step.state,
      findings: [...step.findings],
    })),
    evidence: [...state.evidence],
    findings: [...state.findings],
    account:
      state.account ??
      sumAccounts(nodes.filter((node) => node.reachable).map((node) => node.account)),
    verdict: state.verdict ?? soFar(state),
    ...(state.verification === null ? {} : { verification: state.verification }),
    ...(state.notes.length === 0 ? {} : { notes: [...state.notes] }),
    ...(state.compactedAt === null ? {} : { compactedAt: state.compactedAt }),
  }
}

/** While it waits, the verdict as it would be made now; `state` says that it is not the last word. */
function soFar(state: State): Verdict | null {
  return state.state === 'waiting' ? settle(state).verdict : null
}
