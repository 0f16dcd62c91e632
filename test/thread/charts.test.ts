import { expect, test } from 'vitest'
import { accountChart, predictionChart } from '../../src/thread/charts.ts'
import { aState, GiB, MiB } from '../support/builders.ts'
import { theCase } from '../support/the-case.ts'

test('the account is drawn largest first, and its bars add up to the usage', () => {
  const chart = accountChart({
    limitBytes: 2 * GiB,
    usageBytes: 110 * MiB,
    items: [
      { name: 'master, private', bytes: 20 * MiB, evidence: [] },
      { name: 'workers, private', bytes: 80 * MiB, evidence: [] },
    ],
    unexplainedBytes: 10 * MiB,
  })

  expect(chart).toEqual({
    kind: 'bars',
    title: 'Where the memory is',
    unit: 'bytes',
    bars: [
      { label: 'workers, private', value: 80 * MiB },
      { label: 'master, private', value: 20 * MiB },
      { label: 'unexplained', value: 10 * MiB },
    ],
    levels: [{ label: 'limit', value: 2 * GiB }],
  })
})

test('nothing measured gives no chart', () => {
  expect(
    accountChart({ limitBytes: null, usageBytes: 0, items: [], unexplainedBytes: 0 }),
  ).toBeNull()
  expect(predictionChart(aState())).toBeNull()
})

test('the prediction stands beside what was measured', () => {
  const chart = predictionChart(theCase())

  expect(chart?.kind === 'bars' ? chart.bars.map((bar) => bar.label) : null).toEqual([
    'measured',
    'predicted after the fix',
  ])
})
