import { describe, expect, test } from 'vitest'
import type { EventOf } from '../../src/core/event.ts'
import type { Values } from '../../src/core/values.ts'
import { watchesDue } from '../../src/core/watch.ts'
import { due } from '../../src/core/transition.ts'
import {
  aCluster,
  anOpening,
  aService,
  aState,
  AT,
  evidenceEvent,
  GiB,
  someEvidence,
  someTop,
  theRunbook,
} from '../support/builders.ts'
import { aHeapReading, someHeapFigures } from '../support/heap-builders.ts'
import { aCourse } from '../support/trend-builders.ts'

function watches(values: Values[], opening: Partial<EventOf<'opened'>> = {}) {
  const events = values.map((each) => evidenceEvent(someEvidence(each)))
  return watchesDue(aState(events, anOpening(opening)))
}

const full = someTop({ processes: aCluster(48) })
const small = { service: aService({ memoryLimitBytes: GiB }) }

describe('memory is watched', () => {
  test('where there is a problem, until the looks span what the runbook says', () => {
    expect(watches([full, aCourse([100, 100, 100, 100, 100], 1)], small)).toEqual([
      { kind: 'watch', node: 'web-1', seconds: 6, id: 'load.watch/web-1' },
    ])
  })

  test('where there is a problem, until there are enough looks to hold against the load', () => {
    expect(watches([full, aCourse([100, 100, 100, 100], 4)], small)).toEqual([
      { kind: 'watch', node: 'web-1', seconds: 6, id: 'load.watch/web-1' },
    ])
  })

  test('where it rises already', () => {
    expect(watches([someTop(), aCourse([100, 104, 108], 1)])).toHaveLength(1)
  })

  test('as long as was asked for, whatever else holds', () => {
    expect(watches([someTop(), aCourse([100, 100], 2)], { watchSeconds: 60 })).toEqual([
      { kind: 'watch', node: 'web-1', seconds: 58, id: 'load.watch/web-1' },
    ])
  })
})

describe('a rise of ten seconds', () => {
  const rise = aCourse([100, 101, 102, 103, 104, 105], 2)
  const watched = evidenceEvent(someEvidence(rise, { id: 'load.watch/web-1' }))
  const table = evidenceEvent(someEvidence(someTop()))

  function watchedOn(opening: Partial<EventOf<'opened'>>, events = [table, watched]) {
    return watchesDue(aState(events, anOpening(opening)))
  }

  test('is watched on for the settled span, because it may be garbage', () => {
    expect(watchedOn({})).toEqual([
      { kind: 'watch', node: 'web-1', seconds: 50, id: 'load.watch-on/web-1' },
    ])
  })

  test('is not where forced collections are allowed, which tell it sooner', () => {
    expect(watchedOn({ approve: 'gc' })).toEqual([])
    expect(watchedOn({ approve: 'inspect' })).toHaveLength(1)
  })

  test('is not where the usage is a problem already, nor where the span was asked for', () => {
    const full48 = evidenceEvent(someEvidence(full))

    expect(watchedOn(small, [full48, watched])).toEqual([])
    expect(watchedOn({ watchSeconds: 10 })).toEqual([])
  })

  test('is not a second time, whatever came of the first', () => {
    const on = evidenceEvent(someEvidence({ kind: 'none' }, { id: 'load.watch-on/web-1' }))

    expect(watchedOn({}, [table, watched, on])).toEqual([])
  })

  test('is not where it came down again', () => {
    const level = evidenceEvent(
      someEvidence(aCourse([100, 104, 100, 104, 100, 101], 2), { id: 'load.watch/web-1' }),
    )

    expect(watchedOn({}, [table, level])).toEqual([])
  })
})

describe('memory is not watched', () => {
  test.each([
    ['a service that is well and level', [someTop(), aCourse([100, 100, 100], 2)], {}],
    ['a span and looks that are enough already', [full, aCourse(Array(10).fill(100), 2)], small],
    ['a node that gave no look', [full], small],
    [
      'a process that was touched',
      [full, aCourse([100, 100], 2), someHeapFigures([aHeapReading()])],
      small,
    ],
    [
      'when only some steps were asked for',
      [full, aCourse([100, 100], 2)],
      { ...small, only: ['top' as const] },
    ],
  ])('%s', (_, values, opening) => {
    expect(watches(values, opening)).toEqual([])
  })
})

test('the steps come first, then the watch, then the findings of all, then the verdict', () => {
  const done = theRunbook().steps.map(({ step }) => ({
    kind: 'step-skipped' as const,
    version: 1 as const,
    at: AT,
    step,
    reason: 'not-asked-for' as const,
  }))
  const looks = evidenceEvent(someEvidence(aCourse([100, 100], 2)))
  const watched = evidenceEvent(someEvidence(aCourse([100, 100], 5), { id: 'load.watch/web-1' }))
  const judged = { kind: 'judged' as const, version: 1 as const, at: AT, findings: [] }
  const opening = anOpening({ watchSeconds: 30 })

  expect(due(aState([looks], opening)).map((each) => each.kind)).toEqual(['start-step'])
  expect(due(aState([...done, looks], opening))).toEqual([
    { kind: 'watch', node: 'web-1', seconds: 28, id: 'load.watch/web-1' },
  ])
  expect(due(aState([...done, looks, watched], opening))).toEqual([{ kind: 'judge-together' }])
  expect(due(aState([...done, looks, watched, judged], opening))).toEqual([{ kind: 'settle' }])
})
