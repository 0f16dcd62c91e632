import { describe, expect, test } from 'vitest'
import type { HeapReading } from '../../../src/core/heap-values.ts'
import { aCluster, MiB, someCpuinfo, someLoad, someTop } from '../../support/builders.ts'
import { figures, LEVEL, oneWorker, readings } from '../../support/rule-scenes.ts'
import { judgedAndSettled } from '../../support/settled.ts'

describe('allocator-fragmentation', () => {
  const slackOf = (bytes: number): Partial<HeapReading> => ({
    heapUsedBytes: 6 * MiB,
    heapTotalBytes: 8 * MiB,
    externalBytes: 2 * MiB,
    rssBytes: bytes + 60 * MiB,
  })

  test('resident memory that nothing counts, does not grow, and stays after a collection', () => {
    const { verdict } = judgedAndSettled(
      [someLoad(), oneWorker(200 * MiB), figures(readings(LEVEL, slackOf))],
      { memoryLimitBytes: 300 * MiB },
    )

    expect(verdict).toMatchObject({ cause: 'allocator-fragmentation', confidence: 'likely' })
    expect(verdict.nextMeasurement?.text).toContain('MALLOC_ARENA_MAX')
  })

  test('of one small process among others is not the cause, though it would explain what is too much', () => {
    const small = { privateBytes: 35 * MiB, anonBytes: 35 * MiB }
    const rows = aCluster(2, small).map((row) =>
      row.role === 'master' ? { ...row, privateBytes: 140 * MiB, anonBytes: 140 * MiB } : row,
    )

    const { verdict } = judgedAndSettled(
      [someLoad(), someTop({ processes: rows }), figures(readings([26, 26, 26, 26, 26], slackOf))],
      { memoryLimitBytes: 320 * MiB },
    )

    expect(verdict.cause).toBe('inconclusive')
    expect(verdict.contributing[0]).toMatchObject({
      cause: 'allocator-fragmentation',
      confidence: 'possible',
    })
  })

  test('the heaps of worker_threads are no fragments', () => {
    const top = {
      ...oneWorker(200 * MiB),
      threads: [
        {
          pid: 100,
          names: [
            { name: 'MainThread', count: 1 },
            { name: 'WorkerThread', count: 16 },
          ],
        },
      ],
    }

    const { verdict } = judgedAndSettled(
      [someLoad(), top, someCpuinfo(), figures(readings(LEVEL, slackOf))],
      { memoryLimitBytes: 300 * MiB },
    )

    expect(verdict.cause).toBe('overforked-workers')
    expect(verdict.contributing.map((each) => each.cause)).toEqual([])
  })
})
