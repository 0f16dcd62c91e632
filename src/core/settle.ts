import type { Account } from './account.ts'
import { nodeReport } from './build-node-report.ts'
import { type Candidate, explains } from './candidate.ts'
import type { Finding } from './finding.ts'
import { forAllAlike, garbageBytes } from './held.ts'
import { verify } from './hold-prediction.ts'
import { Cause } from './names.ts'
import { sumAccounts } from './node-account.ts'
import type { NodeReport } from './node-report.ts'
import { type Problem, problemOf, type Scene, sceneOf } from './problem.ts'
import { heapLimits } from './rules/heap-limits.ts'
import { saidBy } from './say.ts'
import { sum } from './sizing.ts'
import type { State } from './state.ts'
import { steadyWorkingSet } from './steady-working-set.ts'
import { stillToMeasure } from './still-to-measure.ts'
import { sizeOf } from './trend.ts'
import type { Verdict } from './verdict.ts'
import type { Verification } from './verification.ts'
import {
  differing,
  healthy,
  inconclusive,
  needed,
  noProcess,
  notMeasured,
  onlyGarbage,
  restarted,
  UNEXPLAINED_RISE,
  unproved,
} from './verdict-words.ts'
import { weighCandidates } from './weigh-candidates.ts'

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
  const verdict = worst === undefined ? notMeasured() : differing(worst, others)
  return { verdict, account, nodes, verification: verify(state, { verdict, nodes }) }
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

function nodeVerdict(state: State, report: NodeReport): Pick<Judged, 'verdict' | 'rank'> {
  const scene = sceneOf(state, report.name)
  const { top, findings, service } = scene
  if (top !== null && top.values.processes.length === 0) {
    return { rank: 0, verdict: noProcess(service, findings) }
  }
  const { usageBytes, limitBytes } = report
  if (usageBytes === null || limitBytes === null) return { rank: 0, verdict: notMeasured(findings) }
  const problem = problemOf(scene, { usageBytes, limitBytes })
  if (problem !== null) {
    return { rank: 2, verdict: climbable(state, report.name, problemVerdict(problem, report)) }
  }
  if (wasFullBefore(scene, limitBytes)) {
    return {
      rank: 2,
      verdict: { ...restarted(report, findings), ruledOut: ruledOut(findings, []) },
    }
  }
  return { rank: 1, verdict: { ...healthy(report, scene), ruledOut: ruledOut(findings, []) } }
}

/** A service that was started again meanwhile is small now; what it was before is not explained by that. */
function wasFullBefore({ trend, thresholds }: Scene, limitBytes: number): boolean {
  if (trend === null || trend.ended.length === 0) return false
  const most = Math.max(...trend.samples.map((each) => sum(each.processes.map(sizeOf))))
  return most > limitBytes * thresholds.problemUsageRatio
}

/** A measurement that the ladder has tried already is not named as if it had not. */
function climbable(state: State, node: string, verdict: Verdict): Verdict {
  const { nextMeasurement: next } = verdict
  if (next === undefined) return verdict
  return { ...verdict, nextMeasurement: stillToMeasure(state, node, next) }
}

function problemVerdict(problem: Problem, report: NodeReport): Verdict {
  const { main, contributing, doubtful } = weighCandidates(problem)
  const shown = [...contributing, ...doubtful]
  const out = ruledOut(problem.findings, [...shown, ...(main === null ? [] : [main])])
  if (main === null) {
    return { ...withoutCause(problem, report, doubtful), ruledOut: out }
  }
  const next = nextAfter(problem, main, contributing)
  return {
    cause: main.cause,
    confidence: main.confidence,
    explainedBytes: main.explainedBytes,
    ...saidBy(main),
    because: [...main.because, ...problem.outOfMemory],
    contributing: shown.map(contribution),
    ruledOut: out,
    ...(main.fix === undefined ? {} : { fix: main.fix }),
    ...(next === undefined ? {} : { nextMeasurement: next }),
  }
}

/** What would tell more; undefined where the cause is certain and explains a rise as well. */
function nextAfter(
  problem: Problem,
  main: Candidate,
  contributing: readonly Candidate[],
): Verdict['nextMeasurement'] {
  if (main.confidence !== 'confirmed') return main.next ?? unproved(main.cause)
  return isRiseUnexplained(problem, [main, ...contributing]) ? UNEXPLAINED_RISE : undefined
}

/** What is certain does not grow, the memory rises, and nobody has looked yet whether that is garbage. */
function isRiseUnexplained({ rising, views }: Problem, causes: readonly Candidate[]): boolean {
  return rising && views.every((view) => view.growth === null) && !causes.some((each) => each.grows)
}

/** Nothing that was measured explains what lies above the threshold. */
function withoutCause(
  problem: Problem,
  report: NodeReport,
  doubtful: readonly Candidate[],
): Verdict {
  if (isOnlyGarbage(problem)) return onlyGarbage(report, problem)
  if (doubtful.some((each) => explains(problem, each.explainedBytes)))
    return inconclusive(report, problem, doubtful)
  const steady = steadyWorkingSet(problem)
  return steady === null ? inconclusive(report, problem, doubtful) : needed(report, problem, steady)
}

/**
 * Forced collections showed that what is held lies below the threshold and does not grow, and nobody told V8 that it may
 * fill more than there is: the rest is garbage that V8 has no reason to collect yet.
 */
function isOnlyGarbage(problem: Problem): boolean {
  const { views, outOfMemory, rising, usageBytes, limitBytes, thresholds } = problem
  const limits = heapLimits(problem)
  if (outOfMemory.length > 0 || rising || limits === null) return false
  if (limits.stated && limits.sumBytes > limitBytes) return false
  // What came free may have been the work of that moment, which is there again in the next.
  if (views.some((view) => view.externalSwings)) return false
  const freed = views.map((view) => {
    const bytes = view.growth === null ? 0 : garbageBytes(view)
    return forAllAlike(problem, view, { bytes, lowBytes: bytes, highBytes: bytes }).bytes
  })
  return usageBytes - Math.max(0, ...freed) <= limitBytes * thresholds.problemUsageRatio
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
  findings: readonly Finding[],
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
