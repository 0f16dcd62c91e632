import type { Account } from './account.ts'
import { nodeReport } from './build-node-report.ts'
import { type Candidate, CAUSE_RULES, type Problem } from './cause-rules.ts'
import { Cause } from './names.ts'
import { nodeAccount, sumAccounts } from './node-account.ts'
import type { NodeReport } from './node-report.ts'
import { reading } from './readings.ts'
import type { State } from './state.ts'
import type { Verdict } from './verdict.ts'
import type { Verification } from './verification.ts'
import { verify } from './hold-prediction.ts'
import {
  differing,
  healthy,
  inconclusive,
  noProcess,
  notMeasured,
  unproved,
} from './verdict-words.ts'

export type Settlement = {
  readonly verdict: Verdict
  readonly account: Account
  readonly nodes: readonly NodeReport[]
  /** Of an investigation that verifies an earlier one; null for any other. */
  readonly verification: Verification | null
}

/**
 * The verdict of an investigation, from its evidence and findings alone: the same log gives the same verdict.
 * Each node is judged; the one with the worst account decides, and nodes that differ are named.
 */
export function settle(state: State): Settlement {
  const names = state.service.targets.map((target) => target.name)
  const nodes = names.map((name) => nodeReport(state, name))
  const answered = nodes.filter((node) => node.reachable)
  const account = sumAccounts(answered.map((node) => node.account))
  const verdicts = answered.map((node) => ({ node, ...nodeVerdict(state, node) }))
  const [worst, ...others] = verdicts.toSorted(byWeight)
  if (worst === undefined) return settlement(state, { verdict: notMeasured(), account, nodes })
  return settlement(state, { verdict: differing(worst, others), account, nodes })
}

function settlement(state: State, settled: Omit<Settlement, 'verification'>): Settlement {
  return { ...settled, verification: verify(state, settled) }
}

type Judged = { readonly node: NodeReport; readonly verdict: Verdict; readonly rank: Rank }

/** A problem before a healthy node, and that before one where nothing could be measured. */
type Rank = 0 | 1 | 2

/** By rank, then the fuller one, then by name so that a replay agrees. */
function byWeight(left: Judged, right: Judged): number {
  return (
    right.rank - left.rank ||
    fullness(right.node) - fullness(left.node) ||
    left.node.name.localeCompare(right.node.name, 'en')
  )
}

function fullness(node: NodeReport): number {
  if (node.usageBytes === null || node.limitBytes === null || node.limitBytes === 0) return 0
  return node.usageBytes / node.limitBytes
}

/** Findings by which a step says that memory ran out: a problem even where the usage is low by now. */
const OUT_OF_MEMORY = /^(?:logs\.out-of-memory|load\.out-of-memory-kills)\//

function nodeVerdict(state: State, report: NodeReport): Pick<Judged, 'verdict' | 'rank'> {
  const node = report.name
  const findings = state.findings.filter((finding) => finding.node === node)
  const { thresholds } = state.runbook
  const top = reading(state.evidence, node, 'top')
  if (top !== null && top.values.processes.length === 0) {
    return { rank: 0, verdict: noProcess(state.service, findings) }
  }
  if (report.usageBytes === null || report.limitBytes === null) {
    return { rank: 0, verdict: notMeasured(findings) }
  }
  const threshold = report.limitBytes * thresholds.problemUsageRatio
  const outOfMemory = findings.filter((finding) => OUT_OF_MEMORY.test(finding.id))
  if (report.usageBytes <= threshold && outOfMemory.length === 0) {
    const verdict = healthy(report, thresholds, {
      findings,
      lookedForOutOfMemory: lookedForOutOfMemory(state, node),
    })
    return { rank: 1, verdict: { ...verdict, ruledOut: ruledOut(findings, []) } }
  }
  const problem: Problem = {
    node,
    thresholds,
    evidence: state.evidence,
    findings,
    account: nodeAccount(node, state.service, state.evidence),
    usageBytes: report.usageBytes,
    aboveBytes: Math.max(0, report.usageBytes - threshold),
  }
  const verdict = problemVerdict(
    problem,
    report,
    outOfMemory.map((finding) => finding.id),
  )
  return { rank: 2, verdict }
}

/** Whether anything was read that would have told of an out-of-memory event. */
function lookedForOutOfMemory(state: State, node: string): boolean {
  const logs = reading(state.evidence, node, 'logs')
  const load = reading(state.evidence, node, 'load')
  return (logs?.values.files.length ?? 0) > 0 || typeof load?.values.cgroup.oomKills === 'number'
}

function problemVerdict(
  problem: Problem,
  report: NodeReport,
  outOfMemory: readonly string[],
): Verdict {
  const candidates = Object.values(CAUSE_RULES)
    .map((rule) => rule(problem))
    .filter((candidate) => candidate !== null)
    .toSorted((left, right) => right.explainedBytes - left.explainedBytes)
  const [first, ...rest] = candidates.filter((each) => each.confidence !== 'possible')
  const doubtful = candidates.filter((each) => each.confidence === 'possible')
  if (first === undefined) {
    return {
      ...inconclusive(report, problem, doubtful),
      ruledOut: ruledOut(problem.findings, candidates),
    }
  }
  return {
    cause: first.cause,
    confidence: first.confidence,
    explainedBytes: first.explainedBytes,
    text: first.text,
    because: [...first.because, ...outOfMemory],
    contributing: [...rest, ...doubtful].map(contribution),
    ruledOut: ruledOut(problem.findings, candidates),
    ...(first.fix === undefined ? {} : { fix: first.fix }),
    ...(first.confidence === 'confirmed'
      ? {}
      : { nextMeasurement: first.next ?? unproved(first.cause) }),
  }
}

function contribution(candidate: Candidate): Verdict['contributing'][number] {
  return {
    cause: candidate.cause,
    confidence: candidate.confidence,
    explainedBytes: candidate.explainedBytes,
    because: [...candidate.because],
    ...(candidate.fix === undefined ? {} : { fix: candidate.fix }),
  }
}

/** Causes that a strong or decisive finding speaks against and none as strong speaks for. */
function ruledOut(
  findings: Problem['findings'],
  accepted: readonly Candidate[],
): Verdict['ruledOut'] {
  return Cause.options.flatMap((cause) => {
    if (accepted.some((candidate) => candidate.cause === cause)) return []
    const telling = findings.filter((each) => each.cause === cause && each.strength !== 'weak')
    const against = telling.filter((each) => each.speaks === 'against')
    if (against.length === 0 || telling.some((each) => each.speaks === 'for')) return []
    return [{ cause, because: against.map((each) => each.id) }]
  })
}
