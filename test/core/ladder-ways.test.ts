import { describe, expect, test } from 'vitest'
import type { Event, EventOf } from '../../src/core/event.ts'
import { climb } from '../../src/core/ladder.ts'
import { AT, evidenceEvent, someEvidence } from '../support/builders.ts'
import { aHeapComparison } from '../support/heap-builders.ts'
import {
  actionDone,
  anOpenQuestion,
  asked,
  attempted,
  decided,
  THE_PROCESS,
} from '../support/ladder-builders.ts'

const snapshot = [{ kind: 'ask', rung: 'snapshot', node: 'web-1', pid: 100 }]
const command = { command: 'dump-heap', file: '/tmp/heap.heapsnapshot' }
const bySignal = { seen: { heapSnapshotSignal: true } }
const byCommand = { service: { snapshot: command } }

function refused(change: Partial<EventOf<'action-refused'>> = {}): Event {
  const what = { node: 'web-1', pid: 100, rung: 'inspect', text: 'no', forcible: false } as const
  return { kind: 'action-refused', version: 1, at: AT, ...what, ...change }
}

const failed = [
  asked('inspect'),
  decided('inspect-1'),
  attempted('inspect-1', 'inspect-1'),
  actionDone('inspect-1', { outcome: 'failed', text: 'a handler of its own' }),
]

describe('where a snapshot can be written to a file', () => {
  test.each([
    ['a signal', bySignal],
    ['a command', byCommand],
  ])('the inspector is asked for first (%s)', (_, way) => {
    expect(climb(anOpenQuestion([], way))).toMatchObject([{ rung: 'inspect' }])
  })

  test.each([
    ['a signal', bySignal],
    ['a command', byCommand],
  ])('%s is next where the inspector cannot be opened, or did not open', (_, way) => {
    expect(climb(anOpenQuestion([refused()], way))).toEqual(snapshot)
    expect(climb(anOpenQuestion(failed, way))).toEqual(snapshot)
  })

  test('a command is the first rung where the process takes no SIGUSR1', () => {
    const shut = { ...byCommand, seen: { opensOnSignal: false } }
    expect(climb(anOpenQuestion([], shut))).toEqual(snapshot)

    const compared = evidenceEvent(someEvidence(aHeapComparison({ ...THE_PROCESS })))
    expect(climb(anOpenQuestion([compared], shut))).toEqual([])
  })

  test('it is not asked for again once it was refused, and not where the process is gone', () => {
    const tight = refused({ rung: 'snapshot', forcible: true })
    expect(climb(anOpenQuestion([refused(), tight], byCommand))).toEqual([])

    const gone = actionDone('inspect-1', { outcome: 'failed', processGone: true })
    expect(climb(anOpenQuestion([...failed.slice(0, 3), gone], bySignal))).toEqual([])
  })

  test('nothing else is asked for where there is no such way', () => {
    expect(climb(anOpenQuestion([refused()]))).toEqual([])
    expect(climb(anOpenQuestion(failed))).toEqual([])
  })
})
