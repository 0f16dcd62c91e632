import { INTERNAL, WEAKMAP_KEY, WEAKMAP_TABLE } from './snapshot-header.ts'
import { NAME_BITS, NAME_MASK, type Tables } from './tables.ts'
import { type GrowingBits, setBit } from './growing.ts'
import { type StringTable, textOf } from './string-table.ts'

/**
 * For the name of each WeakMap edge, by index: the number of its pair, from 1; empty where there are none. V8 names both edges to a value alike but for the
 * number in front: `3 / part of key (X @5) -> value (Y @7) pair in WeakMap (table @9)`.
 */
export type WeakMapPairs = Uint32Array

/**
 * Marks the two edges that lead to a value in a WeakMap: either side would be enough to free it, so only the key's
 * counts when memory is attributed.
 */
export function markWeakMaps(tables: Tables): WeakMapPairs {
  const { strings, edge, firstEdge, nodeCount, id } = tables
  if (strings.weakMapEntries.length === 0) return new Uint32Array(0)
  const pairs = new Uint32Array(strings.count)
  const tableIds = new Uint32Array(strings.count)
  // One bit a name: small enough for the cache while all edges pass by.
  const named: GrowingBits = { words: new Uint32Array((strings.count + 31) >>> 5) }
  const numberOf = createPairNumbers(strings)
  for (const name of strings.weakMapEntries) {
    const entry = parseEntry(strings, name)
    if (entry === undefined) continue
    tableIds[name] = entry.table
    pairs[name] = numberOf(entry) + 1
    setBit(named, name)
  }
  const { words } = named
  for (let node = 0; node < nodeCount; node += 1) {
    const end = firstEdge[node + 1]!
    for (let at = firstEdge[node]!; at < end; at += 1) {
      const packed = edge[at]!
      if (packed >>> NAME_BITS !== INTERNAL) continue
      const name = packed & NAME_MASK
      if (((words[name >>> 5]! >>> (name & 31)) & 1) === 0) continue
      const side = tableIds[name] === id[node] ? WEAKMAP_TABLE : WEAKMAP_KEY
      edge[at] = (side << NAME_BITS) | name
    }
  }
  return pairs
}

/** The bytes after the number in front, which both edges of a pair share. */
type Entry = {
  readonly start: number
  readonly end: number
  readonly hash: number
  readonly table: number
}

/** How V8 ends the name: `@7) pair in WeakMap (table @9)`. */
const TAIL = new TextEncoder().encode(') pair in WeakMap (table @')
const FORM =
  /^\d+ \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @\d+\)$/

/** Reads an entry from its bytes: there may be millions, and as text they would take seconds. */
function parseEntry(strings: StringTable, name: number): Entry | undefined {
  const { bytes } = strings
  let start = strings.starts[name]!
  while (isDigit(bytes[start])) start += 1
  let end = start
  let hash = 0
  let escaped = false
  while (bytes[end] !== 34 && end < strings.length) {
    if (bytes[end] === 92) {
      escaped = true
      end += 1
    }
    hash = (Math.imul(hash, 31) + bytes[end]!) | 0
    end += 1
  }
  // Names with escapes are rare enough to be held against the whole form as text.
  if (escaped && !FORM.test(textOf(strings, name))) return undefined
  let at = end - 2
  while (isDigit(bytes[at])) at -= 1
  if (bytes[end - 1] !== 41 || at === end - 2) return undefined
  for (let back = 0; back < TAIL.length; back += 1) {
    if (bytes[at - back] !== TAIL[TAIL.length - 1 - back]) return undefined
  }
  if (!isDigit(bytes[at - TAIL.length])) return undefined
  let table = 0
  for (let digit = at + 1; digit < end - 1; digit += 1) table = table * 10 + bytes[digit]! - 48
  return { start, end, hash: hash >>> 0, table: table >>> 0 }
}

/** Numbers equal entries alike. */
function createPairNumbers({ bytes, weakMapEntries }: StringTable): (entry: Entry) => number {
  let capacity = 64
  while (capacity < weakMapEntries.length * 2) capacity *= 2
  const slots = new Int32Array(capacity).fill(-1)
  const starts = new Uint32Array(weakMapEntries.length)
  const ends = new Uint32Array(weakMapEntries.length)
  let count = 0
  return (entry) => {
    for (let slot = entry.hash & (capacity - 1); ; slot = (slot + 1) & (capacity - 1)) {
      const number = slots[slot]!
      if (number === -1) {
        slots[slot] = count
        starts[count] = entry.start
        ends[count] = entry.end
        return count++
      }
      if (isSame(bytes, entry, { start: starts[number]!, end: ends[number]! })) return number
    }
  }
}

function isSame(
  bytes: Uint8Array,
  a: Pick<Entry, 'start' | 'end'>,
  b: Pick<Entry, 'start' | 'end'>,
): boolean {
  if (a.end - a.start !== b.end - b.start) return false
  for (let at = 0; at < a.end - a.start; at += 1) {
    if (bytes[a.start + at] !== bytes[b.start + at]) return false
  }
  return true
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}
