import type { Account } from './account.ts'
import type { Event, EventOf, SlackThread } from './event.ts'
import type { Evidence } from './evidence.ts'
import { type ExportState, withExport } from './export.ts'
import type { Finding } from './finding.ts'
import { applyLadder, beginLadder, type LadderEvent, type LadderState } from './ladder-state.ts'
import type { StepName } from './names.ts'
import type { Answer, Language, Narration } from './narration.ts'
import type { NodeReport } from './node-report.ts'
import { type Note, withNote } from './note.ts'
import { type Press, withOutcome } from './press.ts'
import type { Runbook, RunbookStep } from './runbook.ts'
import type { Service } from './service.ts'
import type { Verdict } from './verdict.ts'
import type { Expectation, Verification } from './verification.ts'

export type StepState = {
  readonly name: StepName
  readonly state: 'pending' | 'running' | 'done' | 'skipped' | 'failed'
  readonly reason?: string
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly findings: readonly string[]
}

export type NodeFailure = Omit<EventOf<'node-failed'>, 'kind' | 'version'>

/** The investigation as its log tells it. Only fold makes one. */
export type State = {
  readonly id: string
  /** How many events were folded: the version an append must name. */
  readonly version: number
  readonly service: Service
  readonly runbook: Runbook
  readonly only: readonly StepName[] | null
  readonly startedBy: string
  readonly slack: SlackThread | null
  /** `waiting`: nothing is due, but an approval or a timer is awaited. */
  readonly state: 'running' | 'waiting' | 'done' | 'failed' | 'cancelled'
  readonly reason: string | null
  readonly startedAt: string
  readonly endedAt: string | null
  readonly steps: readonly StepState[]
  readonly evidence: readonly Evidence[]
  readonly findings: readonly Finding[]
  readonly failures: readonly NodeFailure[]
  readonly verdict: Verdict | null
  readonly account: Account | null
  /** When the raw outputs were dropped from the log; null: they are there. */
  readonly compactedAt: string | null
  readonly nodes: readonly NodeReport[]
  readonly notes: readonly Note[]
  /** The language in which a model words the summary; null: none does. */
  readonly narrate: Language | null
  readonly narration: Narration | null
  /** The language of its thread. */
  readonly language: Language
  readonly answers: readonly Answer[]
  readonly verifies: Expectation | null
  readonly verification: Verification | null
  /** Seconds that the looks at the memory are to span; null: as the runbook says. */
  readonly watchSeconds: number | null
  /** Findings that rest on more than one step were made. */
  readonly judged: boolean
  /** Their ids: judged anew, they make room for what is found then. */
  readonly judgedFindings: readonly string[]
  readonly presses: readonly Press[]
  /** How its report stands with each place it is sent to; anew after each end. */
  readonly exports: readonly ExportState[]
} & LadderState

/** Folds a whole log. Throws when it does not begin with `opened`: such a log was never written by memdiag. */
export function fold(events: readonly Event[]): State {
  const [first, ...rest] = events
  if (first?.kind !== 'opened') throw new Error('A log must begin with the event `opened`.')
  return rest.reduce(apply, begin(first))
}

/** The state after one more event. */
export function apply(state: State, event: Event): State {
  const next = { ...state, version: state.version + 1 }
  switch (event.kind) {
    case 'opened':
      throw new Error(`The log of ${state.id} opens twice.`)
    case 'step-started':
      return withStep(next, event.step, { state: 'running', startedAt: event.at })
    case 'step-skipped':
      return withStep(next, event.step, {
        state: 'skipped',
        reason: event.reason,
        startedAt: event.at,
        endedAt: event.at,
      })
    case 'evidence':
      return { ...next, evidence: [...next.evidence, event.evidence] }
    case 'node-failed': {
      const { kind: _, version: __, ...failure } = event
      return { ...next, failures: [...next.failures, failure] }
    }
    case 'step-done':
      return withStep({ ...next, findings: [...next.findings, ...event.findings] }, event.step, {
        state: event.state,
        endedAt: event.at,
        findings: event.findings.map((finding) => finding.id),
        ...(event.reason === undefined ? {} : { reason: event.reason }),
      })
    case 'verdict':
      return {
        ...next,
        verdict: event.verdict,
        account: event.account,
        nodes: event.nodes,
        verification: event.verification ?? null,
        // Worded anew: it was about the verdict before.
        narration: null,
      }
    case 'judged':
      return judgedTogether(next, event.findings)
    case 'ended':
      return { ...next, state: event.state, reason: event.reason ?? null, endedAt: event.at }
    case 'compacted':
    case 'note':
    case 'narrated':
    case 'answered':
    case 'button-pressed':
    case 'button-done':
    case 'exported':
      return afterwards(next, event)
    case 'approval-asked':
    case 'approval-decided':
    case 'action-refused':
    case 'action-attempted':
    case 'action-done':
    case 'timer-set':
    case 'timer-fired':
    case 'resumed':
      return onLadder(next, event)
  }
}

type Afterwards =
  | 'compacted'
  | 'note'
  | 'narrated'
  | 'answered'
  | 'button-pressed'
  | 'button-done'
  | 'exported'

/** What may come after the end as well, and changes nothing of how the investigation runs. */
function afterwards(next: State, event: EventOf<Afterwards>): State {
  switch (event.kind) {
    case 'compacted':
      return { ...next, compactedAt: event.at }
    case 'note':
      return { ...next, notes: withNote(next.notes, event.note) }
    case 'narrated':
      return { ...next, narration: event.narration }
    case 'answered':
      return { ...next, answers: [...next.answers, event.answer] }
    case 'button-pressed':
      return { ...next, presses: [...next.presses, pressFrom(event)] }
    case 'button-done':
      return { ...next, presses: withOutcome(next.presses, event) }
    case 'exported': {
      const { kind: _, version: __, ...tried } = event
      return { ...next, exports: withExport(next.exports, tried) }
    }
  }
}

/** An approval that is asked for and a timer make it wait; what answers them lets it run on. */
function onLadder(next: State, event: LadderEvent): State {
  const state: State = { ...next, ...applyLadder(next, event, next.version) }
  switch (event.kind) {
    case 'approval-asked':
    case 'timer-set':
      return { ...state, state: 'waiting' }
    case 'approval-decided':
    case 'timer-fired':
      return state.endedAt === null ? { ...state, state: 'running' } : state
    case 'action-done':
      // What it measured may change what was found in all of the evidence together.
      return event.outcome === 'done'
        ? { ...withFindings(state, event.findings), judged: false }
        : state
    case 'resumed':
      return event.reopens ? reopened(state) : state
    case 'action-refused':
    case 'action-attempted':
      return state
  }
}

/** The verdict is made anew from what was known and what is still to come. */
function reopened(state: State): State {
  return {
    ...state,
    state: 'running',
    reason: null,
    endedAt: null,
    verdict: null,
    account: null,
    nodes: [],
    narration: null,
    exports: [],
  }
}

/** Judged again with more evidence, what was found before makes room. */
function judgedTogether(state: State, findings: readonly Finding[]): State {
  const kept = state.findings.filter((each) => !state.judgedFindings.includes(each.id))
  return {
    ...state,
    findings: [...kept, ...findings],
    judged: true,
    judgedFindings: findings.map((finding) => finding.id),
  }
}

/** What the snapshot step says anew takes the place of what it said before with less to go by. */
function withFindings(state: State, findings: readonly Finding[]): State {
  if (findings.length === 0) return state
  const before = state.steps.find((step) => step.name === 'snapshot')?.findings ?? []
  const kept = state.findings.filter((each) => !before.includes(each.id))
  return withStep({ ...state, findings: [...kept, ...findings] }, 'snapshot', {
    findings: findings.map((finding) => finding.id),
  })
}

/** The runbook's entry of a step. */
export function runbookStep(state: State, step: StepName): RunbookStep {
  const entry = state.runbook.steps.find((each) => each.step === step)
  if (entry === undefined) throw new Error(`Runbook ${state.runbook.name} has no step ${step}.`)
  return entry
}

/** Nodes that are still worth asking: those without a final failure. */
export function askableNodes(state: State): readonly string[] {
  const lost = new Set(state.failures.filter((each) => each.final).map((each) => each.node))
  return state.service.targets.map((target) => target.name).filter((name) => !lost.has(name))
}

function begin(opened: EventOf<'opened'>): State {
  return {
    id: opened.id,
    version: 1,
    service: opened.service,
    runbook: opened.runbook,
    only: opened.only ?? null,
    startedBy: opened.startedBy,
    slack: opened.slack ?? null,
    state: 'running',
    reason: null,
    startedAt: opened.at,
    endedAt: null,
    steps: opened.runbook.steps.map((each) => ({
      name: each.step,
      state: 'pending',
      startedAt: null,
      endedAt: null,
      findings: [],
    })),
    evidence: [],
    findings: [],
    failures: [],
    verdict: null,
    account: null,
    compactedAt: null,
    nodes: [],
    notes: [],
    narrate: opened.narrate?.language ?? null,
    narration: null,
    language: opened.language ?? 'en',
    answers: [],
    verifies: opened.verifies ?? null,
    verification: null,
    watchSeconds: opened.watchSeconds ?? null,
    judged: false,
    judgedFindings: [],
    ...beginLadder(opened),
    presses: [],
    exports: [],
  }
}

function withStep(state: State, name: StepName, change: Partial<StepState>): State {
  return {
    ...state,
    steps: state.steps.map((step) => (step.name === name ? { ...step, ...change } : step)),
  }
}

function pressFrom({ action, subject, by, at, text, opens }: EventOf<'button-pressed'>): Press {
  const begins = opens === undefined ? {} : { opens }
  return { action, subject, by, at, text, outcome: null, open: false, ...begins }
}
