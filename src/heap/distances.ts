import { ARRAY, HIDDEN, SYNTHETIC, WEAK, WEAKMAP_KEY, WEAKMAP_TABLE } from './snapshot-header.ts'
import {
  CHILD_MASK,
  KIND_SHIFT,
  type Tables,
  edgeNameOf,
  isNumbered,
  nameIndexOf,
} from './tables.ts'
import { type WeakMapPairs, pairOf } from './weak-maps.ts'
import { hasBit, setBit } from './growing.ts'
import { release } from './release.ts'
import { documentRoots } from './owned-sizes.ts'
import { textOf } from './string-table.ts'

/** Distances of nodes that only the system holds begin here; DevTools shows them as "-". */
export const SYSTEM_DISTANCE = 100_000_000
/** Of a node that nothing strong leads to. */
export const NO_DISTANCE = -5

export type Distances = {
  /** The node before on a shortest path; NO_PARENT for those it begins with. */
  readonly parents: Uint32Array
  /** Nodes in the order in which they were met; empty where only the paths were asked for. */
  readonly queue: Uint32Array
  /** Where in `queue` the nodes of one distance begin; the last ends it. Empty where that is. */
  readonly levels: readonly { readonly start: number; readonly distance: number }[]
}

export const NO_PARENT = 0xffffffff

/** Steps of each node from the nearest user root, DevTools' way. */
export function distanceColumn({ parents, queue, levels }: Distances): Int32Array {
  const of = new Int32Array(parents.length).fill(NO_DISTANCE)
  levels.forEach(({ start, distance }, index) => {
    const end = levels[index + 1]?.start ?? start
    for (let at = start; at < end; at += 1) of[queue[at]!] = distance
  })
  return of
}

type Walk = {
  readonly tables: Tables
  readonly parents: Uint32Array
  readonly queue: Uint32Array
  readonly seen: Uint32Array
  /** One bit a node, all of them 0 between two levels. */
  readonly sorting: Uint32Array
  /** One bit a node, for those some of whose edges say nothing about who holds what. */
  readonly special: Uint32Array
  readonly allows: (node: number, edge: number) => boolean
  readonly levels: { start: number; distance: number }[]
  length: number
  /** Nobody asks for the order: levels that were visited give way to the next, in memory that was used before. */
  readonly pathsOnly: boolean
}

/** Breadth first from the user's roots, then from the root for what only the system holds. */
export function findDistances(
  tables: Tables,
  pairs: WeakMapPairs,
  wanted: 'distances' | 'paths' = 'distances',
): Distances {
  const { nodeCount, root } = tables
  const parents = new Uint32Array(nodeCount).fill(NO_PARENT)
  const queue = new Uint32Array(nodeCount + 1)
  const walk: Walk = {
    tables,
    parents,
    queue,
    // One bit a node stays in the cache, where a column would not.
    seen: new Uint32Array((nodeCount + 31) >>> 5),
    sorting: new Uint32Array((nodeCount + 31) >>> 5),
    special: specialSources(tables),
    allows: createFilter(tables, pairs),
    levels: [],
    length: 0,
    pathsOnly: wanted === 'paths',
  }
  for (const child of userRoots(tables)) {
    if (!hasBit({ words: walk.seen }, child)) queue[walk.length++] = child
    setBit({ words: walk.seen }, child)
  }
  const hasUserRoots = walk.length > 0
  visit(walk, 0, 1)
  // The root may have been reached already; it is looked at again all the same.
  const from = walk.length
  const distance = hasUserRoots ? SYSTEM_DISTANCE : 0
  queue[walk.length++] = root
  setBit({ words: walk.seen }, root)
  visit(walk, from, distance)
  parents[root] = NO_PARENT
  if (walk.pathsOnly) {
    release([queue])
    return { parents, queue: new Uint32Array(0), levels: [] }
  }
  walk.levels.push({ start: walk.length, distance: NO_DISTANCE })
  return { parents, queue, levels: walk.levels }
}

function userRoots(tables: Tables): number[] {
  const { root, firstEdge, to, kind } = tables
  const documents = new Set(documentRoots(tables))
  return Array.from(
    to.subarray(firstEdge[root], firstEdge[root + 1]),
    (packed) => packed & CHILD_MASK,
  ).filter((child) => kind[child] !== SYNTHETIC || documents.has(child))
}

/** Goes on with the nodes that stand in the queue from `from` on, which are `distance` away. */
function visit(walk: Walk, from: number, distance: number): void {
  const { queue, levels } = walk
  let next = from
  for (let steps = distance; next < walk.length; steps += 1) {
    const end = walk.length
    levels.push({ start: next, distance: steps })
    visitLevel(walk, next, end)
    sortLevel(walk, queue.subarray(end, walk.length))
    next = walk.pathsOnly ? forget(walk, end) : end
  }
}

/** Moves what was met last to where all others were; returns where it begins. */
function forget(walk: Walk, end: number): number {
  walk.queue.copyWithin(0, end, walk.length)
  walk.length -= end
  walk.levels.length = 0
  return 0
}

function visitLevel(walk: Walk, from: number, to: number): void {
  const { queue, parents, seen, special } = walk
  const { firstEdge, to: targets } = walk.tables
  let length = walk.length
  for (let next = from; next < to; next += 1) {
    const node = queue[next]!
    const last = firstEdge[node + 1]!
    const checked = ((special[node >>> 5]! >>> (node & 31)) & 1) === 1
    for (let at = firstEdge[node]!; at < last; at += 1) {
      const packed = targets[at]!
      const child = packed & CHILD_MASK
      const word = seen[child >>> 5]!
      const bit = 1 << (child & 31)
      if ((word & bit) !== 0) continue
      const kind = packed >>> KIND_SHIFT
      if (kind === WEAK) continue
      if ((checked || kind === WEAKMAP_TABLE || kind === WEAKMAP_KEY) && !walk.allows(node, at))
        continue
      seen[child >>> 5] = word | bit
      parents[child] = node
      queue[length++] = child
    }
  }
  walk.length = length
}

/** Below this share of all nodes a level is not worth sorting. */
const WORTH_SORTING = 1 / 64

/**
 * Puts the nodes of one distance in the order of the file: their edges then lie one after another in memory, which
 * makes the walk three times as fast. The order within a distance changes no distance.
 */
function sortLevel({ sorting }: Walk, level: Uint32Array): void {
  if (level.length < sorting.length * 32 * WORTH_SORTING) return
  for (const node of level) sorting[node >>> 5]! |= 1 << (node & 31)
  let at = 0
  for (let word = 0; word < sorting.length; word += 1) {
    for (let bits = sorting[word]!; bits !== 0; bits &= bits - 1)
      level[at++] = word * 32 + 31 - Math.clz32(bits & -bits)
    sorting[word] = 0
  }
}

/** Maps' descriptor arrays and native contexts. */
function specialSources(tables: Tables): Uint32Array {
  const { kind, name, nodeCount } = tables
  const special = { words: new Uint32Array((nodeCount + 31) >>> 5) }
  const known = new Map<number, boolean>()
  for (let node = 0; node < nodeCount; node += 1) {
    const nodeKind = kind[node]
    if (nodeKind !== ARRAY && nodeKind !== HIDDEN) continue
    let verdict = known.get(name[node]!)
    if (verdict === undefined) {
      const text = textOf(tables.strings, nameIndexOf(tables, node))
      verdict = text === '(map descriptors)' || text === 'system / NativeContext'
      known.set(name[node]!, verdict)
    }
    if (verdict) setBit(special, node)
  }
  return special.words
}

function createFilter(
  tables: Tables,
  pairs: WeakMapPairs,
): (node: number, edge: number) => boolean {
  const pending = new Set<number>()
  return (node, at) => {
    const edgeKind = tables.to[at]! >>> KIND_SHIFT
    const name = edgeNameOf(tables, at)
    const numbered = isNumbered(edgeKind)
    const nodeName = textOf(tables.strings, nameIndexOf(tables, node))
    if (tables.kind[node] === HIDDEN && nodeName === 'system / NativeContext')
      return numbered || textOf(tables.strings, name) !== 'sloppy_function_map'
    if (tables.kind[node] === ARRAY && nodeName === '(map descriptors)') {
      const index = numbered ? name : Number.parseInt(textOf(tables.strings, name), 10)
      return index < 2 || index % 3 !== 1
    }
    if (edgeKind !== WEAKMAP_TABLE && edgeKind !== WEAKMAP_KEY) return true
    // The value of a WeakMap is as far as the farther of table and key: its first edge is passed over.
    const pair = pairOf(pairs, name)
    if (pair === -1 || pending.delete(pair)) return true
    pending.add(pair)
    return false
  }
}
