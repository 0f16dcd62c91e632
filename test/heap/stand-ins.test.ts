import { expect, test } from 'vitest'
import { atLeastNew } from '../../src/heap/stand-ins.ts'

const picked = (of: number) => Array.from({ length: of }, (_, at) => at)

test.each([
  {
    what: 'all of a class, of which 1000 are old',
    count: 1500,
    found: 400,
    before: 1000,
    least: 500,
  },
  { what: 'half of it, so that all may be old', count: 2000, found: 200, before: 1000, least: 0 },
  // Four fifths, less two standard errors of 2 %: 7600 of 10,000.
  { what: 'most of it', count: 10_000, found: 320, before: 2000, least: 5600 },
])('of what holds of $what so many are new', ({ count, found, before, least }) => {
  expect(atLeastNew({ picked: picked(400), count, before }, found)).toBe(least)
})

test('a class that is known whole has no error of sampling', () => {
  expect(atLeastNew({ picked: picked(100), count: 100, before: 20 }, 80)).toBe(60)
})
