import { expect, test } from 'vitest'
import type { LabCase } from './lab-case.ts'
import type { Outcome } from './outcome.ts'
import { confusion, score, table } from './report.ts'
import { type CaseResult, NOTHING_SEEN } from './run-case.ts'

const whole = { isChoice: false }

test('passes from nine decided in ten on, and never with a wrong verdict', () => {
  expect(score(results(9, 'right', 1, 'undecided'), whole)).toMatchObject({ passed: true })
  expect(score(results(8, 'right', 2, 'undecided'), whole)).toMatchObject({ passed: false })
  expect(score(results(99, 'right', 1, 'wrong'), whole)).toMatchObject({ passed: false })
})

test('passes a choice of cases only where all are decided', () => {
  expect(score(results(9, 'right', 1, 'undecided'), { isChoice: true }).passed).toBe(false)
  expect(score(results(13, 'right', 1, 'right'), { isChoice: true }).passed).toBe(true)
})

test('does not pass with a case that was not what it says, or that could not be run', () => {
  expect(score(results(99, 'right', 1, 'void'), whole).passed).toBe(false)
  expect(score(results(99, 'right', 1, 'failed'), whole).passed).toBe(false)
  expect(score(results(99, 'right', 1, 'skipped'), whole).passed).toBe(true)
  expect(score([], whole).passed).toBe(false)
})

test('tells the score in words', () => {
  expect(score(results(8, 'right', 2, 'undecided'), whole).text).toBe(
    '10 cases: 8 right, 2 undecided; 80 % decided',
  )
})

test('shows a case without a verdict in the table, and leaves it out of the confusion matrix', () => {
  const lines = table(results(1, 'failed', 0, 'right'))

  expect(lines[1]).toBe(
    'steady/control  healthy  -        -           -          -      -        2 s   failed',
  )
  expect(confusion(results(1, 'failed', 0, 'right'))).toEqual(['  '])
})

function results(some: number, outcome: Outcome, more: number, other: Outcome): CaseResult[] {
  return [
    ...Array.from({ length: some }, () => outcome),
    ...Array.from({ length: more }, () => other),
  ].map((each) => ({
    ...NOTHING_SEEN,
    labCase: aCase(),
    outcome: each,
    why: '',
    seconds: 2,
  }))
}

function aCase(): LabCase {
  return {
    family: 'steady',
    variant: 'control',
    about: 'nothing happens',
    truth: { cause: 'healthy' },
    service: { script: 'steady.js' },
    limitMiB: 256,
    premise: () => null,
  }
}
