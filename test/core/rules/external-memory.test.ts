import { describe, expect, test } from 'vitest'
import type { HeapReading } from '../../../src/core/heap-values.ts'
import { aCgroup, MiB, someLoad } from '../../support/builders.ts'
import { figures, GROWING, oneWorker, readings } from '../../support/rule-scenes.ts'
import { judgedAndSettled } from '../../support/settled.ts'

describe('external-memory', () => {
  const externalOf = (bytes: number): Partial<HeapReading> => ({
    heapUsedBytes: 6 * MiB,
    heapTotalBytes: 8 * MiB,
    externalBytes: bytes,
    arrayBuffersBytes: bytes,
    rssBytes: bytes + 60 * MiB,
  })

  test('Buffers that are held more and more, with a small heap', () => {
    const { verdict } = judgedAndSettled(
      [someLoad(), oneWorker(210 * MiB), figures(readings(GROWING, externalOf))],
      { memoryLimitBytes: 300 * MiB },
    )

    expect(verdict).toMatchObject({ cause: 'external-memory', confidence: 'confirmed' })
    expect(verdict.ruledOut.map((each) => each.cause)).toContain('js-heap-leak')
  })

  test('counters above what is resident explain no more than what is resident', () => {
    const list = readings(GROWING, (bytes) => ({ ...externalOf(bytes), externalBytes: bytes * 2 }))

    const { verdict } = judgedAndSettled([someLoad(), oneWorker(210 * MiB), figures(list)], {
      memoryLimitBytes: 300 * MiB,
    })

    expect(verdict.explainedBytes).toBe((180 + 60 - 8) * MiB - 44_000_000)
  })

  // zlib streams that stay open show in no counter of V8: measured on Node 18, 20 and 24.
  test('native memory that grows beside all counters', () => {
    const list = readings(GROWING, (bytes) => ({
      heapUsedBytes: 6 * MiB,
      heapTotalBytes: 8 * MiB,
      externalBytes: 2 * MiB,
      rssBytes: bytes + 60 * MiB,
    }))

    const { verdict } = judgedAndSettled([someLoad(), oneWorker(210 * MiB), figures(list)], {
      memoryLimitBytes: 300 * MiB,
    })

    expect(verdict).toMatchObject({ cause: 'external-memory', confidence: 'confirmed' })
    expect(verdict.text).toContain('Native memory')
    expect(verdict.because).toEqual(['snapshot.native-growth/web-1'])
  })

  // Measured on a service whose output waits: 1.2 MB beside 7.5 MB of heap, and beside 35 MB that nothing counts.
  test('a little that grows beside a growing heap is not native memory that leaks', () => {
    const list = readings([81, 83, 85, 87, 89], (bytes) => ({
      heapUsedBytes: bytes,
      heapTotalBytes: bytes + 3 * MiB,
      externalBytes: 2 * MiB,
      rssBytes: Math.round(bytes * 1.16) + 80 * MiB,
    }))

    const { verdict } = judgedAndSettled([someLoad(), oneWorker(120 * MiB), figures(list)], {
      memoryLimitBytes: 160 * MiB,
    })

    expect(verdict.cause).toBe('js-heap-leak')
    expect(verdict.contributing.map(({ cause }) => cause)).not.toContain('external-memory')
  })

  // Measured with --max-semi-space-size=64: 108 MB beside the heap before, 62 after the first collection, then 66.
  test('what V8 takes again after the first collection is not native memory that leaks', () => {
    const list = readings(
      [60, 62, 64, 66, 68],
      (beside) => ({
        heapUsedBytes: 12 * MiB,
        heapTotalBytes: 16 * MiB,
        externalBytes: 2 * MiB,
        rssBytes: beside + 18 * MiB,
      }),
      { heapUsedBytes: 60 * MiB, heapTotalBytes: 150 * MiB, rssBytes: 260 * MiB },
    )

    const { verdict } = judgedAndSettled([someLoad(), oneWorker(215 * MiB), figures(list)], {
      memoryLimitBytes: 300 * MiB,
    })

    expect(verdict.cause).not.toBe('external-memory')
  })

  test('a slow native leak beside much that was there before explains what it can have gained, and half of the rest', () => {
    const list = readings([160, 162, 164, 166, 168], (bytes) => ({
      heapUsedBytes: 6 * MiB,
      heapTotalBytes: 8 * MiB,
      externalBytes: 2 * MiB,
      rssBytes: bytes + 54 * MiB,
    }))
    const young = figures(list, 120)

    const { verdict } = judgedAndSettled([someLoad(), oneWorker(210 * MiB), young], {
      memoryLimitBytes: 300 * MiB,
    })

    // 8 MiB a minute for two minutes are 16 MiB; 222 - 8 - 2 MiB less the runtime's 44 MB are all. Beside it 0.1 MB
    // of external memory are counted.
    expect(verdict.cause).toBe('external-memory')
    expect(verdict.explainedBytes).toBe(97_537_664 + 97_152)
  })

  // Measured in the laboratory: a service with some hundred requests in flight.
  test('Buffers that come and go between forced collections belong to requests, and are not held', () => {
    const list = readings([154, 148, 120, 124, 152], externalOf)

    const { verdict } = judgedAndSettled([someLoad(), oneWorker(200 * MiB), figures(list)], {
      memoryLimitBytes: 300 * MiB,
    })

    expect(verdict.cause).toBe('inconclusive')
    expect(verdict.text).toContain('does not tell whether that is the cause')
    expect(verdict.text).not.toContain('speaks against')
  })

  test('requests that were done when the first collection came are not garbage that V8 may keep', () => {
    const list = readings([60, 52, 40, 48, 60], externalOf, {
      externalBytes: 120 * MiB,
      rssBytes: 180 * MiB,
    })

    const { verdict } = judgedAndSettled([someLoad(), oneWorker(150 * MiB), figures(list)], {
      memoryLimitBytes: 300 * MiB,
    })

    expect(verdict.cause).not.toBe('healthy')
  })

  test('files on a tmpfs are not page cache', () => {
    const cgroup = aCgroup({
      memoryLimitBytes: 256 * MiB,
      memoryUsageBytes: 210 * MiB,
      anonBytes: 40 * MiB,
      fileBytes: 165 * MiB,
      shmemBytes: 150 * MiB,
      foreignProcesses: 0,
    })

    const { verdict } = judgedAndSettled(
      [someLoad({ cgroup }), { ...oneWorker(40 * MiB), cgroup }],
      { memoryLimitBytes: 256 * MiB },
    )

    expect(verdict).toMatchObject({
      cause: 'external-memory',
      confidence: 'confirmed',
      explainedBytes: 150 * MiB,
    })
    expect(verdict.text).toContain('tmpfs')
  })

  // A thread that keeps 0.7 MB of objects a second: measured, rss 102 to 176 MiB, and no counter of the main thread moves.
  test('what grows beside all counters may be the heap of a worker_thread: inconclusive', () => {
    const list = readings([102, 117, 138, 152, 176], (bytes) => ({
      heapUsedBytes: 5.4 * MiB,
      heapTotalBytes: 7 * MiB,
      externalBytes: 2.4 * MiB,
      rssBytes: bytes,
    }))
    const seen = oneWorker(62 * MiB)
    const withThread = { ...seen, threads: [{ pid: 100, names: THREADS }] }

    const known = judgedAndSettled([someLoad(), seen, figures(list)], {}).verdict
    const { verdict } = judgedAndSettled([someLoad(), withThread, figures(list)], {})

    expect(known).toMatchObject({ cause: 'external-memory', confidence: 'confirmed' })
    expect(verdict).toMatchObject({
      cause: 'inconclusive',
      contributing: [{ cause: 'external-memory', confidence: 'possible' }],
    })
    expect(verdict.text).not.toContain('Memory rose by')
    expect(verdict.nextMeasurement?.text).toContain('Process 100 runs a worker_thread')
  })
})

const THREADS = [
  { name: 'MainThread', count: 1 },
  { name: 'V8Worker', count: 4 },
  { name: 'WorkerThread', count: 1 },
]
