import { describe, expect, test } from 'vitest'
import type { HeapReading } from '../../src/core/heap-values.ts'
import { aCgroup, aCluster, MiB, someCpuinfo, someLoad, someTop } from '../support/builders.ts'
import { figures, GROWING, heapOf, LEVEL, oneWorker, readings } from '../support/rule-scenes.ts'
import { judgedAndSettled } from '../support/settled.ts'
import { aCourse } from '../support/trend-builders.ts'

describe('js-heap-leak', () => {
  test('a heap that grows between forced collections explains what it holds', () => {
    const { verdict } = judgedAndSettled(
      [someLoad(), oneWorker(220 * MiB), figures(readings(GROWING, heapOf))],
      { memoryLimitBytes: 300 * MiB },
    )

    expect(verdict).toMatchObject({
      cause: 'js-heap-leak',
      confidence: 'confirmed',
      because: ['snapshot.heap-growth/web-1'],
    })
    // Growth since the start at the measured pace says 200 MiB: more than the heap has, so all but an empty one, and
    // but the 20 MiB that came after the account was taken.
    expect(verdict.explainedBytes).toBe(160 * MiB - 5_500_000)
  })

  test('what a fast leak gained while it was looked at is not in the account, nor in the prediction', () => {
    const { verdict } = judgedAndSettled(
      [someLoad(), oneWorker(90 * MiB), figures(readings([84, 123, 164, 202, 239], heapOf))],
      { memoryLimitBytes: 100 * MiB },
    )

    expect(verdict.cause).toBe('js-heap-leak')
    expect(verdict.explainedBytes).toBe(84 * MiB - 5_500_000)
    expect(verdict.fix?.predictedUsageBytes).toBeGreaterThan(5 * MiB)
  })

  test('a leak that was looked into long after the account holds no more than the process had then', () => {
    const { verdict } = judgedAndSettled(
      [someLoad(), oneWorker(90 * MiB), figures(readings([300, 310, 320, 330, 340], heapOf))],
      { memoryLimitBytes: 100 * MiB },
    )

    expect(verdict.cause).toBe('js-heap-leak')
    expect(verdict.explainedBytes).toBe(90 * MiB - 9_000_000)
    expect(verdict.fix?.predictedUsageBytes).toBeGreaterThanOrEqual(9_000_000)
  })

  test('what V8 keeps beside the pages of a growing heap is no native memory that grows', () => {
    const grown = readings([100, 115, 130, 145, 160], (size) => ({
      ...heapOf(size),
      rssBytes: Math.round(size * 1.06) + 70 * MiB,
    }))

    const { verdict } = judgedAndSettled([someLoad(), oneWorker(220 * MiB), figures(grown)], {
      memoryLimitBytes: 300 * MiB,
    })

    expect(verdict.cause).toBe('js-heap-leak')
    expect(verdict.contributing.map(({ cause }) => cause)).not.toContain('external-memory')
  })

  test('usage that is still low is a problem when the heap grows, and the cause is the same', () => {
    const { verdict } = judgedAndSettled([
      someLoad(),
      oneWorker(220 * MiB),
      aCourse([210, 212, 214, 216, 218]),
      figures(readings(GROWING, heapOf)),
    ])

    expect(verdict.cause).toBe('js-heap-leak')
  })

  // A service that made garbage at 80,000 objects a second was measured at +1,021 KiB over five collections.
  test('what is in use just now comes and goes, and is no growth', () => {
    const list = readings([160, 163, 161.5, 162, 162.5], heapOf)

    const { verdict } = judgedAndSettled([someLoad(), oneWorker(220 * MiB), figures(list)])

    expect(verdict.cause).toBe('healthy')
  })

  test.each([
    ['a large but steady working set', 170 * MiB],
    ['garbage between collections', 230 * MiB],
  ])('%s is none', (_, usedBefore) => {
    const list = readings(LEVEL, heapOf, {
      heapUsedBytes: usedBefore,
      rssBytes: usedBefore + 50 * MiB,
    })

    const small = judgedAndSettled([
      someLoad(),
      oneWorker(220 * MiB),
      aCourse([200, 206, 212, 218, 224]),
      figures(list),
    ]).verdict
    const full = judgedAndSettled([someLoad(), oneWorker(220 * MiB), figures(list)], {
      memoryLimitBytes: 300 * MiB,
    }).verdict

    expect(small).toMatchObject({ cause: 'healthy', confidence: 'confirmed' })
    expect(small.ruledOut.map((each) => each.cause)).toContain('js-heap-leak')
    expect(full.cause).not.toBe('js-heap-leak')
    expect(full.contributing.map((each) => each.cause)).not.toContain('js-heap-leak')
  })

  test('memory that rises and was not looked into is no leak yet: the deciding measurement is named', () => {
    const { verdict } = judgedAndSettled([
      someLoad(),
      oneWorker(220 * MiB),
      aCourse([200, 206, 212, 218, 224]),
    ])

    expect(verdict).toMatchObject({ cause: 'inconclusive', nextMeasurement: { step: 'snapshot' } })
    expect(verdict.nextMeasurement?.text).toContain('--approve gc')
  })

  test('memory that goes up and down is healthy, and said to do so', () => {
    const { verdict } = judgedAndSettled([
      someLoad(),
      oneWorker(220 * MiB),
      aCourse([100, 120, 140, 160, 100, 120, 140, 160, 100], 2),
    ])

    expect(verdict).toMatchObject({ cause: 'healthy', confidence: 'likely' })
  })
})

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
})

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

describe('heap-limit-over-container', () => {
  const four = someTop({
    processes: aCluster(4, { privateBytes: 60 * MiB, anonBytes: 60 * MiB }),
    maxOldSpaceSumBytes: 4 * 256 * MiB,
    maxOldSpaceProcesses: 4,
  })
  const busy = someLoad({ serviceCpus: 2 })
  const collected = readings([20, 20, 20, 20], heapOf, {
    heapUsedBytes: 60 * MiB,
    heapTotalBytes: 70 * MiB,
    rssBytes: 110 * MiB,
  })

  test('garbage that the limits allow fills the container', () => {
    const { verdict } = judgedAndSettled([busy, four, figures(collected)], {
      memoryLimitBytes: 400 * MiB,
    })

    expect(verdict).toMatchObject({
      cause: 'heap-limit-over-container',
      confidence: 'confirmed',
      explainedBytes: 160 * MiB,
    })
    expect(verdict.fix?.change).toContain('--max-old-space-size=50')
  })

  test('limits that fit leave garbage that is no problem', () => {
    const fit = { ...four, maxOldSpaceSumBytes: 300 * MiB }

    const { verdict } = judgedAndSettled([busy, fit, figures(collected)], {
      memoryLimitBytes: 400 * MiB,
    })

    expect(verdict).toMatchObject({ cause: 'healthy', confidence: 'likely' })
    expect(verdict.text).toContain('is garbage')
  })

  test('limits above the container alone are no cause', () => {
    expect(judgedAndSettled([busy, four], { memoryLimitBytes: 400 * MiB }).verdict.cause).toBe(
      'inconclusive',
    )
  })
})
