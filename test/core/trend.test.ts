import { describe, expect, test } from 'vitest'
import { trendOf } from '../../src/core/trend.ts'
import type { Values } from '../../src/core/values.ts'
import { MiB, someEvidence, theRunbook } from '../support/builders.ts'
import { aHeapReading, someHeapFigures } from '../support/heap-builders.ts'
import { aCourse, aLook, aTrendProcess, someTrend } from '../support/trend-builders.ts'

const { thresholds } = theRunbook()

function trend(...values: Values[]) {
  const evidence = values.map((each, index) => someEvidence(each, { id: `e${index}/web-1` }))
  return trendOf(evidence, 'web-1', thresholds)
}

/** Measured at a service that makes Buffers of a megabyte and keeps none; the looks were a second apart. */
const WARM_THEN_GARBAGE = [
  17, 23, 24, 30, 30, 31, 36, 41, 46, 51, 56, 30, 30, 30, 32, 37, 42, 47, 52, 30, 30, 31, 36, 41,
  46, 51, 30, 30, 34, 39, 44, 49, 30, 30, 34, 39, 44, 49, 54, 59, 60, 60, 60, 60, 60, 60, 60, 60,
  30, 30, 30, 32, 37, 42, 47,
]

describe('the course of the memory', () => {
  test.each([
    ['a steady rise', [100, 110, 120, 130, 140, 150, 160], 'rising'],
    ['a rise with garbage on top', [100, 130, 112, 142, 124, 154, 136, 166, 148, 178], 'rising'],
    ['garbage that is collected', [100, 120, 140, 160, 100, 120, 140, 160, 100, 120], 'swinging'],
    ['a level line', [100, 100.4, 100, 100.6, 100.2, 100, 100.3], 'flat'],
    ['a fall', [160, 150, 140, 130, 120, 110, 100], 'falling'],
    ['one jump that stays', [100, 100, 100, 100, 100, 100, 140], 'swinging'],
    ['one jump while it drifts', [100, 100.5, 101, 101.4, 112, 112.3, 112.5, 112.6], 'swinging'],
    ['a leak whose looks once jump', [100, 102, 104, 106, 118, 120, 122, 124], 'rising'],
    ['a warm start, and garbage after it', WARM_THEN_GARBAGE, 'swinging'],
    ['three looks', [100, 120, 140], 'unknown'],
  ] as const)('%s is %s', (_, sizes, direction) => {
    expect(trend(aCourse(sizes))?.direction).toBe(direction)
  })

  test('many processes have more noise, and one of them may rise alone', () => {
    const looks = (grow: (index: number) => number, one: number) =>
      someTrend(
        [0, 1, 2, 3, 4, 5].map((at) =>
          aLook(1000 + at * 10, [
            ...[1, 2, 3, 4, 5, 6].map((pid) => aTrendProcess((20 + grow(at)) * MiB, { pid })),
            aTrendProcess((20 + one * at) * MiB, { pid: 7 }),
          ]),
        ),
      )

    expect(trend(looks((at) => at * 0.1, 0))?.direction).toBe('flat')
    expect(trend(looks((at) => at * 0.4, 0))?.direction).toBe('rising')
    expect(trend(looks(() => 0, 1))).toMatchObject({
      direction: 'rising',
      growth: { bytes: 5 * MiB },
    })
  })

  test('growth comes with its interval over the span', () => {
    const rising = trend(aCourse([100, 110, 120, 130, 140, 150, 160]))

    expect(rising?.growth).toEqual({ bytes: 60 * MiB, lowBytes: 60 * MiB, highBytes: 60 * MiB })
    expect(rising?.spanSeconds).toBe(60)
    expect(rising?.settled).toBe(true)
  })

  test('what is a rise in ten seconds is noise in sixty, and its pace kept up is a rise', () => {
    expect(trend(aCourse([40, 40.4, 40.7, 41, 41.3, 41.6], 2))?.direction).toBe('rising')
    expect(trend(aCourse([40, 40.4, 40.7, 41, 41.3, 41.6], 12))?.direction).toBe('flat')
    expect(trend(aCourse([40, 42, 44, 46, 48, 50], 12))?.direction).toBe('rising')
  })

  test('noise of a large service is larger than that of a small one', () => {
    expect(trend(aCourse([1000, 1001, 1002, 1003, 1004, 1005]))?.direction).toBe('flat')
    expect(trend(aCourse([20, 21, 22, 23, 24, 25]))?.direction).toBe('rising')
  })
})

describe('what belongs to the series', () => {
  test('a process that came later is no growth', () => {
    const old = aTrendProcess(100 * MiB)
    const young = aTrendProcess(80 * MiB, { pid: 200, startTicks: 9000 })
    const looks = [0, 1, 2, 3, 4].map((index) =>
      aLook(1000 + index, index < 2 ? [old] : [old, young]),
    )

    expect(trend(someTrend(looks))).toMatchObject({ direction: 'flat', ended: [] })
  })

  test('a large process that ended is named, and a new one with its number is another', () => {
    const before = aTrendProcess(100 * MiB)
    const after = aTrendProcess(20 * MiB, { startTicks: 9000 })
    const looks = [0, 1, 2, 3].map((index) => aLook(1000 + index, [index < 2 ? before : after]))

    expect(trend(someTrend(looks))).toMatchObject({ ended: [100], points: [] })
  })

  test('looks of several steps are one series; those from before a reboot are not in it', () => {
    const looks = (at: number) => [aLook(at, [aTrendProcess(100 * MiB)])]

    const joined = trend(
      someTrend(looks(9000), { bootId: 'before' }),
      someTrend(looks(1000)),
      someTrend(looks(1004)),
    )

    expect(joined?.spanSeconds).toBe(4)
    expect(joined?.evidence).toEqual(['e1/web-1', 'e2/web-1'])
  })

  test('what was measured after a forced collection is not the process’s own course', () => {
    const held = trend(
      aCourse([100, 110, 120, 130, 140]),
      someHeapFigures([aHeapReading()]),
      aCourse([20, 20, 20]),
    )

    expect(held?.direction).toBe('rising')
    expect(held?.samples).toHaveLength(5)
  })
})
