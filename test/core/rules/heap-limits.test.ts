import { describe, expect, test } from 'vitest'
import { aCluster, MiB, someLoad, someTop } from '../../support/builders.ts'
import { figures, heapOf, oneWorker, readings } from '../../support/rule-scenes.ts'
import { judgedAndSettled } from '../../support/settled.ts'

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

  // Measured in the laboratory: 10.1, 10.9, 12.0, 12.1, 12.1 MB after 84 MiB of garbage had come free.
  test('a small heap that gains a little beside much garbage changes nothing', () => {
    const gaining = readings([10, 10.8, 11.9, 12, 12.1], heapOf, {
      heapUsedBytes: 60 * MiB,
      heapTotalBytes: 70 * MiB,
      rssBytes: 110 * MiB,
    })

    const { verdict } = judgedAndSettled([busy, four, figures(gaining)], {
      memoryLimitBytes: 400 * MiB,
    })

    expect(verdict.cause).toBe('heap-limit-over-container')
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

  describe('where no command line sets a limit', () => {
    const one = (heapLimitBytes: number) =>
      figures(
        readings([30, 30, 30, 30], (bytes) => ({ ...heapOf(bytes), heapLimitBytes }), {
          heapUsedBytes: 95 * MiB,
          heapTotalBytes: 100 * MiB,
          rssBytes: 150 * MiB,
        }),
      )
    const limit = { memoryLimitBytes: 170 * MiB }

    // Measured on Node 24 in a cgroup of 170 MiB.
    test('garbage below what V8 chose by itself is garbage, with a word on the limit', () => {
      const { verdict } = judgedAndSettled([busy, oneWorker(100 * MiB), one(259 * MiB)], limit)

      expect(verdict).toMatchObject({ cause: 'healthy', confidence: 'likely' })
      expect(verdict.text).toContain('with --max-old-space-size it would collect earlier')
    })

    test('a limit that V8 would not choose was set in NODE_OPTIONS', () => {
      const { verdict } = judgedAndSettled([busy, oneWorker(100 * MiB), one(800 * MiB)], limit)

      expect(verdict.cause).toBe('heap-limit-over-container')
    })
  })
})
