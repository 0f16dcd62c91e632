import type { Finding } from '../core/finding.ts'
import type { State } from '../core/state.ts'
import type { JudgeInput, Step } from '../core/step.ts'
import { judgeHeld } from '../steps/snapshot/judge-held.ts'
import { judgeTrend } from '../steps/trend/judge.ts'

/** What a step's judge reads in the evidence of one node, of this and earlier steps. */
export function judgeNode(step: Step, state: State, node: string): Finding[] {
  return [...step.judge(inputOf(state, node))]
}

/** The same over all nodes that answered the step. */
export function judgeStep(step: Step, state: State): Finding[] {
  const answered = state.evidence.filter((each) => each.step === step.name)
  const nodes = [...new Set(answered.map((each) => each.node))]
  return nodes.flatMap((node) => judgeNode(step, state, node))
}

/** Findings that rest on more than one step, node by node. */
export function judgeTogether(state: State): Finding[] {
  return state.service.targets.flatMap(({ name }) => {
    const input = inputOf(state, name)
    return [...judgeTrend(input), ...judgeHeld(input, state.runbook.ladder)]
  })
}

function inputOf(state: State, node: string): JudgeInput {
  return {
    node,
    service: state.service,
    thresholds: state.runbook.thresholds,
    evidence: state.evidence.filter((each) => each.node === node),
  }
}
