import { settle } from '../../src/core/settle.ts'
import { Service } from '../../src/core/service.ts'
import type { State } from '../../src/core/state.ts'
import type { Values } from '../../src/core/values.ts'
import type { Finding } from '../../src/core/finding.ts'
import { judgeTogether } from '../../src/engine/judge.ts'
import { STEPS } from '../../src/steps/all-steps.ts'
import { anOpening, aService, aState, evidenceEvent, someEvidence } from './builders.ts'

/** Undefined takes a default away. */
type ServiceChange = { readonly [Key in keyof Service]?: Service[Key] | undefined }

/** The verdict on evidence, with what the real judges find in it. */
export function judgedAndSettled(values: readonly Values[], change: ServiceChange = {}) {
  const evidence = values.map((each, index) => {
    const given = someEvidence(each)
    // Several looks and readings of one step have ids of their own.
    return isSeveral(each) ? { ...given, id: `${given.step}.${each.kind}-${index}/web-1` } : given
  })
  const service = Service.parse({ ...aService(), ...change })
  const opening = anOpening({ service })
  const state = aState(evidence.map(evidenceEvent), opening)
  const findings = findingsOf(state)
  return settle({ ...state, findings, judged: true })
}

function findingsOf(state: State): Finding[] {
  const { service, evidence, runbook } = state
  const ofSteps = runbook.steps.flatMap(({ step }) => [
    ...STEPS[step].judge({ node: 'web-1', service, thresholds: runbook.thresholds, evidence }),
  ])
  return [...ofSteps, ...judgeTogether(state)]
}

function isSeveral({ kind }: Values): boolean {
  return (
    kind === 'trend' || kind.startsWith('heap-') || kind === 'inspector' || kind === 'handshake'
  )
}
