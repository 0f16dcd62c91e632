import type { Measured, Premise } from './lab-case.ts'
import { EXPLAINED_RATIO, PROBLEM_RATIO } from './limits.ts'

/** Holds when all hold; tells the first that does not. */
export function all(...premises: readonly Premise[]): Premise {
  return (before, after) => {
    for (const premise of premises) {
      const failed = premise(before, after)
      if (failed !== null) return failed
    }
    return null
  }
}

/** The service uses so much that it is a problem, before and after memdiag looked. */
export const isProblem: Premise = (before, after) =>
  atLeast('usage', [before, after].map(shareOf), PROBLEM_RATIO)

/** It was one before memdiag looked: forced collections free the garbage that made it one. */
export const wasProblem: Premise = (before) => atLeast('usage', [shareOf(before)], PROBLEM_RATIO)

/** The service is well below what counts as a problem, before and after. */
export const isRoomy: Premise = (before, after) =>
  atMost('usage', [before, after].map(shareOf), PROBLEM_RATIO - 0.03)

/** The fault holds enough bytes to explain the problem, by the laboratory's own measure. */
export function explainedBy(what: string, bytesOf: (measured: Measured) => number): Premise {
  return (before) => {
    const above = before.usageBytes - before.limitBytes * PROBLEM_RATIO
    const bytes = bytesOf(before)
    if (bytes >= above * EXPLAINED_RATIO && bytes > 0) return null
    return `${what} holds ${mb(bytes)}, which does not explain ${mb(above)} above the threshold`
  }
}

/** What the service says it holds grew while memdiag looked. */
export function grows(least: number): Premise {
  return (before, after) =>
    after.heldBytes - before.heldBytes >= least
      ? null
      : `held ${mb(before.heldBytes)} before and ${mb(after.heldBytes)} after: no growth of ${mb(least)}`
}

/** The working set stands still by the service's own count, within a tenth. */
export const isSteady: Premise = (before, after) =>
  Math.abs(after.heldBytes - before.heldBytes) <= before.heldBytes / 10
    ? null
    : `held ${mb(before.heldBytes)} before and ${mb(after.heldBytes)} after: not steady`

/** Private bytes of the processes whose command has a text, beyond the first few. */
export function privateOf(text: string, beyond = 0): (measured: Measured) => number {
  return ({ processes }) =>
    processes
      .filter((each) => each.command.includes(text))
      .map((each) => each.privateBytes)
      .toSorted((left, right) => left - right)
      .slice(beyond)
      .reduce((total, each) => total + each, 0)
}

function shareOf({ usageBytes, limitBytes }: Measured): number {
  return usageBytes / limitBytes
}

function atLeast(what: string, shares: readonly number[], least: number): string | null {
  const low = shares.find((share) => share <= least)
  return low === undefined
    ? null
    : `${what} is ${percent(low)} of the limit, not above ${percent(least)}`
}

function atMost(what: string, shares: readonly number[], most: number): string | null {
  const high = shares.find((share) => share > most)
  return high === undefined
    ? null
    : `${what} is ${percent(high)} of the limit, above ${percent(most)}`
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`
}
