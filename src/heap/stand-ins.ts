import type { ClassKey, Classes } from './classes.ts'
import { groupPaths, type Holding, type PathGroup } from './retainers.ts'
import { type Tables, sizeOf } from './tables.ts'

/** Objects of a class picked evenly from all that there are, and how many those are. */
export type Everyone = { readonly picked: readonly number[]; readonly count: number }

/** Picked of one class: two standard errors of a share are then at most 2.3 %. */
const PICKED = 2000
const STANDARD_ERRORS = 2

/**
 * Where the new objects of a class are not known, some of all its objects: what holds of more of them than there were
 * before holds of new ones, whichever those are.
 */
export function pickEveryone(
  tables: Tables,
  classes: Classes,
  wanted: ReadonlySet<ClassKey>,
): Map<ClassKey, Everyone> {
  const counts = new Uint32Array(classes.keys.length)
  const { nodeCount } = tables
  const has = (node: number) => sizeOf(tables, node) > 0
  for (let node = 0; node < nodeCount; node += 1) if (has(node)) counts[classes.of[node]!]! += 1
  const picked = classes.keys.map((key): number[] | null => (wanted.has(key) ? [] : null))
  const seen = new Uint32Array(classes.keys.length)
  for (let node = 0; node < nodeCount; node += 1) {
    const own = classes.of[node]!
    const list = picked[own] ?? null
    if (list === null || !has(node)) continue
    const at = seen[own]!
    seen[own] = at + 1
    if (at >= (list.length * counts[own]!) / PICKED) list.push(node)
  }
  return new Map(
    classes.keys.flatMap((key, own) => {
      const list = picked[own] ?? null
      return list === null ? [] : [[key, { picked: list, count: counts[own]! }] as const]
    }),
  )
}

/** With how many objects of the class there were in the oldest snapshot. */
type Counted = Everyone & { readonly before: number }

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
