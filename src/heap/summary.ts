import { STRING } from './snapshot-header.ts'
import type { ClassKey, Classes } from './classes.ts'
import { type Tables, nameIndexOf, sizeOf } from './tables.ts'
import { LIMITS } from './limits.ts'
import { setBit } from './growing.ts'
import { textOf } from './string-table.ts'

/** A row of DevTools' Summary view. */
export type ClassRow = {
  readonly key: ClassKey
  readonly count: number
  readonly shallowBytes: number
  readonly retainedBytes: number
  /** Of the nearest instance to a root. */
  readonly distance: number
}

/** Every class that has bytes, the one that retains most first. */
export function summarize(
  tables: Tables,
  classes: Classes,
  columns: { readonly retainedByClass: Float64Array; readonly distances: Int32Array },
): ClassRow[] {
  const size = classes.keys.length
  const counts = new Float64Array(size)
  const bytes = new Float64Array(size)
  const distances = new Float64Array(size).fill(Number.POSITIVE_INFINITY)
  for (let node = 0; node < tables.nodeCount; node += 1) {
    const own = sizeOf(tables, node)
    if (own === 0) continue
    const index = classes.of[node]!
    counts[index]! += 1
    bytes[index]! += own
    const distance = columns.distances[node]!
    if (distance < distances[index]!) distances[index] = distance
  }
  return classes.keys
    .map((key, at) => ({
      key,
      count: counts[at]!,
      shallowBytes: bytes[at]!,
      retainedBytes: columns.retainedByClass[at]!,
      distance: distances[at]!,
    }))
    .filter((row) => row.count > 0)
    .toSorted((a, b) => b.retainedBytes - a.retainedBytes)
}

/** Strings of one text: V8 gives equal texts one index. `bytes` is what all but one of them take. */
export type Duplicate = { readonly name: number; readonly count: number; readonly bytes: number }

/**
 * Counts strings by their text before the texts are read, and marks those that take most, so that only their texts are
 * kept. Texts that V8 cut off (at 1024 characters) and joined strings are counted by what is written of them.
 */
export function findDuplicates(tables: Tables): Duplicate[] {
  let largest = 0
  for (let node = 0; node < tables.nodeCount; node += 1) {
    if (tables.kind[node] === STRING) largest = Math.max(largest, tables.name[node]!)
  }
  const counts = new Uint32Array(largest + 1)
  const bytes = new Float64Array(largest + 1)
  for (let node = 0; node < tables.nodeCount; node += 1) {
    if (tables.kind[node] !== STRING || tables.size[node] === 0) continue
    const name = tables.name[node]!
    counts[name]! += 1
    // The first of its text is no duplicate.
    if (counts[name]! > 1) bytes[name]! += sizeOf(tables, node)
  }
  const found: Duplicate[] = []
  for (let name = 0; name <= largest; name += 1) {
    if (counts[name]! > 1) found.push({ name, count: counts[name]!, bytes: bytes[name]! })
  }
  const kept = found.toSorted((a, b) => b.bytes - a.bytes).slice(0, LIMITS.duplicates)
  for (const { name } of kept) if (tables.marks !== undefined) setBit(tables.marks, name)
  return kept
}

/** The nodes that retain most, of any class but the system's own. */
export function biggestNodes(
  tables: Tables,
  retained: ArrayLike<number>,
  options: { readonly count: number; readonly skips: (node: number) => boolean },
): number[] {
  const best: number[] = []
  let least = 0
  for (let node = 0; node < tables.nodeCount; node += 1) {
    const bytes = retained[node]!
    if (bytes <= least || options.skips(node)) continue
    best.push(node)
    if (best.length < options.count * 4) continue
    best.sort((a, b) => retained[b]! - retained[a]!)
    best.length = options.count
    least = retained[best.at(-1)!]!
  }
  return best.toSorted((a, b) => retained[b]! - retained[a]!).slice(0, options.count)
}

export type DetachedGroup = {
  readonly name: string
  readonly count: number
  readonly shallowBytes: number
  readonly retainedBytes: number
}

/** Native nodes that left their document (or their context) and are still held, by name. */
export function groupDetached(
  tables: Tables,
  detached: Set<number>,
  retained: ArrayLike<number>,
): DetachedGroup[] {
  const groups = new Map<string, { count: number; shallowBytes: number; retainedBytes: number }>()
  for (const node of detached) {
    const name = textOf(tables.strings, nameIndexOf(tables, node))
    const group = groups.get(name) ?? { count: 0, shallowBytes: 0, retainedBytes: 0 }
    group.count += 1
    group.shallowBytes += sizeOf(tables, node)
    group.retainedBytes += retained[node]!
    groups.set(name, group)
  }
  return [...groups]
    .map(([name, group]) => ({ name, ...group }))
    .toSorted((a, b) => b.retainedBytes - a.retainedBytes)
}
