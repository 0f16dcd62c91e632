import type { HeapReading } from './heap-values.ts'

/** What grew between forced collections: what still grows then is held. Bytes over the whole span. */
export type HeldGrowth = {
  readonly spanMs: number
  readonly heapBytes: number
  readonly externalBytes: number
  readonly rssBytes: number
  /** Steps from one reading to the next in which the heap grew, of all. */
  readonly risingRatio: number
}

/** From the readings after a forced collection; null where there are fewer than two. */
export function heldGrowth(readings: readonly HeapReading[]): HeldGrowth | null {
  const after = readings.filter((each) => each.forcedGc)
  const [first] = after
  const last = after.at(-1)
  if (first === undefined || last === undefined || first === last) return null
  const steps = after.slice(1)
  const rising = steps.filter(
    (each, index) => each.heapUsedBytes > (after[index]?.heapUsedBytes ?? 0),
  )
  return {
    spanMs: Date.parse(last.at) - Date.parse(first.at),
    heapBytes: last.heapUsedBytes - first.heapUsedBytes,
    externalBytes: last.externalBytes - first.externalBytes,
    rssBytes: last.rssBytes - first.rssBytes,
    risingRatio: rising.length / steps.length,
  }
}
