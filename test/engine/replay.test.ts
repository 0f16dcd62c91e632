import { expect, test } from 'vitest'
import { Event } from '../../src/core/event.ts'
import { settle } from '../../src/core/settle.ts'
import { fold } from '../../src/core/state.ts'
import { replay } from '../../src/engine/replay.ts'
import { STEPS } from '../../src/steps/all-steps.ts'
import {
  aCluster,
  anOpening,
  aService,
  AT,
  doneEvent,
  evidenceEvent,
  GiB,
  someEvidence,
  someLoad,
  someTop,
} from '../support/builders.ts'

/** A log as the engine writes it: evidence, what the real judges find in it, and the verdict of that. */
function aLog(): Event[] {
  const service = aService({ memoryLimitBytes: GiB })
  const events: Event[] = [anOpening({ service })]
  for (const values of [someLoad(), someTop({ processes: aCluster(48) })]) {
    events.push(evidenceEvent(someEvidence(values)))
    const state = fold(events)
    const step = values.kind
    const { thresholds } = state.runbook
    const { evidence } = state
    const found = STEPS[step].judge({ node: 'web-1', service, thresholds, evidence })
    events.push(doneEvent(step, [...found]))
  }
  const { verdict, account, nodes } = settle(fold(events))
  events.push({ kind: 'verdict', version: 1, at: AT, verdict, account, nodes: [...nodes] })
  return events.map((event) => Event.parse(event))
}

test('a stored investigation comes out the same to the letter', () => {
  expect(replay(STEPS, aLog())).toEqual({
    id: 'abc123defg',
    cause: 'overforked-workers',
    confidence: 'confirmed',
    differences: [],
  })
})

test('a finding and a verdict that the rules would not make are told, each where it stands', () => {
  const log = aLog().map((event): Event => {
    if (event.kind === 'verdict') {
      return { ...event, verdict: { ...event.verdict, cause: 'page-cache' } }
    }
    if (event.kind !== 'step-done' || event.step !== 'top') return event
    return { ...event, findings: event.findings.map((each) => ({ ...each, strength: 'weak' })) }
  })

  const { differences } = replay(STEPS, log)

  expect(differences).toContain(
    'top.findings[top.worker-count/web-1].strength: "weak" -> "decisive"',
  )
  expect(differences).toContain('verdict.verdict.cause: "page-cache" -> "overforked-workers"')
})

test('an investigation that was cut short is judged as far as it came', () => {
  expect(replay(STEPS, aLog().slice(0, 3))).toMatchObject({ cause: null, differences: [] })
})
