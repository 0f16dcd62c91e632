import type { Finding } from '../core/finding.ts'
import type { State } from '../core/state.ts'
import type { Step } from '../core/step.ts'

/** What a step's judge reads in the evidence of one node, of this and earlier steps. */
export function judgeNode(step: Step, state: State, node: string): Finding[] {
  return [
    ...step.judge({
      node,
      service: state.service,
      thresholds: state.runbook.thresholds,
      evidence: state.evidence.filter((each) => each.node === node),
    }),
  ]
}

/** Findings that rest on more than one step, node by node. */
export function judgeTogether(_state: State): Finding[] {
  return []
}
