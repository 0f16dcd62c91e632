import { describe, expect, test } from 'vitest'
import type { Event, EventOf } from '../../src/core/event.ts'
import { climb } from '../../src/core/ladder.ts'
import { AT, evidenceEvent, GiB, someEvidence } from '../support/builders.ts'
import { aHeapComparison } from '../support/heap-builders.ts'
import {
  actionDone,
  anOpenQuestion,
  asked,
  attempted,
  climbed,
  decided,
  figuresWith,
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

describe('where nothing is wrong', () => {
  const healthy = (
    approve: 'inspect' | 'gc' | 'profile' | 'snapshot',
    events: readonly Event[] = [],
    service = {},
  ) =>
    climb(
      anOpenQuestion(events, {
        service: { memoryLimitBytes: 16 * GiB, ...service },
        opening: { approve },
      }),
    )
  const ask = (rung: string) => [{ kind: 'ask', rung, node: 'web-1', pid: 100 }]
  const inspected = climbed('inspect', figuresWith([300], false))

  test.each(['inspect', 'gc', 'profile', 'snapshot'] as const)(
    '%s is climbed all the same because somebody approved it ahead, after the figures',
    (rung) => {
      expect(healthy(rung)).toEqual(ask('inspect'))
      expect(healthy(rung, inspected)).toEqual(rung === 'inspect' ? [] : ask(rung))
    },
  )

  test('nothing is climbed without that, nor twice', () => {
    const calm = { service: { memoryLimitBytes: 16 * GiB } }
    expect(climb(anOpenQuestion([], calm))).toEqual([])
    const gc = climbed('gc', figuresWith([20, 20, 20]))
    expect(healthy('gc', [...inspected, ...gc])).toEqual([])
  })

  test('a snapshot that goes to a file comes first where nothing else can be had', () => {
    const shut = anOpenQuestion([], {
      service: { memoryLimitBytes: 16 * GiB },
      opening: { approve: 'snapshot' },
      seen: { opensOnSignal: false, heapSnapshotSignal: true },
    })
    expect(climb(shut)).toEqual(ask('snapshot'))
  })

  test('the guard, a no, and four eyes stand above it', () => {
    const tight = refused({ rung: 'snapshot', forcible: true })
    expect(healthy('snapshot', [...inspected, tight])).toEqual([])
    expect(healthy('snapshot', [], { fourEyes: true })).toEqual([])
  })
})
