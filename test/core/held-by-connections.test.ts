import { describe, expect, test } from 'vitest'
import { heldByConnections } from '../../src/core/held-by-connections.ts'
import { MiB } from '../support/builders.ts'
import { aHeapReading } from '../support/heap-builders.ts'

/** What is held in MiB, against open connections. */
function against(opened: readonly number[], held: (open: number, index: number) => number) {
  return heldByConnections(
    opened.map((open, index) =>
      aHeapReading({
        heapUsedBytes: 50 * MiB,
        externalBytes: held(open, index) * MiB,
        resources: [
          { type: 'Timeout', count: 5 },
          ...(open === 0 ? [] : [{ type: 'TCPSocketWrap', count: open }]),
        ],
      }),
    ),
  )
}

const UP_AND_DOWN = [128, 112, 133, 81, 129]

test('a megabyte for each connection, as they come and go', () => {
  expect(against(UP_AND_DOWN, (open) => open)).toEqual({
    low: { load: 81, memoryBytes: 131 * MiB },
    high: { load: 133, memoryBytes: 183 * MiB },
    upAndDown: true,
  })
})

test('connections that only become more are told from those that go down again', () => {
  expect(against([82, 84, 91, 98, 103], (open) => open)?.upAndDown).toBe(false)
})

test('a kind of resource that is not listed has none open', () => {
  expect(against([20, 0, 18, 1, 20], (open) => open)?.low.load).toBe(0)
})

describe('nothing is shown by', () => {
  test.each([
    ['a few connections', [1, 2, 9, 3, 1], (open: number) => open * 10],
    ['connections that keep level', [120, 121, 119, 121, 120], (open: number) => open * 10],
    ['memory that goes its own way', UP_AND_DOWN, (_: number, index: number) => (index * 31) % 60],
    ['memory that barely moves', UP_AND_DOWN, (open: number) => open / 20],
    ['four readings', UP_AND_DOWN.slice(1), (open: number) => open],
  ])('%s', (_, opened, held) => {
    expect(against(opened, held)).toBeNull()
  })

  test('a Node.js that does not list its resources', () => {
    const readings = UP_AND_DOWN.map((open) =>
      aHeapReading({ externalBytes: open * MiB, resources: [] }),
    )

    expect(heldByConnections(readings)).toBeNull()
  })
})
