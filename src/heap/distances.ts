import { ARRAY, HIDDEN, SYNTHETIC, WEAK, WEAKMAP_KEY, WEAKMAP_TABLE } from './snapshot-header.ts'
import { NAME_BITS, NAME_MASK, type Tables, nameIndexOf, release } from './tables.ts'
import type { WeakMapPairs } from './weak-maps.ts'
import { documentRoots } from './owned-sizes.ts'
import { textOf } from './string-table.ts'

/** Distances of nodes that only the system holds begin here; DevTools shows them as "-". */
export const SYSTEM_DISTANCE = 100_000_000
/** Of a node that nothing strong leads to. */
export const NO_DISTANCE = -5

export type Distances = {
  /** Steps from the nearest user root, DevTools' way. */
  readonly of: Int32Array
  /** The node before on such a shortest path; NO_PARENT for those it begins with. */
  readonly parents: Uint32Array
}

export const NO_PARENT = 0xffffffff

/** Breadth first from the user's roots, then from the root for what only the system holds. */
export function findDistances(tables: Tables, pairs: WeakMapPairs): Distances {
  const { nodeCount, root, firstEdge, to, edge, kind } = tables
  const of = new Int32Array(nodeCount).fill(NO_DISTANCE)
  const parents = new Uint32Array(nodeCount).fill(NO_PARENT)
  const queue = new Uint32Array(nodeCount)
  const allows = createFilter(tables, pairs)
  const special = specialSources(tables)
  const documents = new Set(documentRoots(tables))
  let length = 0
  for (let at = firstEdge[root]!; at < firstEdge[root + 1]!; at += 1) {
    const child = to[at]!
    if (kind[child] === SYNTHETIC && !documents.has(child)) continue
    if (of[child] === NO_DISTANCE) queue[length++] = child
    of[child] = 1
  }
  const visit = (from: number): void => {
    let next = from
    while (next < length) {
      const node = queue[next++]!
      const distance = of[node]! + 1
      const end = firstEdge[node + 1]!
      const checked = special(node)
      for (let at = firstEdge[node]!; at < end; at += 1) {
        const child = to[at]!
        if (of[child] !== NO_DISTANCE) continue
        const edgeKind = edge[at]! >>> NAME_BITS
        if (edgeKind === WEAK) continue
        const entry = edgeKind === WEAKMAP_TABLE || edgeKind === WEAKMAP_KEY
        if ((checked || entry) && !allows(node, at)) continue
        of[child] = distance
        parents[child] = node
        queue[length++] = child
      }
    }
  }
  visit(0)
  const fromSystem = length
  of[root] = length > 0 ? SYSTEM_DISTANCE : 0
  parents[root] = NO_PARENT
  // The root may have been reached already; it is looked at again all the same.
  if (length < nodeCount) {
    queue[length++] = root
    visit(fromSystem)
  }
  release([queue])
  return { of, parents }
}

/** Maps' descriptor arrays and native contexts, some of whose edges say nothing about who holds what. */
function specialSources(tables: Tables): (node: number) => boolean {
  const { kind, name } = tables
  const known = new Map<number, boolean>()
  const isSpecial = (index: number, node: number): boolean => {
    let verdict = known.get(index)
    if (verdict === undefined) {
      const text = textOf(tables.strings, nameIndexOf(tables, node))
      verdict = text === '(map descriptors)' || text === 'system / NativeContext'
      known.set(index, verdict)
    }
    return verdict
  }
  return (node) => {
    const nodeKind = kind[node]
    return (nodeKind === ARRAY || nodeKind === HIDDEN) && isSpecial(name[node]!, node)
  }
}

function createFilter(
  tables: Tables,
  pairs: WeakMapPairs,
): (node: number, edge: number) => boolean {
  const pending = new Set<number>()
  return (node, at) => {
    const packed = tables.edge[at]!
    const edgeKind = packed >>> NAME_BITS
    const nodeName = textOf(tables.strings, nameIndexOf(tables, node))
    if (tables.kind[node] === HIDDEN && nodeName === 'system / NativeContext') {
      return (
        edgeKind === 1 ||
        edgeKind === 4 ||
        textOf(tables.strings, packed & NAME_MASK) !== 'sloppy_function_map'
      )
    }
    if (tables.kind[node] === ARRAY && nodeName === '(map descriptors)') {
      const index =
        edgeKind === 1 || edgeKind === 4
          ? packed & NAME_MASK
          : Number.parseInt(textOf(tables.strings, packed & NAME_MASK), 10)
      return index < 2 || index % 3 !== 1
    }
    // The value of a WeakMap is as far as the farther of table and key: its first edge is passed over.
    const pair = pairs[packed & NAME_MASK] ?? 0
    if (pair === 0 || (edgeKind !== WEAKMAP_TABLE && edgeKind !== WEAKMAP_KEY)) return true
    if (pending.delete(pair)) return true
    pending.add(pair)
    return false
  }
}
