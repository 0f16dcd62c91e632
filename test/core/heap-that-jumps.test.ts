import { describe, expect, test } from 'vitest'
import { MiB, someLoad } from '../support/builders.ts'
import { figures, heapOf, oneWorker, readings } from '../support/rule-scenes.ts'
import { judgedAndSettled } from '../support/settled.ts'

/** Heap after each forced collection, in MiB, of a process near its limit. */
function verdictOf(heapMiB: readonly number[]): ReturnType<typeof judgedAndSettled> {
  return judgedAndSettled([someLoad(), oneWorker(400 * MiB), figures(readings(heapMiB, heapOf))], {
    memoryLimitBytes: 500 * MiB,
  })
}

describe('a heap that grows in one step', () => {
  // Measured at a cache of 900,000 entries that drops the oldest for each new one: its table was made larger.
  test('is no leak: a table was made larger', () => {
    const { verdict } = verdictOf([265.99, 294.02, 294.03, 294.04, 294.03])

    expect(verdict.cause).not.toBe('js-heap-leak')
    expect(verdict.contributing.map(({ cause }) => cause)).not.toContain('js-heap-leak')
    // It grew, so that it is not ruled out either.
    expect(verdict.ruledOut.map(({ cause }) => cause)).not.toContain('js-heap-leak')
  })

  test('is a leak where it grows beside that step as well', () => {
    const { verdict } = verdictOf([200, 205, 238, 243, 248])

    expect(verdict.cause).toBe('js-heap-leak')
  })
})
