import { describe, expect, test } from 'vitest'
import type { HeapReading } from '../../../src/core/heap-values.ts'
import { MiB, someCpuinfo, someLoad } from '../../support/builders.ts'
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
