import { expect, test } from 'vitest'
import type { Chart } from '../../src/core/chart.ts'
import type { State } from '../../src/core/state.ts'
import type { Values } from '../../src/core/values.ts'
import { chartPosts } from '../../src/thread/chart-posts.ts'
import {
  aRow,
  aState,
  evidenceEvent,
  MiB,
  someCpuinfo,
  someEvidence,
  someTop,
} from '../support/builders.ts'
import { aHeapComparison } from '../support/heap-builders.ts'
import { theCase } from '../support/the-case.ts'

/** The charts of a settled investigation with this evidence, each node its own. */
function chartsOf(...values: readonly Values[]): ReadonlyMap<string, Chart> {
  const { verdict, account } = theCase()
  const evidence = values.map((each, index) =>
    evidenceEvent(someEvidence(each, { id: `${each.kind}/web-${index}`, node: `web-${index}` })),
  )
  const state: State = { ...aState(evidence), verdict, account }
  return new Map(
    chartPosts(state).flatMap(({ key, parts }) =>
      parts.flatMap((part) => (part.kind === 'chart' ? [[key, part.chart] as const] : [])),
    ),
  )
}

test('workers are drawn against the CPUs that they may use, of the node where they are farthest apart', () => {
  const charts = chartsOf(
    someCpuinfo({ workers: 4, usable: 2, logical: 8 }),
    someCpuinfo({ workers: 48, usable: 2, logical: 48 }),
  )

  expect(charts.get('chart:workers')).toMatchObject({
    unit: 'count',
    bars: [
      { label: 'workers', value: 48 },
      { label: 'CPUs of the host', value: 48 },
      { label: 'CPUs the service may use', value: 2 },
    ],
  })
})

test('workers that fit their CPUs are no chart', () => {
  expect(chartsOf(someCpuinfo({ workers: 2, usable: 2 })).has('chart:workers')).toBe(false)
})

test('memory is drawn by process where one stands out, the largest first, and a dozen at most', () => {
  const processes = Array.from({ length: 20 }, (_, index) =>
    aRow({ pid: 100 + index, role: 'worker', privateBytes: (index === 7 ? 900 : 20) * MiB }),
  )

  const chart = chartsOf(someTop({ processes })).get('chart:processes')

  expect(chart).toMatchObject({ title: 'Memory by process: the largest 12 of 20', unit: 'bytes' })
  const bars = chart?.kind === 'bars' ? chart.bars : []
  expect(bars).toHaveLength(12)
  expect(bars[0]).toEqual({ label: 'worker 107', value: 900 * MiB })
})

test('processes that are alike are no chart: the account tells it all', () => {
  const processes = [100, 101, 102].map((pid) => aRow({ pid, privateBytes: 20 * MiB }))

  expect(chartsOf(someTop({ processes })).has('chart:processes')).toBe(false)
})

test('the growth of a heap is drawn by class, the largest first; what shrank is left out', () => {
  const grown = (name: string, deltaBytes: number) => ({
    class: name,
    added: 1,
    removed: 0,
    deltaBytes,
    retainedBytes: deltaBytes,
  })
  const classes = [grown('Map', 5 * MiB), grown('Session', 90 * MiB), grown('Timeout', -2 * MiB)]

  expect(chartsOf(aHeapComparison({ classes })).get('chart:growth')).toMatchObject({
    title: 'Heap growth by class',
    bars: [
      { label: 'Session', value: 90 * MiB },
      { label: 'Map', value: 5 * MiB },
    ],
  })
})
