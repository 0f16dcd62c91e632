import type { ClassKey, Classes } from './classes.ts'
import { groupPaths, type Holding, type PathGroup } from './retainers.ts'
import { type Tables, sizeOf } from './tables.ts'

/** Picked of one class: two standard errors of a share are then at most 2.3 %. */
const PICKED = 2000
const STANDARD_ERRORS = 2

/**
 * Where the new objects of a class are not known, some of all its objects, picked evenly from as many as `countOf` says
 * there are: what holds of more of them than there were before holds of new ones, whichever those are.
 */
export function pickEveryone(
  tables: Tables,
  classes: Classes,
  countOf: ReadonlyMap<ClassKey, number>,
): Map<ClassKey, readonly number[]> {
  const counts = classes.keys.map((key) => countOf.get(key) ?? null)
  const picked = counts.map((): number[] => [])
  const seen = new Uint32Array(classes.keys.length)
  for (let node = 0; node < tables.nodeCount; node += 1) {
    const own = classes.of[node]!
    const count = counts[own] ?? null
    if (count === null || sizeOf(tables, node) === 0) continue
    const list = picked[own]!
    const at = seen[own]!
    seen[own] = at + 1
    if (at >= (list.length * count) / PICKED) list.push(node)
  }
  return new Map(
    classes.keys.flatMap((key, own) =>
      counts[own] === null ? [] : [[key, picked[own]!] as const],
    ),
  )
}

/** Some objects of a class, how many it has, and how many it had in the oldest snapshot. */
export type Counted = {
  readonly picked: readonly number[]
  readonly count: number
  readonly before: number
}

/**
 * At least so many of the new objects are among those of which something holds, where it holds of `found` of the picked
 * ones: of the objects that were there before there are no more now.
 */
export function atLeastNew({ picked, count, before }: Counted, found: number): number {
  const share = found / picked.length
  const error = count > picked.length ? Math.sqrt((share * (1 - share)) / picked.length) : 0
  return Math.max(0, Math.floor((share - STANDARD_ERRORS * error) * count) - before)
}

/** The way that most of the new objects are held, where that can be said whichever they are; else null. */
export function provedWay(holding: Holding, all: Counted): PathGroup['path'] | null {
  const [largest] = groupPaths(holding, all.picked, 'most-objects')
  if (largest === undefined) return null
  return atLeastNew(all, largest.objects) > (all.count - all.before) / 2 ? largest.path : null
}
