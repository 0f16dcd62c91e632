import type { Comparison } from './compare.ts'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'

/** Of the ids that both snapshots have, at least this share names an object of the same class when the process is one. */
const LEAST_SAME = 0.9

/** Fewer common ids than this say nothing: tiny snapshots made for a test. */
const LEAST_IDS = 100

/** Whether ids name the same objects in both: not across processes, nor across an inspector's client that left. */
export function idsAgree({ survived, newestId }: Comparison): boolean {
  const { ids, sameClass } = survived
  if (newestId.a > newestId.b) return false
  return ids < LEAST_IDS ? newestId.a === 0 || ids > 0 : sameClass >= ids * LEAST_SAME
}

/** Throws `usage` for snapshots that cannot be compared: the newer first, or of different processes. */
export function checkOrder(
  { survived, newestId }: Comparison,
  names: { a: string; b: string },
): void {
  const { ids, sameClass } = survived
  if (ids >= LEAST_IDS && sameClass < ids * LEAST_SAME) {
    throw new MemdiagError(
      'usage',
      say`${names.a} and ${names.b} are of different processes: only ${sameClass} of ${ids} objects with the same id are of the same class.`,
      {
        hint: say`Compare two snapshots of one process; ids mean nothing across a restart or between workers.`,
      },
    )
  }
  if (ids === 0 && newestId.a > 0 && newestId.b > 0) {
    throw new MemdiagError('usage', say`${names.a} and ${names.b} have no object in common.`, {
      hint: say`Compare two snapshots of one process; ids mean nothing across a restart or between workers.`,
    })
  }
  // V8 numbers objects as it first sees them, so the later snapshot has the largest number.
  if (newestId.a > newestId.b) {
    throw new MemdiagError(
      'usage',
      say`${names.a} was taken after ${names.b}: its newest object has the larger id.`,
      {
        hint: say`Give the older snapshot first: memdiag heap diff ${names.b} ${names.a}`,
      },
    )
  }
}
