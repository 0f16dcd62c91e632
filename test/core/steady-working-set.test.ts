import { describe, expect, test } from 'vitest'
import { aCgroup, aRow, MiB, someLoad, someTop } from '../support/builders.ts'
import { figures, GROWING, heapOf, LEVEL, oneWorker, readings } from '../support/rule-scenes.ts'
import { judgedAndSettled } from '../support/settled.ts'
import { aLook, aTrendProcess, someTrend } from '../support/trend-builders.ts'

/** One process that uses so many CPUs, and holds as much all the time. */
function atWork(cpus: number) {
  const looks = [0, 1, 2, 3, 4, 5].map((at) =>
    aLook(1000 + at * 2, [aTrendProcess(210 * MiB, { cpuTicks: Math.round(at * 2 * cpus * 100) })]),
  )
  return someTrend(looks)
}

const limit = { memoryLimitBytes: 300 * MiB }
const worker = oneWorker(210 * MiB)
const level = (uptimeSeconds: number) => figures(readings(LEVEL, heapOf), uptimeSeconds)

describe('a large working set', () => {
  test('that stands still under traffic since the start is healthy, and likely so', () => {
    const { verdict } = judgedAndSettled([someLoad(), worker, atWork(0.05), level(120)], limit)

    expect(verdict).toMatchObject({ cause: 'healthy', confidence: 'likely' })
    expect(verdict.text).toContain('cannot have gained more than 512 KiB')
  })

  test('is as much needed where it lies in Buffers', () => {
    const inBuffers = (bytes: number) => ({
      ...heapOf(6 * MiB),
      externalBytes: bytes,
      rssBytes: bytes + 55 * MiB,
    })
    const still = figures(readings(LEVEL, inBuffers), 120)

    const { verdict } = judgedAndSettled([someLoad(), worker, atWork(0.05), still], limit)

    expect(verdict).toMatchObject({ cause: 'healthy', confidence: 'likely' })
  })

  test.each([
    ['as warm-up does', 0.35, 'healthy'],
    ['by more, but is little of all', 1, 'inconclusive'],
  ])('in Buffers beside which rss grows %s is no leak of them', (_what, mebibytes, cause) => {
    const inBuffers = (bytes: number) => ({
      ...heapOf(6 * MiB),
      externalBytes: 160 * MiB,
      rssBytes: bytes + 65 * MiB,
    })
    const sizes = [0, 1, 2, 3, 4].map((at) => 160 + at * mebibytes)

    const { verdict } = judgedAndSettled(
      [someLoad(), worker, atWork(0.05), figures(readings(sizes, inBuffers), 120)],
      limit,
    )

    expect(verdict.cause).toBe(cause)
  })

  test.each([
    ['is idle, and may leak again under traffic', [atWork(0), level(120)], limit],
    ['has been up for long enough to have grown unseen', [atWork(0.05), level(86_400)], limit],
    [
      'gains a little each time',
      [atWork(0.05), figures(readings([160, 160.2, 160.4, 160.5, 160.7], heapOf), 120)],
      limit,
    ],
    ['grows', [atWork(0.05), figures(readings(GROWING, heapOf), 120)], limit],
    [
      'swings by more than is held',
      [atWork(0.05), figures(readings([160, 190, 160, 190, 160], heapOf).slice(0, 2), 120)],
      limit,
    ],
    ['fills its limit', [atWork(0.05), level(120)], { memoryLimitBytes: 220 * MiB }],
  ])('is not called well where it %s', (_, more, change) => {
    const { verdict } = judgedAndSettled([someLoad(), worker, ...more], change)

    expect(verdict.cause).not.toBe('healthy')
  })

  test('of one process says nothing of the larger ones beside it', () => {
    const row = (pid: number, size: number) =>
      aRow({ pid, privateBytes: size * MiB, anonBytes: size * MiB, rssBytes: (size + 40) * MiB })
    const several = someTop({ processes: [row(100, 210), row(101, 300)], cgroup: aCgroup() })

    const { verdict } = judgedAndSettled([someLoad(), several, atWork(0.05), level(120)], {
      memoryLimitBytes: 700 * MiB,
    })

    expect(verdict.cause).not.toBe('healthy')
  })
})
