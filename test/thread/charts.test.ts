import { expect, test } from 'vitest'
import { accountChart, predictionChart, trendChart } from '../../src/thread/charts.ts'
import { aState, evidenceEvent, GiB, MiB, someEvidence } from '../support/builders.ts'
import { nodesOf, onNodes } from '../support/a-fleet.ts'
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

function look(atSeconds: number, rssBytes: number, anonBytes: number | null = null) {
  return { atSeconds, processes: [], count: 49, rssBytes, anonBytes, traffic: null }
}

test('looks at the memory over time are drawn at their times, by anonymous memory where it was read', () => {
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

test('of many nodes the fullest are drawn over time, and the title says so', () => {
  const nodes = nodesOf(80)
  const trends = nodes.map((node, index) => {
    const samples = [1_000, 1_060, 1_120].map((at) => look(at, (index + 1) * MiB))
    const values = { kind: 'trend', bootId: null, ticksPerSecond: 100, samples } as const
    return evidenceEvent(someEvidence(values, { id: `trend/${node}`, node }))
  })

  const chart = trendChart(onNodes(nodes, trends))

  expect(chart?.title).toBe('Anonymous memory over time, on the 6 of 80 nodes that have the most')
  expect(chart?.kind === 'lines' ? chart.series.map(({ label }) => label) : null).toEqual([
    'web-80',
    'web-79',
    'web-78',
    'web-77',
    'web-76',
    'web-75',
  ])
})
