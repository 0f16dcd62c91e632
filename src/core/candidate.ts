import type { Finding } from './finding.ts'
import type { Cause } from './names.ts'
import type { Problem } from './problem.ts'
import type { Message } from './say.ts'
import type { Confidence, Fix, Verdict } from './verdict.ts'

/** A cause with the bytes it can show, whether or not they are enough. */
export type Candidate = {
  readonly cause: Cause
  /** What the evidence allows at best, were all bytes explained. */
  readonly confidence: Confidence
  /** Usage minus the usage predicted without the cause. */
  readonly explainedBytes: number
  /** It was measured to grow, so it may explain memory that rises and is not much yet. */
  readonly grows: boolean
  readonly text: string
  readonly message?: Message | undefined
  readonly because: readonly string[]
  readonly fix?: Fix
  /** What would confirm it, where the confidence is less. */
  readonly next?: Verdict['nextMeasurement']
}

/** An excess explains a problem when it covers the runbook's share of what lies above the threshold. */
export function explains(problem: Problem, excessBytes: number): boolean {
  return excessBytes > 0 && excessBytes >= problem.aboveBytes * problem.thresholds.explainedRatio
}

/** The confidence the evidence deserves, less where a strong finding speaks against the cause. */
export function weigh(problem: Problem, cause: Cause, best: 'confirmed' | 'likely'): Confidence {
  return isDoubted(problem, cause) ? 'possible' : best
}

/** Whether something strong speaks against the cause; others are only possible because the evidence is ambiguous. */
export function isDoubted(problem: Problem, cause: Cause): boolean {
  return telling(problem, cause).some((each) => each.speaks === 'against')
}

/** Like `weigh`, but confirmed only where a strong finding also speaks for the cause. */
export function weighBoth(
  problem: Problem,
  cause: Cause,
  best: 'confirmed' | 'likely',
): Confidence {
  const confidence = weigh(problem, cause, best)
  if (confidence === 'possible') return confidence
  return telling(problem, cause).some((each) => each.speaks === 'for') ? confidence : 'likely'
}

function telling(problem: Problem, cause: Cause): Finding[] {
  return problem.findings.filter((each) => each.cause === cause && each.strength !== 'weak')
}

export function supporting(problem: Problem, cause: Cause): string[] {
  return problem.findings
    .filter((finding) => finding.cause === cause && finding.speaks === 'for')
    .map((finding) => finding.id)
}
