import { describe, expect, test } from 'vitest'
import { aRow, MiB, someLoad, someTop } from '../support/builders.ts'
import { aHeapReading, someHeapFigures } from '../support/heap-builders.ts'
import { judgedAndSettled } from '../support/settled.ts'
import { aLook, aTrendProcess, someTrend } from '../support/trend-builders.ts'

const SEEN = 2377
const CHILD = 2491

/** Measured of a service whose child process keeps 0.5 MB a second: MiB at each look, in twelve seconds. */
const LEAK = [18.5, 19.9, 21.2, 21.2, 22.7, 23.9, 25.6, 26.3]
const LEVEL = [12.3, 13.4, 13.5, 13.6, 13.8, 13.8, 13.8, 13.8]
const SECONDS = [0, 2.1, 3.5, 4.2, 6.9, 8, 10.9, 12]

/** What comes out where forced collections of the one process showed that it holds no more, with the courses of all. */
function verdictOn(seen: readonly number[], ...others: readonly (readonly number[])[]) {
  const course = [
    { pid: SEEN, sizes: seen },
    ...others.map((sizes, index) => ({ pid: CHILD + index, sizes })),
  ]
  const looks = SECONDS.map((at, index) =>
    aLook(
      1000 + at,
      course.map(({ pid, sizes }) => aTrendProcess((sizes[index] ?? 0) * MiB, { pid })),
    ),
  )
  const rows = course.map(({ pid, sizes }) =>
    aRow({
      pid,
      role: pid === SEEN ? 'worker' : 'other',
      privateBytes: (sizes[4] ?? 0) * MiB,
      anonBytes: (sizes[4] ?? 0) * MiB,
    }),
  )
  const level = [0, 1, 2, 3, 4].map((index) =>
    aHeapReading({
      at: new Date(Date.UTC(2026, 10, 26, 0, 13, index * 15)).toISOString(),
      heapUsedBytes: 5.3 * MiB,
      heapTotalBytes: 6.8 * MiB,
      externalBytes: 2.4 * MiB,
      rssBytes: 56 * MiB,
    }),
  )
  return judgedAndSettled(
    [
      someLoad(),
      someTop({ processes: rows }),
      someTrend(looks),
      someHeapFigures(level, { pid: SEEN }),
    ],
    { memoryLimitBytes: 400 * MiB },
  ).verdict
}

describe('where one process was looked into and holds no more', () => {
  test('another that rises is not healthy for it', () => {
    const verdict = verdictOn(LEVEL, LEAK)

    expect(verdict).toMatchObject({ cause: 'inconclusive', confidence: 'none' })
    expect(verdict.nextMeasurement?.text).toContain('another process of the service rises')
  })

  // Each of them gains less than what one process must to be seen to rise alone.
  test('others that rise while it falls are not told with what all of them gained', () => {
    const slow = [12, 12.5, 13.1, 13.4, 14, 14.5, 15.2, 15.8]
    const falling = [90, 84, 76, 70, 61, 54, 47, 40]

    const verdict = verdictOn(falling, slow, slow, slow)

    expect(verdict).toMatchObject({ cause: 'inconclusive', confidence: 'none' })
    expect(verdict.text).not.toContain('Memory rose by')
    expect(verdict.nextMeasurement?.text).toContain('another process of the service rises')
  })

  test('another that rose as it did is taken to be like it', () => {
    expect(verdictOn(LEAK, LEAK).cause).toBe('healthy')
  })

  test('another that keeps level is healthy', () => {
    expect(verdictOn(LEVEL, LEVEL).cause).toBe('healthy')
  })
})
