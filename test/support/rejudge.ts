import type { InvestigationDocument } from '../../src/core/document.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { Service } from '../../src/core/service.ts'
import { settle, type Settlement } from '../../src/core/settle.ts'
import { fold, type State } from '../../src/core/state.ts'
import { judgeStep, judgeTogether } from '../../src/engine/judge.ts'
import { STEPS } from '../../src/steps/all-steps.ts'
import { anOpening, evidenceEvent } from './builders.ts'

/** What today's judges, rules and runbook say of the evidence in a document. */
export function rejudge(document: InvestigationDocument): Settlement & { findings: Finding[] } {
  const opened = anOpening({
    id: document.id,
    at: document.startedAt,
    service: serviceOf(document),
  })
  const state = fold([opened, ...document.evidence.map(evidenceEvent)])
  const findings = [...findingsOf(state), ...judgeTogether(state)]
  return { ...settle({ ...state, findings }), findings }
}

/** A document has no services.yml: names and a configured limit are all that a verdict takes of it. */
function serviceOf(document: InvestigationDocument): Service {
  const limit = document.nodes.find((node) => node.limitSource === 'config')?.limitBytes
  return {
    name: document.service,
    targets: document.nodes.map(({ name }) => ({ kind: 'local' as const, name })),
    ...(limit == null ? {} : { memoryLimitBytes: limit }),
  }
}

/** Each step is judged with what had been asked by then. */
function findingsOf(state: State): Finding[] {
  const order = state.runbook.steps.map(({ step }) => step)
  return order.flatMap((step, at) => {
    const evidence = state.evidence.filter((each) => order.indexOf(each.step) <= at)
    return judgeStep(STEPS[step], { ...state, evidence })
  })
}
