import { expect, test } from 'vitest'
import { ALL_CASES } from './all-cases.ts'
import { nameOf } from './lab-case.ts'
import { choose, readOptions } from './options.ts'

test('chooses the same cases for the same seed, and others for another', () => {
  const names = (seed: string) =>
    choose(ALL_CASES, readOptions(['--seed', seed, '--count', '5'])).map(nameOf)

  expect(names('7')).toHaveLength(5)
  expect(names('7')).toEqual(names('7'))
  expect(names('7')).not.toEqual(names('8'))
})

test('takes all cases without a count, in their order, and only those that are named', () => {
  expect(choose(ALL_CASES, readOptions([]))).toEqual(ALL_CASES)
  expect(
    choose(ALL_CASES, readOptions(['--only', 'tmpfs/control,page-cache/obv'])).map(nameOf),
  ).toEqual(['page-cache/obvious', 'tmpfs/control'])
})

test('runs one lane unless told otherwise, and never none', () => {
  expect(readOptions([]).lanes).toBe(1)
  expect(readOptions(['--lanes', '3']).lanes).toBe(3)
  expect(readOptions(['--lanes', '0']).lanes).toBe(1)
})

test('refuses what it does not know', () => {
  expect(() => readOptions(['--count', 'many'])).toThrow(
    '--count takes a whole number, not `many`.',
  )
  expect(() => readOptions(['--fast'])).toThrow("Unknown option '--fast'")
})

test('has each name once, and a control in every family of faults', () => {
  const names = ALL_CASES.map(nameOf)
  const families = [...new Set(ALL_CASES.map((each) => each.family))]

  expect(new Set(names).size).toBe(names.length)
  for (const family of families) {
    const variants = ALL_CASES.filter((each) => each.family === family).map((each) => each.variant)
    expect([family, variants]).toEqual([family, ['obvious', 'subtle', 'control']])
  }
})
