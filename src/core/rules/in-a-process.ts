import type { Candidate } from '../candidate.ts'
import type { HeapView } from '../heap-view.ts'
import type { Problem } from '../problem.ts'
import { plural, say, type Said } from '../say.ts'

/** The candidate with most bytes of those that a rule finds in the processes that were looked into. */
export function largest(
  problem: Problem,
  rule: (view: HeapView) => Candidate | null,
): Candidate | null {
  const found = problem.views.flatMap((view) => rule(view) ?? [])
  return found.toSorted((a, b) => b.explainedBytes - a.explainedBytes)[0] ?? null
}

export function inProcesses(count: number): Said {
  return plural(count, say`one process`, say`${count} processes`)
}

/** Findings of the heap by their rule's name, for this process. */
export function cited(problem: Problem, view: HeapView, rules: readonly string[]): string[] {
  return problem.findings
    .filter((each) =>
      rules.some(
        (rule) => each.id.startsWith(`snapshot.${rule}`) || each.id.startsWith(`top.${rule}`),
      ),
    )
    .filter((each) => each.evidence.some((id) => view.evidence.includes(id)) || each.step === 'top')
    .map((each) => each.id)
}
