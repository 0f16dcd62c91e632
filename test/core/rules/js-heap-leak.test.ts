import { describe, expect, test } from 'vitest'
import { MiB, someLoad } from '../../support/builders.ts'
import { figures, GROWING, heapOf, LEVEL, oneWorker, readings } from '../../support/rule-scenes.ts'
import { judgedAndSettled } from '../../support/settled.ts'
import { aCourse } from '../../support/trend-builders.ts'

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

  // What a service holds for three seconds and lets go of, met at later and later moments of the three.
  test('batches that are let go of are no growth, however the readings meet them', () => {
    const batches = readings([130, 144, 158, 140, 186], heapOf)

    const { verdict } = judgedAndSettled([someLoad(), oneWorker(220 * MiB), figures(batches)], {
      memoryLimitBytes: 300 * MiB,
    })

    expect(verdict.cause).not.toBe('js-heap-leak')
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
