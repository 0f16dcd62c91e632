import { createGrowingInts, type GrowingInts, pushInt } from './growing.ts'
import { release } from './release.ts'

/**
 * Names of edges, or the index of an element, in two bytes an edge: nearly all edges share a few thousand names. A name
 * gets a code at its third edge, so that those of a WeakMap's entries and of a dictionary's keys, which are on one edge or
 * two, leave the codes to others. Edges without a code are listed apart.
 */
export type EdgeNames = {
  /** By edge: the code of its name, its index, or APART. */
  codes: Uint16Array
  /** By name: how often it was seen, or from its third edge on its code. */
  codeOf: Uint16Array
  /** By code: the name. */
  readonly nameOf: Uint32Array
  nextCode: number
  /** Edges without a code, ascending, and the name or index of each. */
  readonly apart: { readonly edges: GrowingInts; readonly names: GrowingInts }
  /** By edge, once so many would be listed apart that a plain column is smaller. */
  wide: Uint32Array | undefined
}

/** Of an edge that is listed apart. */
export const APART = 0xffff
/** What `codeOf` says of a name before it has a code. */
export const SEEN_TWICE = 2

/** An edge apart takes eight bytes and its code two: with a quarter of them apart four bytes for each are no more. */
const MOST_APART = 1 / 4
const FEW = 1 << 16

export function createEdgeNames(edges: number): EdgeNames {
  return {
    codes: new Uint16Array(edges),
    codeOf: new Uint16Array(1024),
    nameOf: new Uint32Array(APART),
    nextCode: SEEN_TWICE + 1,
    apart: { edges: createGrowingInts(), names: createGrowingInts() },
    wide: undefined,
  }
}

/** The code of a name on one more edge, or APART. */
export function codeOfName(names: EdgeNames, name: number): number {
  if (name >= names.codeOf.length) {
    const larger = new Uint16Array(Math.max(name + 1, names.codeOf.length * 2))
    larger.set(names.codeOf)
    names.codeOf = larger
  }
  const known = names.codeOf[name]!
  if (known > SEEN_TWICE) return known
  if (known < SEEN_TWICE) {
    names.codeOf[name] = known + 1
    return APART
  }
  if (names.nextCode === APART) return APART
  const code = names.nextCode++
  names.nameOf[code] = name
  names.codeOf[name] = code
  return code
}

/** Lists an edge apart. */
export function setApart(names: EdgeNames, edge: number, name: number): void {
  names.codes[edge] = APART
  pushInt(names.apart.edges, edge)
  pushInt(names.apart.names, name)
}

/** Whether so many edges are apart that `widen` is due. */
export function isCrowded({ apart, codes }: EdgeNames): boolean {
  return apart.edges.length > Math.max(FEW, codes.length * MOST_APART)
}

/** Goes on with a plain column for all edges: `count` were read, and `isNumbered` says whose code is an index. */
export function widen(
  names: EdgeNames,
  count: number,
  isNumbered: (edge: number) => boolean,
): Uint32Array {
  const wide = new Uint32Array(names.codes.length)
  const { edges, names: listed } = names.apart
  let next = 0
  for (let edge = 0; edge < count; edge += 1) {
    const code = names.codes[edge]!
    if (code === APART) wide[edge] = listed.items[next++]!
    else wide[edge] = isNumbered(edge) ? code : names.nameOf[code]!
  }
  release([names.codes, edges.items, listed.items])
  names.codes = new Uint16Array(0)
  Object.assign(edges, createGrowingInts())
  Object.assign(listed, createGrowingInts())
  names.wide = wide
  return wide
}

/** Makes room for more edges than the header promised in earnest. */
export function growEdgeNames(names: EdgeNames, length: number): void {
  if (names.wide === undefined) {
    const larger = new Uint16Array(length)
    larger.set(names.codes)
    names.codes = larger
    return
  }
  const larger = new Uint32Array(length)
  larger.set(names.wide)
  names.wide = larger
}

/** Ends the names: what was needed to give out codes is given back. */
export function endEdgeNames(names: EdgeNames): void {
  for (const list of [names.apart.edges, names.apart.names]) {
    const { items } = list
    list.items = items.slice(0, list.length)
    release([items])
  }
}

/** The index of an edge's name, or the index of an element. */
export function edgeNameAt(names: EdgeNames, edge: number, isNumbered: boolean): number {
  if (names.wide !== undefined) return names.wide[edge]!
  const code = names.codes[edge]!
  if (code !== APART) return isNumbered ? code : names.nameOf[code]!
  const { items, length } = names.apart.edges
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (items[middle]! < edge) low = middle + 1
    else high = middle
  }
  return names.apart.names.items[low]!
}
