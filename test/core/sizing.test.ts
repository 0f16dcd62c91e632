import { expect, test } from 'vitest'
import {
  excessOf,
  neededWorkers,
  privateOf,
  sharedOnce,
  workerMemory,
} from '../../src/core/sizing.ts'
import { thresholds } from '../steps/support/run-probe.ts'
import { aRow, MiB, workers } from '../steps/support/some-evidence.ts'

test.each([
  ['nothing is known', null, null, 2],
  ['the service idles', 0.02, 48, 2],
  ['two workers are busy', 1.4, 48, 2],
  ['a little more is used', 1.5, 48, 3],
  ['the CPUs are all in use', 8, 4, 4],
  ['there is one CPU only', 1, 1, 2],
])('needs workers when %s', (_name, used, usable, expected) => {
  expect(neededWorkers(thresholds, { used, usable })).toBe(expected)
})

test.each([
  ['private memory', { privateBytes: 9 * MiB, anonBytes: 10 * MiB }, 9 * MiB],
  ['anonymous memory', { anonBytes: 10 * MiB }, 10 * MiB],
  ['resident less shared memory', {}, 23 * MiB],
  ['resident memory', { sharedRssBytes: null }, 37 * MiB],
  ['nothing rather than a negative amount', { sharedRssBytes: 99 * MiB }, 0],
])("takes %s for a process's own", (_name, over, expected) => {
  expect(privateOf(aRow(over))).toBe(expected)
})

test('counts shared pages once: the rest of the PSS where it is known, else the largest share', () => {
  const known = workers(4, { pssBytes: 12 * MiB, privateBytes: 9 * MiB })

  expect(sharedOnce(known)).toBe(12 * MiB)
  expect(sharedOnce([...known, aRow({ sharedRssBytes: 15 * MiB })])).toBe(15 * MiB)
  expect(sharedOnce([])).toBe(0)
})

test('gives the cost of workers beyond those needed', () => {
  const memory = workerMemory([
    aRow({ role: 'master' }),
    ...workers(47),
    aRow({ rssBytes: 60 * MiB }),
  ])

  expect(memory.workers).toBe(48)
  expect(memory.privateBytes).toBe(1127 * MiB)
  expect(memory.unevenness).toBeCloseTo(1.959, 3)
  expect(excessOf(memory, 2)).toBe(1_132_505_771)
  expect(excessOf(memory, 60)).toBe(0)
  expect(workerMemory([])).toEqual({
    workers: 0,
    privateBytes: 0,
    meanBytes: 0,
    medianBytes: 0,
    unevenness: 1,
  })
})
