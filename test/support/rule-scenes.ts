import type { HeapReading } from '../../src/core/heap-values.ts'
import { aRow, MiB, someTop } from './builders.ts'
import { aHeapReading, someHeapFigures } from './heap-builders.ts'

/** One worker that holds so much of its own. */
export const oneWorker = (privateBytes: number, more = {}) =>
  someTop({
    processes: [
      aRow({ privateBytes, anonBytes: privateBytes, rssBytes: privateBytes + 40 * MiB, ...more }),
    ],
  })

/** Readings a quarter of a minute apart, after a forced collection each; the first one before any. */
export function readings(
  sizes: readonly number[],
  of: (mebibytes: number) => Partial<HeapReading>,
  first: Partial<HeapReading> = {},
) {
  const at = (index: number) => new Date(Date.UTC(2026, 10, 25, 10, 0, index * 15)).toISOString()
  const forced = sizes.map((size, index) => aHeapReading({ at: at(index), ...of(size * MiB) }))
  return [
    aHeapReading({
      at: at(0),
      ...of((sizes[0] ?? 0) * MiB),
      forcedGc: false,
      gcMs: null,
      ...first,
    }),
    ...forced,
  ]
}

export const heapOf = (bytes: number): Partial<HeapReading> => ({
  heapUsedBytes: bytes,
  heapTotalBytes: bytes + 4 * MiB,
  externalBytes: 2 * MiB,
  rssBytes: bytes + 50 * MiB,
})

export const figures = (list: HeapReading[], uptimeSeconds = 600) =>
  someHeapFigures(list, { pid: 100, uptimeSeconds })

export const GROWING = [160, 165, 170, 175, 180]
export const LEVEL = [160, 160.2, 160.1, 160.3, 160.2]
