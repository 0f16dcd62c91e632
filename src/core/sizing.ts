import type { Thresholds } from './runbook.ts'
import type { ProcessRow } from './values.ts'

/**
 * Bytes that would be freed if this process were not there: private pages where smaps_rollup may be read,
 * else anonymous ones (measured within 1 % of private for 48 workers), else resident minus shared.
 */
export function privateOf(row: ProcessRow): number {
  return row.privateBytes ?? row.anonBytes ?? Math.max(0, row.rssBytes - (row.sharedRssBytes ?? 0))
}

/** Pages that several processes share, counted once: the rest of the PSS, else the largest share of any one process. */
export function sharedOnce(rows: readonly ProcessRow[]): number {
  if (rows.every((row) => row.pssBytes !== null)) {
    return Math.max(0, sum(rows.map((row) => row.pssBytes ?? 0)) - sum(rows.map(privateOf)))
  }
  return Math.max(0, ...rows.map((row) => row.sharedRssBytes ?? 0))
}

/** Workers the service needs: those its CPU use asks for, at most the CPUs it may use, at least the runbook's minimum. */
export function neededWorkers(
  thresholds: Thresholds,
  cpus: { readonly used: number | null; readonly usable: number | null },
): number {
  const asked = Math.ceil((cpus.used ?? 0) / thresholds.cpuPerWorkerRatio)
  return Math.max(thresholds.minimumWorkers, Math.min(cpus.usable ?? asked, asked))
}

export type WorkerMemory = {
  readonly workers: number
  readonly privateBytes: number
  readonly meanBytes: number
  /** What a worker of the middle holds: one that is far larger than the others does not move it. */
  readonly medianBytes: number
  /** Largest over mean: 1 when all are alike. */
  readonly unevenness: number
}

/** What the workers of a service cost together and each. */
export function workerMemory(rows: readonly ProcessRow[]): WorkerMemory {
  const each = rows.filter((row) => row.role === 'worker').map(privateOf)
  const privateBytes = sum(each)
  const meanBytes = each.length === 0 ? 0 : privateBytes / each.length
  return {
    workers: each.length,
    privateBytes,
    meanBytes,
    medianBytes: upperMedian(each),
    unevenness: meanBytes === 0 ? 1 : Math.max(...each) / meanBytes,
  }
}

/** Bytes freed when only the needed workers stay: usage minus the usage predicted then. */
export function excessOf(memory: WorkerMemory, needed: number): number {
  return Math.round(Math.max(0, memory.workers - needed) * memory.meanBytes)
}

/** Of an even count the larger of the two in the middle; 0 of none. */
export function upperMedian(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}

/** Half of what a service's processes hold or more: what one small process among others has does not fill a container. */
export function isMostOf(rows: readonly ProcessRow[], bytes: number): boolean {
  return bytes * 2 >= sum(rows.map(privateOf))
}

export function sum(numbers: readonly number[]): number {
  let total = 0
  for (const each of numbers) total += each
  return total
}
