import { type DepthFirst, findShared, OWN, RANGE_BITS, walkDepthFirst } from './depth-first.ts'
import { type Graph, longer } from './essential-edges.ts'
import { createGrowingInts, type GrowingInts, pushInt } from './growing.ts'
import { release } from './release.ts'

/** Who alone keeps each node alive. Columns are indexed by the number of a depth-first walk, from 1, the root. */
export type Dominators = {
  /** Nodes numbered; any that are left over are dominated by the root and dominate nothing. */
  readonly count: number
  /** Ordinal of the node with each number. */
  readonly vertex: Uint32Array
  /** Number of the immediate dominator, always smaller than its own; 0 for the root. */
  readonly idom: Uint32Array
  /** Two columns of the same length whose content is spent, for whoever comes next. */
  readonly spare: readonly [Uint32Array, Uint32Array]
}

/**
 * Finds immediate dominators by semidominators and nearest common ancestors (Georgiadis, Tarjan and Werneck, "Finding
 * Dominators in Practice", 2006), on nodes renumbered in the order of a depth-first walk, so that what is close in the
 * graph is close in memory.
 */
export function findDominators(graph: Graph, shared = findShared(graph)): Dominators {
  const { count, number, vertex, parent, semi, logs, slabs } = walkDepthFirst(graph, shared)
  // Ordinals are done with once all edges are logged by number, parents once they are told as rises.
  const rises = tellParents(parent, count)
  const [ancestor, label] = [parent, number]
  findSemidominators({ count, semi, label, ancestor }, { logs, slabs })
  findImmediate({ count, rises, idom: semi, jump: label, depth: ancestor })
  release([rises.levels])
  return { count, vertex, idom: semi, spare: [label, ancestor] }
}

type Forest = Pick<DepthFirst, 'count' | 'semi'> & {
  readonly ancestor: Uint32Array
  /** The least semidominator on the way up to the ancestor; only of nodes that were done. */
  readonly label: Uint32Array
}

/** Edges that lead to some nodes: their sources side by side, and where those of each node of a range end. */
type Incoming = { sources: Uint32Array; readonly ends: Uint32Array }

/** Some nodes of a range, by what their numbers are above the range's first. */
type Slice = { readonly base: number; readonly from: number; readonly to: number }

/** Lowers `semi` to each node's semidominator, from the last node to the first, range by range. */
function findSemidominators(
  forest: Forest,
  { logs, slabs }: Pick<DepthFirst, 'logs' | 'slabs'>,
): void {
  const incoming: Incoming = {
    sources: new Uint32Array(0),
    ends: new Uint32Array(1 << RANGE_BITS),
  }
  for (let range = logs.length - 1; range >= 0; range -= 1) {
    const { parts } = logs[range]!
    if (range === 0) release(slabs.others)
    countSources(incoming, parts)
    const base = range << RANGE_BITS
    for (let to = incoming.ends.length; to > 0; ) {
      const slice = { base, from: sliceBefore(incoming, to, forest.count), to }
      sortSources(incoming, parts, slice)
      lowerSlice(forest, incoming, slice)
      to = slice.from
    }
  }
  release([incoming.sources, incoming.ends, ...slabs.first])
}

/** Counts the edges that lead to each node of a range. */
function countSources({ ends }: Incoming, parts: readonly Uint32Array[]): void {
  const mask = ends.length - 1
  ends.fill(0)
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 1) {
      const entry = part[at]!
      if (entry === 0) break
      if (entry < OWN) ends[entry & mask]! += 1
    }
  }
}

/** Sources sorted at a time: as many as there are nodes; what leads to the first nodes of the walk may be many times that. */
const FEW_SORTED = 1 << 20

/** Where a slice begins that ends before `to`: it has so many edges as are worth the memory, or one node. */
function sliceBefore({ ends }: Incoming, to: number, count: number): number {
  const most = Math.max(FEW_SORTED, count)
  let from = to - 1
  let total = ends[from]!
  while (from > 0 && total + ends[from - 1]! <= most) {
    from -= 1
    total += ends[from]!
  }
  return from
}

/** Puts the sources of all edges that lead to a node of a slice side by side. */
function sortSources(incoming: Incoming, parts: readonly Uint32Array[], { from, to }: Slice): void {
  const { ends } = incoming
  const mask = ends.length - 1
  let total = 0
  for (let node = from; node < to; node += 1) {
    const amount = ends[node]!
    ends[node] = total
    total += amount
  }
  if (total > incoming.sources.length) {
    release([incoming.sources])
    incoming.sources = new Uint32Array(Math.ceil(total * 1.25))
  }
  const { sources } = incoming
  for (const part of parts) {
    let own = 0
    for (let at = 0; at < part.length; at += 1) {
      const entry = part[at]!
      if (entry === 0) break
      if (entry >= OWN) own = entry - OWN
      else {
        const node = entry & mask
        if (node >= from && node < to) sources[ends[node]!++] = own
      }
    }
  }
}

/** Goes through the nodes of a slice, the last first; the root, number 1, has no semidominator. */
function lowerSlice(
  { count, semi, label, ancestor }: Forest,
  { sources, ends }: Incoming,
  { base, from, to }: Slice,
): void {
  const low = Math.max(2, base + from)
  let path = new Uint32Array(1 << 12)
  for (let node = Math.min(count, base + to - 1); node >= low; node -= 1) {
    let least = semi[node]!
    const begin = node === base + from ? 0 : ends[node - base - 1]!
    for (let at = ends[node - base]! - 1; at >= begin && least > 1; at -= 1) {
      // The least semidominator on the way from the source up to the linked nodes' root.
      let top = sources[at]!
      let length = 0
      while (ancestor[top]! > node) {
        if (length === path.length) path = longer(path)
        path[length++] = top
        top = ancestor[top]!
      }
      let found = label[top]!
      const beyond = ancestor[top]!
      while (length > 0) {
        const step = path[--length]!
        if (label[step]! < found) found = label[step]!
        else label[step] = found
        ancestor[step] = beyond
      }
      if (found < least) least = found
    }
    semi[node] = least
    label[node] = least
  }
}

/** Rises of this many levels and more; of those the nodes are listed. */
const FAR = 255

/**
 * The parents in a byte each: by how many levels the walk rose from the node before to the node's parent. A walk rises
 * no more often than it goes down, so it is told again in one pass.
 */
type Rises = { readonly levels: Uint8Array; readonly far: GrowingInts }

function tellParents(parent: Uint32Array, count: number): Rises {
  const rises = { levels: new Uint8Array(count + 1), far: createGrowingInts() }
  for (let node = 3; node <= count; node += 1) {
    let levels = 0
    for (let at = node - 1; at !== parent[node]!; at = parent[at]!) levels += 1
    rises.levels[node] = Math.min(levels, FAR)
    if (levels >= FAR) pushInt(rises.far, levels)
  }
  return rises
}

type Tree = {
  readonly count: number
  readonly rises: Rises
  /** Semidominators when it begins, immediate dominators when it ends. */
  readonly idom: Uint32Array
  readonly jump: Uint32Array
  readonly depth: Uint32Array
}

/** Steps up the tree before a node asks for the shortcuts, which bound the climb by the logarithm of the depth. */
const PATIENCE = 32

function findImmediate(tree: Tree): void {
  const { count, rises, idom } = tree
  const climb = createClimb(tree)
  // The nodes above, the root first.
  let above = new Uint32Array(1 << 12)
  let depth = 0
  let far = 0
  for (let node = 2; node <= count; node += 1) {
    const levels = rises.levels[node]!
    if (depth === above.length) above = longer(above)
    above[depth++] = node - 1
    depth -= levels < FAR ? levels : rises.far.items[far++]!
    const bound = idom[node]!
    let at = above[depth - 1]!
    let steps = 0
    while (at > bound && steps < PATIENCE) {
      at = idom[at]!
      steps += 1
    }
    idom[node] = at > bound ? climb(node, at, bound) : at
  }
  if (count > 0) idom[1] = 0
}

/**
 * Climbs to the first ancestor whose number is at most `bound` over skip pointers (Myers, "An applicative
 * random-access stack", 1983), which are laid for all nodes before `node` once they are needed: a long list whose
 * tail holds many objects would make plain climbing quadratic.
 */
function createClimb({
  idom,
  jump,
  depth,
}: Tree): (node: number, from: number, bound: number) => number {
  let laid = 1
  return (node, from, bound) => {
    if (laid === 1) {
      jump[1] = 1
      depth[1] = 0
    }
    for (let next = laid + 1; next < node; next += 1) {
      const up = idom[next]!
      const skip = jump[up]!
      depth[next] = depth[up]! + 1
      const near = depth[up]! - depth[skip]!
      const far = depth[skip]! - depth[jump[skip]!]!
      jump[next] = near === far ? jump[skip]! : up
    }
    laid = node - 1
    let at = from
    while (at > bound) {
      const skip = jump[at]!
      at = skip > bound ? skip : idom[at]!
    }
    return at
  }
}
