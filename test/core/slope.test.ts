import { array, assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rankCorrelation, slopeOf } from '../../src/core/slope.ts'

const line = (values: readonly number[], every = 1) =>
  values.map((value, index) => ({ atSeconds: index * every, value }))

describe('the slope', () => {
  test('of a straight line is exact, and so is its interval', () => {
    expect(slopeOf(line([10, 12, 14, 16, 18, 20], 2))).toEqual({
      perSecond: 1,
      lowPerSecond: 1,
      highPerSecond: 1,
      points: 6,
      spanSeconds: 10,
    })
  })

  test('is not moved by one peak', () => {
    expect(slopeOf(line([5, 5, 5, 500, 5, 5, 5]))?.perSecond).toBe(0)
  })

  test('has an interval of the ranked pair slopes, and all of them for few points', () => {
    const noisy = slopeOf(line([0, 3, 1, 4, 2, 5, 3, 6]))

    expect(noisy?.perSecond).toBe(0.5)
    expect(noisy?.lowPerSecond).toBeLessThan(noisy?.perSecond ?? 0)
    expect(noisy?.highPerSecond).toBeGreaterThan(noisy?.perSecond ?? 0)
    expect(slopeOf(line([0, 1, 10]))).toMatchObject({ lowPerSecond: 1, highPerSecond: 9 })
  })

  test('is null without two moments', () => {
    expect(slopeOf([])).toBeNull()
    expect(
      slopeOf([
        { atSeconds: 1, value: 1 },
        { atSeconds: 1, value: 2 },
      ]),
    ).toBeNull()
  })

  test('lies in its interval, and turns with the sign of the values', () => {
    const values = array(integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 })
    assert(
      property(values, (list) => {
        const slope = slopeOf(line(list))
        const turned = slopeOf(line(list.map((value) => -value)))
        if (slope === null || turned === null) throw new Error('no slope')

        expect(slope.lowPerSecond).toBeLessThanOrEqual(slope.perSecond)
        expect(slope.highPerSecond).toBeGreaterThanOrEqual(slope.perSecond)
        expect(turned.perSecond).toBeCloseTo(-slope.perSecond, 9)
        expect(turned.lowPerSecond).toBeCloseTo(-slope.highPerSecond, 9)
      }),
    )
  })
})

test('rank correlation is 1, -1 or 0, whatever the distances', () => {
  expect(rankCorrelation([1, 2, 3, 100], [5, 6, 7, 8])).toBe(1)
  expect(rankCorrelation([1, 2, 3, 4], [8, 7, 6, 5])).toBe(-1)
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBe(0)
})
