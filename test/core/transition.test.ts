import { expect, test } from 'vitest'
import type { Event } from '../../src/core/event.ts'
import { fold } from '../../src/core/state.ts'
import { due, transition } from '../../src/core/transition.ts'
import {
  anOpening,
  aService,
  aState,
  AT,
  doneEvent,
  evidenceEvent,
  someEvidence,
  someLoad,
} from '../support/builders.ts'

const targets = ['web-1', 'web-2'].map((name) => ({ kind: 'local' as const, name }))
const started = (step: 'load' | 'websocket'): Event => ({
  kind: 'step-started',
  version: 1,
  at: AT,
  step,
})
const failed = (node: string, final: boolean): Event => ({
  kind: 'node-failed',
  version: 1,
  at: AT,
  step: 'load',
  node,
  code: 'unreachable',
  message: 'down',
  final,
})

const skipped = (step: 'load' | 'snapshot'): Event => ({
  kind: 'step-skipped',
  version: 1,
  at: AT,
  step,
  reason: 'not-asked-for',
})

test('an investigation begins with the first step of the runbook', () => {
  expect(due(aState())).toEqual([{ kind: 'start-step', step: 'load' }])
})

test('all nodes are asked at once, and only those that have not answered', () => {
  const opening = anOpening({ service: aService({ targets }) })

  const before = due(aState([started('load')], opening))
  const after = due(aState([started('load'), evidenceEvent(someEvidence(someLoad()))], opening))

  expect(before).toEqual([
    { kind: 'probe', step: 'load', node: 'web-1' },
    { kind: 'probe', step: 'load', node: 'web-2' },
  ])
  expect(after).toEqual([{ kind: 'probe', step: 'load', node: 'web-2' }])
})

test('a step is judged when every node has answered or failed', () => {
  const opening = anOpening({ service: aService({ targets }) })
  const state = aState([started('load'), evidenceEvent(someEvidence(someLoad()))], opening)

  expect(transition(state, failed('web-2', true)).effects).toEqual([
    { kind: 'judge', step: 'load' },
  ])
})

test('a node that cannot be reached is not asked again, one that only failed is', () => {
  const opening = anOpening({ service: aService({ targets }), only: ['snapshot'] })
  const begun: Event[] = [
    { ...started('load') },
    failed('web-1', true),
    failed('web-2', false),
    doneEvent('load'),
  ]

  const state = aState(
    [...begun, { kind: 'step-started', version: 1, at: AT, step: 'snapshot' }],
    opening,
  )

  expect(due(state)).toEqual([{ kind: 'probe', step: 'snapshot', node: 'web-2' }])
})

test('steps that were not asked for are skipped', () => {
  expect(due(aState([], anOpening({ only: ['top'] })))).toEqual([
    { kind: 'skip-step', step: 'load', reason: 'not-asked-for' },
  ])
})

test('no handshake where services.yml forbids it', () => {
  const opening = anOpening({ service: aService({ websocket: 'off' }), only: ['websocket'] })
  expect(due(aState([skipped('load'), skipped('snapshot')], opening))).toEqual([
    { kind: 'skip-step', step: 'websocket', reason: 'websocket-off' },
  ])
})

test('with every node dead the rest is skipped and the investigation fails', () => {
  let state = aState([started('load'), failed('web-1', true), doneEvent('load')])
  for (const step of ['snapshot', 'websocket', 'logs', 'top', 'cpuinfo'] as const) {
    expect(due(state)).toEqual([{ kind: 'skip-step', step, reason: 'no-node-reachable' }])
    state = transition(state, {
      kind: 'step-skipped',
      version: 1,
      at: AT,
      step,
      reason: 'no-node-reachable',
    }).state
  }
  expect(due(state)).toEqual([
    { kind: 'end', state: 'failed', reason: 'no node could be investigated' },
  ])
})

test('nothing is due once it ended', () => {
  expect(due(aState([{ kind: 'ended', version: 1, at: AT, state: 'cancelled' }]))).toEqual([])
})

test('a log that does not begin with its opening is refused', () => {
  expect(() => fold([started('load')])).toThrow('must begin with the event `opened`')
})
