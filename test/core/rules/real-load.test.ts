import { describe, expect, test } from 'vitest'
import { aHeapReading } from '../../support/heap-builders.ts'
import { MiB, someLoad } from '../../support/builders.ts'
import { figures, oneWorker } from '../../support/rule-scenes.ts'
import { judgedAndSettled } from '../../support/settled.ts'

/** Forced readings a quarter of a minute apart: open connections and MiB of external memory of each, beside 150 MiB of heap. */
function seen(list: readonly (readonly [open: number, mebibytes: number])[]) {
  const inside = list.map(([open, mebibytes], index) =>
    aHeapReading({
      at: new Date(Date.UTC(2026, 10, 25, 10, 0, index * 15)).toISOString(),
      heapUsedBytes: 150 * MiB,
      heapTotalBytes: 153 * MiB,
      externalBytes: mebibytes * MiB,
      rssBytes: (mebibytes + 220) * MiB,
      resources: [
        { type: 'TCPSocketWrap', count: open },
        { type: 'Timeout', count: 5 },
      ],
    }),
  )
  return judgedAndSettled(
    [
      someLoad({ serviceCpus: 0.34, usableCpus: 0.5, connections: 178 }),
      oneWorker(278 * MiB),
      figures(inside),
    ],
    { memoryLimitBytes: 470 * MiB },
  )
}

/** As measured of requests that hold a megabyte each: test/lab/cases/real-load.ts. */
const REQUESTS = [
  [128, 126.7],
  [112, 111.1],
  [133, 131.6],
  [81, 76.9],
  [129, 135.5],
] as const

describe('what is held after forced collections and goes with the open connections', () => {
  test('is the load, by what it costs at its height', () => {
    const { verdict } = seen(REQUESTS)

    expect(verdict).toMatchObject({ cause: 'real-load', confidence: 'confirmed' })
    expect(verdict.because).toContain('snapshot.follows-connections/web-1')
    expect(verdict.explainedBytes).toBeCloseTo(((131.6 - 76.9) / (133 - 81)) * 133 * MiB, -1)
    expect(verdict.text).toContain('282 MiB with 133 of them open, 227 MiB with 81')
  })

  test('is not said beside what is held more and more', () => {
    const { verdict } = seen(REQUESTS.map(([open, size], index) => [open, size + index * 60]))

    expect(verdict.cause).not.toBe('real-load')
  })

  // Measured on a crowded machine, where by chance more and more requests were in flight.
  test('is no leak for growing with connections that only became more: inconclusive', () => {
    const rising = [
      [82, 81.9],
      [84, 84.9],
      [91, 90.7],
      [98, 98.6],
      [103, 105.4],
    ] as const
    const { verdict } = seen(rising)
    const alone = seen(rising.map(([, mebibytes]) => [3, mebibytes])).verdict

    expect(alone).toMatchObject({ cause: 'external-memory', confidence: 'confirmed' })
    expect(verdict.cause).toBe('inconclusive')
    expect(verdict.text).toContain('does not tell whether that is the cause')
    expect(verdict.text).not.toContain('speaks against')
    expect(verdict.nextMeasurement?.text).toContain('measure again when there are fewer')
  })
})
