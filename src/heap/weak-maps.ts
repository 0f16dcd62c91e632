import { INTERNAL, WEAKMAP_KEY, WEAKMAP_TABLE } from './snapshot-header.ts'
import { NAME_BITS, NAME_MASK, type Tables } from './tables.ts'
import { textOf } from './string-table.ts'

/** `3 / part of key (X @5) -> value (Y @7) pair in WeakMap (table @9)`: V8 names both edges to the value like this. */
const ENTRY =
  /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/

/** For the name of each WeakMap edge, by index: the number of its pair. */
export type WeakMapPairs = ReadonlyMap<number, number>

/**
 * Marks the two edges that lead to a value in a WeakMap: either side would be enough to free it, so only the key's
 * counts when memory is attributed.
 */
export function markWeakMaps(tables: Tables): WeakMapPairs {
  const pairs = new Map<number, number>()
  const tableIds = new Map<number, number>()
  const numbers = new Map<string, number>()
  for (const name of tables.strings.weakMapEntries) {
    const match = ENTRY.exec(textOf(tables.strings, name))
    if (match === null) continue
    const [, part = '', table = ''] = match
    let number = numbers.get(part)
    if (number === undefined) {
      number = numbers.size
      numbers.set(part, number)
    }
    pairs.set(name, number)
    tableIds.set(name, Number(table))
  }
  if (pairs.size === 0) return pairs
  const named = new Uint8Array(tables.strings.count)
  for (const name of pairs.keys()) named[name] = 1
  const { edge, firstEdge, nodeCount, id } = tables
  for (let node = 0; node < nodeCount; node += 1) {
    const end = firstEdge[node + 1]!
    for (let at = firstEdge[node]!; at < end; at += 1) {
      const packed = edge[at]!
      if (packed >>> NAME_BITS !== INTERNAL || named[packed & NAME_MASK] !== 1) continue
      const side = tableIds.get(packed & NAME_MASK) === id[node] ? WEAKMAP_TABLE : WEAKMAP_KEY
      edge[at] = (side << NAME_BITS) | (packed & NAME_MASK)
    }
  }
  return pairs
}
