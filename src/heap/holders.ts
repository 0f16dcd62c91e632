import { IDLE_AT_ROOT, IDLE_KINDS } from './essential-edges.ts'
import { CHILD_MASK, KIND_SHIFT, type Tables } from './tables.ts'

/** A node that alone keeps many of some nodes alive, and how much of them. */
export type Holder = { readonly node: number; readonly objects: number }

/** The share of the objects that a holder must dominate to be named as theirs. */
const MOST = 0.9

/** The deepest node that dominates at least nine in ten of the nodes, other than each itself. */
export function findHolder(
  tables: Pick<Tables, 'root'>,
  dominators: Uint32Array,
  nodes: readonly number[],
): Holder {
  const counts = new Map<number, number>()
  const depths = new Map<number, number>([[tables.root, 0]])
  // Each node is climbed from once, however many objects hang below it: lists are long.
  const chains: number[][] = []
  for (const start of nodes) {
    const chain: number[] = []
    let node = dominators[start]!
    for (; node !== tables.root && !counts.has(node); node = dominators[node]!) {
      chain.push(node)
      counts.set(node, 0)
    }
    let depth = depths.get(node)!
    for (const each of chain.toReversed()) depths.set(each, (depth += 1))
    chains.push(chain)
    const first = dominators[start]!
    if (first !== tables.root) counts.set(first, counts.get(first)! + 1)
  }
  for (const chain of chains.toReversed()) {
    for (const node of chain) {
      const up = dominators[node]!
      if (up !== tables.root) counts.set(up, counts.get(up)! + counts.get(node)!)
    }
  }
  let best: Holder = { node: tables.root, objects: nodes.length }
  for (const [node, objects] of counts) {
    if (objects < nodes.length * MOST) continue
    if (depths.get(node)! > depths.get(best.node)!) best = { node, objects }
  }
  return best
}

/** Edges that keep each of some nodes alive: all of them, found in one pass over the graph. */
export function findRetainers(
  tables: Tables,
  nodes: ReadonlySet<number>,
): Map<number, { from: number; edge: number }[]> {
  const found = new Map<number, { from: number; edge: number }[]>()
  for (const node of nodes) found.set(node, [])
  // One bit a node stays in the cache while all edges pass by.
  const wanted = new Uint32Array((tables.nodeCount + 31) >>> 5)
  for (const node of nodes) wanted[node >>> 5]! |= 1 << (node & 31)
  const { to, root, edgeCount } = tables
  for (let at = 0; at < edgeCount; at += 1) {
    const packed = to[at]!
    const child = packed & CHILD_MASK
    if (((wanted[child >>> 5]! >>> (child & 31)) & 1) === 0) continue
    const from = sourceOf(tables, at)
    const idle = from === root ? IDLE_AT_ROOT : IDLE_KINDS
    if (child === from || idle[packed >>> KIND_SHIFT] === 1) continue
    const list = found.get(child)!
    // More than a few say no more than "several".
    if (list.length < 8) list.push({ from, edge: at })
  }
  return found
}

/** The node that an edge comes from: the last whose edges begin at it or before. */
function sourceOf({ firstEdge, nodeCount }: Tables, edge: number): number {
  let low = 0
  let high = nodeCount
  while (low < high) {
    const middle = (low + high) >>> 1
    if (firstEdge[middle]! <= edge) low = middle + 1
    else high = middle
  }
  return low - 1
}
