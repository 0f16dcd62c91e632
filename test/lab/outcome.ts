import { z } from 'zod'
import type { InvestigationDocument } from '../../src/core/document.ts'
import type { Cause } from '../../src/core/names.ts'
import type { Truth } from './lab-case.ts'

/**
 * right: the cause is the truth, and every second fault is named. undecided: `inconclusive`, or a second fault not
 * named. wrong: another cause. void: the case did not become what it says, by the laboratory's own measure.
 * failed: no verdict. skipped: this machine cannot show the fault.
 */
export const Outcome = z.enum(['right', 'undecided', 'wrong', 'void', 'failed', 'skipped'])
export type Outcome = z.infer<typeof Outcome>

export type Judged = { readonly outcome: Outcome; readonly why: string }

/** Holds a verdict against the truth of its case. */
export function judge(truth: Truth, document: InvestigationDocument): Judged {
  const { verdict } = document
  if (verdict === null)
    return { outcome: 'failed', why: `ended as ${document.state} without a verdict` }
  if (verdict.cause === 'inconclusive') {
    return {
      outcome: 'undecided',
      why: verdict.nextMeasurement?.text ?? 'names no next measurement',
    }
  }
  const right: readonly Cause[] = [truth.cause, ...(truth.acceptable ?? [])]
  if (!right.includes(verdict.cause)) {
    return { outcome: 'wrong', why: `said ${verdict.cause}, is ${truth.cause}: ${verdict.text}` }
  }
  const named = verdict.contributing.map((each) => each.cause)
  const silent = (truth.contributing ?? []).filter((cause) => !named.includes(cause))
  if (silent.length > 0) {
    return { outcome: 'undecided', why: `does not name the second fault: ${silent.join(', ')}` }
  }
  const stray = verdict.contributing.find(
    (each) =>
      each.confidence === 'confirmed' &&
      ![...right, ...(truth.contributing ?? [])].includes(each.cause),
  )
  if (stray !== undefined) {
    return { outcome: 'wrong', why: `${stray.cause} is said to contribute and does not` }
  }
  return { outcome: 'right', why: '' }
}

/** Share of the usage that the account has items for; null without a usage. */
export function explainedRatio({ account }: InvestigationDocument): number | null {
  if (account.usageBytes === 0) return null
  return 1 - Math.abs(account.unexplainedBytes) / account.usageBytes
}
