import { expect, test } from 'vitest'
import type { LabCase } from './lab-case.ts'
import type { Outcome } from './outcome.ts'
import { confusion, score, table } from './report.ts'
import type { CaseResult } from './run-case.ts'

test('passes from nine decided in ten on, and never with a wrong verdict', () => {
  expect(score(results(9, 'right', 1, 'undecided'))).toMatchObject({ passed: true })
  expect(score(results(8, 'right', 2, 'undecided'))).toMatchObject({ passed: false })
  expect(score(results(99, 'right', 1, 'wrong'))).toMatchObject({ passed: false })
})

test('does not pass with a case that was not what it says, or that could not be run', () => {
  expect(score(results(99, 'right', 1, 'void')).passed).toBe(false)
  expect(score(results(99, 'right', 1, 'failed')).passed).toBe(false)
  expect(score(results(99, 'right', 1, 'skipped')).passed).toBe(true)
  expect(score([]).passed).toBe(false)
})

test('tells the score in words', () => {
  expect(score(results(8, 'right', 2, 'undecided')).text).toBe(
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
    labCase: aCase(),
    outcome: each,
    why: '',
    document: null,
    usageRatio: null,
    investigationSeconds: null,
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
