import { INTERNAL, WEAKMAP_KEY, WEAKMAP_TABLE } from './snapshot-header.ts'
import { CHILD_MASK, KIND_SHIFT, type Tables } from './tables.ts'
import { type GrowingBits, setBit } from './growing.ts'
import { type StringTable, textOf } from './string-table.ts'

/**
 * The names of WeakMap edges, ascending, and the number of each name's pair. V8 names both edges to a value alike but
 * for the number in front: `3 / part of key (X @5) -> value (Y @7) pair in WeakMap (table @9)`.
 */
export type WeakMapPairs = { readonly names: Uint32Array; readonly pairs: Uint32Array }

/** The number of the pair that an edge's name stands for, or -1. */
export function pairOf({ names, pairs }: WeakMapPairs, name: number): number {
  const at = findName(names, name)
  return at === -1 ? -1 : pairs[at]!
}

/**
 * Marks the two edges that lead to a value in a WeakMap: either side would be enough to free it, so only the key's
 * counts when memory is attributed.
 */
export function markWeakMaps(tables: Tables): WeakMapPairs {
  const { strings } = tables
  const { names, pairs, tableIds } = readEntries(strings)
  if (names.length === 0) return { names, pairs }
  // One bit a name: small enough for the cache while all edges pass by.
  const named: GrowingBits = { words: new Uint32Array((strings.count + 31) >>> 5) }
  for (const name of names) setBit(named, name)
  const { words } = named
  const { edgeName, to, firstEdge, id, edgeCount } = tables
  let source = 0
  for (let at = 0; at < edgeCount; at += 1) {
    const packed = to[at]!
    if (packed >>> KIND_SHIFT !== INTERNAL) continue
    const name = edgeName[at]!
    if (((words[name >>> 5]! >>> (name & 31)) & 1) === 0) continue
    while (firstEdge[source + 1]! <= at) source += 1
    const side = tableIds[findName(names, name)] === id[source] ? WEAKMAP_TABLE : WEAKMAP_KEY
    to[at] = (side << KIND_SHIFT) | (packed & CHILD_MASK)
  }
  return { names, pairs }
}

function readEntries(strings: StringTable): WeakMapPairs & { readonly tableIds: Uint32Array } {
  const count = strings.weakMapEntries.length
  const names = new Uint32Array(count)
  const pairs = new Uint32Array(count)
  const tableIds = new Uint32Array(count)
  const numberOf = createPairNumbers(strings)
  let length = 0
  for (const name of strings.weakMapEntries) {
    const entry = parseEntry(strings, name)
    if (entry === undefined) continue
    names[length] = name
    tableIds[length] = entry.table
    pairs[length++] = numberOf(entry)
  }
  return {
    names: names.subarray(0, length),
    pairs: pairs.subarray(0, length),
    tableIds: tableIds.subarray(0, length),
  }
}

/** Strings come in the order of their numbers, so the entries' names ascend. */
function findName(names: Uint32Array, name: number): number {
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (names[middle]! < name) low = middle + 1
    else high = middle
  }
  return low < names.length && names[low] === name ? low : -1
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
