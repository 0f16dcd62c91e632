import { type Candidate, explains } from './candidate.ts'
import { CAUSE_RULES } from './cause-rules.ts'
import type { Problem } from './problem.ts'
import { sum } from './sizing.ts'

export type Weighed = {
  /** What explains the problem; null when nothing that was measured does. */
  readonly main: Candidate | null
  /** Ranked by bytes. */
  readonly contributing: readonly Candidate[]
  /** Something strong speaks against them, or the bytes are a guess. */
  readonly doubtful: readonly Candidate[]
}

/**
 * Which of the causes explain the problem, by their bytes. The largest that covers the runbook's share of what lies
 * above the threshold is the cause; where none does alone, the largest of those that do together, as likely at best.
 * Memory that only rises is explained by causes that grow.
 */
export function weighCandidates(problem: Problem): Weighed {
  const all = largestOfEach(CAUSE_RULES.flatMap((rule) => rule.find(problem) ?? []))
  const candidates = problem.aboveBytes > 0 ? all : all.filter((each) => each.grows)
  const doubtful = all.filter((each) => each.confidence === 'possible')
  const solid = candidates.filter((each) => each.confidence !== 'possible')
  const main = solid.find((each) => isEnough(problem, each)) ?? together(problem, solid)
  if (main === null)
    return { main, contributing: [], doubtful: [...doubtful, ...solid.map(asPossible)] }
  const least = main.explainedBytes * problem.thresholds.contributingRatio
  const contributing = solid
    // What leaks beside the cause is named however little it is yet: it will be more.
    .filter((each) => each.cause !== main.cause && (each.grows || each.explainedBytes >= least))
    .map((each) => asContribution(each, main))
  // A few pages of cache beside gigabytes tell nobody anything.
  const worthNaming = doubtful.filter((each) => each.explainedBytes >= least)
  return { main: atMost(problem, main), contributing, doubtful: worthNaming }
}

/** Two rules may show the same cause: it counts once, with the bytes that one of them shows. */
function largestOfEach(found: readonly Candidate[]): Candidate[] {
  const sorted = found
    .filter((each) => each.explainedBytes > 0)
    .toSorted((a, b) => b.explainedBytes - a.explainedBytes)
  return sorted.filter(
    (each, index) => sorted.findIndex((one) => one.cause === each.cause) === index,
  )
}

/** Page cache is the cause only where without it there is no problem left. */
function isEnough(problem: Problem, { cause, explainedBytes }: Candidate): boolean {
  if (cause === 'page-cache') return explainedBytes >= problem.aboveBytes
  return explains(problem, explainedBytes)
}

/** Causes that explain it together: none of them alone is proved to. */
function together(problem: Problem, solid: readonly Candidate[]): Candidate | null {
  const [first] = solid
  if (first === undefined || !explains(problem, sum(solid.map((each) => each.explainedBytes))))
    return null
  return { ...first, confidence: 'likely' }
}

function atMost(problem: Problem, main: Candidate): Candidate {
  return explains(problem, main.explainedBytes) ? main : { ...main, confidence: 'likely' }
}

/** A contribution is confirmed where it is of the size of the cause. */
function asContribution(candidate: Candidate, main: Candidate): Candidate {
  const large = candidate.explainedBytes * 2 >= main.explainedBytes
  return large && candidate.cause !== 'page-cache'
    ? candidate
    : { ...candidate, confidence: 'likely' }
}

function asPossible(candidate: Candidate): Candidate {
  return { ...candidate, confidence: 'possible' }
}
