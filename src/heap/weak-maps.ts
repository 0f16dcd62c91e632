import { INTERNAL, WEAKMAP_KEY, WEAKMAP_TABLE } from './snapshot-header.ts'
import { CHILD_MASK, KIND_SHIFT, type Tables, edgeNameOf } from './tables.ts'
import { type GrowingBits, hasBit, setBit } from './growing.ts'
import { SEEN_TWICE } from './edge-names.ts'
import { release } from './release.ts'
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

/** WeakMap entries as their names tell them: ascending names, where each one's text ends, and the id of its table. */
export type WeakMapEntries = {
  readonly names: Uint32Array
  readonly ends: Uint32Array
  readonly tableIds: Uint32Array
}

/**
 * Marks the two edges that lead to a value in a WeakMap: either side would be enough to free it, so only the key's
 * counts when memory is attributed.
 */
export function markWeakMaps(tables: Tables): WeakMapEntries {
  const entries = readEntries(tables.strings)
  if (entries.names.length > 0) markEdges(tables, entries)
  // Nobody else asks which names have codes.
  release([tables.edgeNames.codeOf])
  return entries
}

function markEdges(tables: Tables, { names, tableIds }: WeakMapEntries): void {
  const { to, id, edgeNames } = tables
  const find = createFinder(tables.strings.count, names)
  const mark = (edge: number, source: number, name: number) => {
    const at = find(name)
    if (at === -1) return
    const side = tableIds[at] === id[source] ? WEAKMAP_TABLE : WEAKMAP_KEY
    to[edge] = (side << KIND_SHIFT) | (to[edge]! & CHILD_MASK)
  }
  // V8 writes a name twice; another writer may do as it likes, and then all edges are looked at.
  const all =
    edgeNames.wide !== undefined || names.some((name) => edgeNames.codeOf[name]! > SEEN_TWICE)
  if (all) eachInternal(tables, mark)
  else eachApart(tables, mark)
}

type Visit = (edge: number, source: number, name: number) => void

function eachInternal(tables: Tables, visit: Visit): void {
  const { to, firstEdge, edgeCount } = tables
  let source = 0
  for (let edge = 0; edge < edgeCount; edge += 1) {
    if (to[edge]! >>> KIND_SHIFT !== INTERNAL) continue
    while (firstEdge[source + 1]! <= edge) source += 1
    visit(edge, source, edgeNameOf(tables, edge))
  }
}

/** Only the edges whose names are too rare for a code. */
function eachApart({ to, firstEdge, edgeNames }: Tables, visit: Visit): void {
  const { edges, names } = edgeNames.apart
  let source = 0
  for (let at = 0; at < edges.length; at += 1) {
    const edge = edges.items[at]!
    if (to[edge]! >>> KIND_SHIFT !== INTERNAL) continue
    while (firstEdge[source + 1]! <= edge) source += 1
    visit(edge, source, names.items[at]!)
  }
}

/** Finds the place of a name among `names`. */
function createFinder(count: number, names: Uint32Array): (name: number) => number {
  // One bit a name: most edges are another's, and the bits are small enough for the cache.
  const named: GrowingBits = { words: new Uint32Array((count + 31) >>> 5) }
  for (const name of names) setBit(named, name)
  return (name) => (hasBit(named, name) ? findName(names, name) : -1)
}

function readEntries(strings: StringTable): WeakMapEntries {
  const count = strings.weakMapEntries.length
  const names = new Uint32Array(count)
  const ends = new Uint32Array(count)
  const tableIds = new Uint32Array(count)
  let length = 0
  for (const name of strings.weakMapEntries) {
    const end = endOf(strings, name)
    const table = tableOf(strings, end)
    if (end === -1 || table === -1) continue
    names[length] = name
    ends[length] = end
    tableIds[length++] = table
  }
  const used = (column: Uint32Array) => column.subarray(0, length)
  return { names: used(names), ends: used(ends), tableIds: used(tableIds) }
}

/** Where an entry's text ends, or -1 for what only looks like an entry. There may be millions: read as bytes. */
function endOf(strings: StringTable, name: number): number {
  const { bytes, length } = strings
  let end = strings.starts[name]!
  let escaped = false
  for (; bytes[end] !== 34 && end < length; end += 1) {
    if (bytes[end] !== 92) continue
    escaped = true
    end += 1
  }
  // Names with escapes are rare enough to be held against the whole form as text.
  const whole = !escaped || FORM.test(textOf(strings, name))
  return whole ? end : -1
}

/** How V8 ends the name: `@7) pair in WeakMap (table @9)`. */
const TAIL = new TextEncoder().encode(') pair in WeakMap (table @')
const FORM =
  /^\d+ \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @\d+\)$/

function tableOf({ bytes }: StringTable, end: number): number {
  let at = end - 2
  while (isDigit(bytes[at])) at -= 1
  if (bytes[end - 1] !== 41 || at === end - 2) return -1
  for (let back = 0; back < TAIL.length; back += 1) {
    if (bytes[at - back] !== TAIL[TAIL.length - 1 - back]) return -1
  }
  if (!isDigit(bytes[at - TAIL.length])) return -1
  let table = 0
  for (let digit = at + 1; digit < end - 1; digit += 1) table = table * 10 + bytes[digit]! - 48
  return table >>> 0
}

/** Numbers entries alike that are of one pair: equal but for the number in front. */
export function pairWeakMaps(strings: StringTable, { names, ends }: WeakMapEntries): WeakMapPairs {
  const numberOf = createPairNumbers(strings.bytes, names.length)
  const pairs = names.map((name, at) => {
    let start = strings.starts[name]!
    while (isDigit(strings.bytes[start])) start += 1
    return numberOf(start, ends[at]!)
  })
  return { names, pairs }
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

function createPairNumbers(
  bytes: Uint8Array,
  most: number,
): (start: number, end: number) => number {
  let capacity = 64
  while (capacity < most * 2) capacity *= 2
  const slots = new Int32Array(capacity).fill(-1)
  const starts = new Uint32Array(most)
  const ends = new Uint32Array(most)
  let count = 0
  return (start, end) => {
    let slot = hashOf(bytes, start, end) & (capacity - 1)
    for (; slots[slot] !== -1; slot = (slot + 1) & (capacity - 1)) {
      const number = slots[slot]!
      if (isSame(bytes, { start, end }, { start: starts[number]!, end: ends[number]! }))
        return number
    }
    slots[slot] = count
    starts[count] = start
    ends[count] = end
    return count++
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0
  for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + bytes[at]!) | 0
  return hash >>> 0
}

/** The bytes after the number in front, which both edges of a pair share. */
type Span = { readonly start: number; readonly end: number }

function isSame(bytes: Uint8Array, a: Span, b: Span): boolean {
  if (a.end - a.start !== b.end - b.start) return false
  // From the end, where the ids are that tell pairs apart.
  for (let back = 1; back <= a.end - a.start; back += 1) {
    if (bytes[a.end - back] !== bytes[b.end - back]) return false
  }
  return true
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}
