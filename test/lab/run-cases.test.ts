import { expect, test } from 'vitest'
import { type LabCase, nameOf } from './lab-case.ts'
import type { Lane } from './lanes.ts'
import type { Outcome } from './outcome.ts'
import { NOTHING_SEEN } from './run-case.ts'
import { runCases } from './run-cases.ts'

const never = new AbortController().signal

test('gives each lane the next case that is left, and returns the results in the order of the cases', async () => {
  const ran: string[][] = [[], []]
  const lanes = ran.map((names) => aLane((name) => (names.push(name), 'right')))

  const results = await runCases(['a', 'b', 'c', 'd'].map(aCase), lanes, {
    signal: never,
    onResult: () => undefined,
  })

  expect(ran.flat().toSorted()).toEqual(['a/control', 'b/control', 'c/control', 'd/control'])
  expect(ran.every((names) => names.length > 0)).toBe(true)
  expect(results.map((each) => each.labCase.family)).toEqual(['a', 'b', 'c', 'd'])
})

test('runs a void case once more when the others are done, and tells of both', async () => {
  const outcomes: Outcome[] = ['void', 'right', 'right']
  const ran: string[] = []
  const lane = aLane((name) => (ran.push(name), outcomes.shift() ?? 'failed'))
  const told: Outcome[] = []

  const results = await runCases(['a', 'b'].map(aCase), [lane], {
    signal: never,
    onResult: ({ outcome }) => told.push(outcome),
  })

  expect(ran).toEqual(['a/control', 'b/control', 'a/control'])
  expect(told).toEqual(['void', 'right', 'right'])
  expect(results.map((each) => each.outcome)).toEqual(['right', 'right'])
})

test('runs a case once more whose service did not start', async () => {
  const outcomes: Outcome[] = ['failed', 'right']
  const lane = aLane(() => outcomes.shift() ?? 'failed')

  const results = await runCases([aCase('a')], [lane], { signal: never, onResult: () => undefined })

  expect(results.map((each) => each.outcome)).toEqual(['right'])
})

test('a case whose lane ended has failed', async () => {
  const lane: Lane = {
    run: () => Promise.reject(new Error('the lane ended')),
    end: () => undefined,
    ended: Promise.resolve(),
  }

  const [result] = await runCases([aCase('a')], [lane], {
    signal: never,
    onResult: () => undefined,
  })

  expect(result).toMatchObject({
    outcome: 'failed',
    why: 'a/control could not be run: Error: the lane ended',
  })
})

test('takes no further case when it was interrupted, and leaves out the one that was under way', async () => {
  const interrupted = new AbortController()
  const lane = aLane((name) => {
    if (name === 'b/control') interrupted.abort()
    return 'right'
  })

  const results = await runCases(['a', 'b', 'c'].map(aCase), [lane], {
    signal: interrupted.signal,
    onResult: () => undefined,
  })

  expect(results.map((each) => each.labCase.family)).toEqual(['a'])
})

function aLane(outcomeOf: (name: string) => Outcome): Lane {
  return {
    async run(labCase) {
      await Promise.resolve()
      return {
        ...NOTHING_SEEN,
        labCase,
        outcome: outcomeOf(nameOf(labCase)),
        why: '',
        seconds: 1,
      }
    },
    end: () => undefined,
    ended: Promise.resolve(),
  }
}

function aCase(family: string): LabCase {
  return {
    family,
    variant: 'control',
    about: 'nothing happens',
    truth: { cause: 'healthy' },
    service: { script: 'steady.js' },
    limitMiB: 256,
    premise: () => null,
  }
}
