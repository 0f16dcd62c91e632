import { expect, test } from 'vitest'
import { accountChart, predictionChart, trendChart } from '../../src/thread/charts.ts'
import { aState, evidenceEvent, GiB, MiB, someEvidence } from '../support/builders.ts'
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

test('looks at the memory over time are drawn at their times, by anonymous memory where it was read', () => {
  const look = (atSeconds: number, rssBytes: number, anonBytes: number | null = null) => ({
    atSeconds,
    processes: [],
    count: 49,
    rssBytes,
    anonBytes,
    traffic: null,
  })
  const trend = someEvidence(
    {
      kind: 'trend',
      bootId: null,
      ticksPerSecond: 100,
      samples: [
        look(1_000, 10 * MiB),
        look(1_060, 90 * MiB, 20 * MiB),
        look(1_120, 95 * MiB, 30 * MiB),
      ],
    },
    { id: 'trend/web-1', at: '2026-11-23T20:02:00.000Z' },
  )

  const chart = trendChart(aState([evidenceEvent(trend)]))

  expect(chart?.kind === 'lines' ? chart.series : null).toEqual([
    {
      label: 'web-1',
      points: [
        { at: '2026-11-23T20:00:00.000Z', value: 10 * MiB },
        { at: '2026-11-23T20:01:00.000Z', value: 20 * MiB },
        { at: '2026-11-23T20:02:00.000Z', value: 30 * MiB },
      ],
    },
  ])
  expect(trendChart(aState())).toBeNull()
})
