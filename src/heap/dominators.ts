import { type DepthFirst, OWN, RANGE_BITS, walkDepthFirst } from './depth-first.ts'
import { type Graph, longer } from './essential-edges.ts'
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
export function findDominators(graph: Graph): Dominators {
  const { count, number, parent, semi, later, logs } = walkDepthFirst(graph)
  const ancestor = parent.slice()
  findSemidominators({ count, semi, later, logs, ancestor })
  findImmediate({ count, parent, idom: semi, jump: later, depth: ancestor })
  const vertex = parent
  for (let node = 0; node < graph.nodeCount; node += 1) vertex[number[node]!] = node
  release([number])
  return { count, vertex, idom: semi, spare: [later, ancestor] }
}

type Forest = Pick<DepthFirst, 'count' | 'semi' | 'later'> & {
  readonly ancestor: Uint32Array
}

/**
 * Lowers `semi` to each node's semidominator, from the last node to the first, range by range. `later`, the number of
 * edges to each, gives way to where they end among those of the range, and that to the node's label.
 */
function findSemidominators(forest: Forest & Pick<DepthFirst, 'logs'>): void {
  const { count, logs } = forest
  let sources = new Uint32Array(0)
  for (let range = logs.length - 1; range >= 0; range -= 1) {
    const low = Math.max(1, (range << RANGE_BITS) - 1)
    const high = Math.min(count, ((range + 1) << RANGE_BITS) - 1)
    const { parts } = logs[range]!
    const edges = placeSources(forest, { low, high })
    if (edges > sources.length) sources = new Uint32Array(Math.ceil(edges * 1.25))
    sortSources(forest.later, parts, sources)
    release(parts)
    lowerPart(forest, sources, { low, high })
  }
  release([sources])
}

/** Nodes above `low` and up to `high`. */
type Part = { readonly low: number; readonly high: number }

/** Turns numbers of edges into where the sources of each node begin; returns how many there are. */
function placeSources({ later }: Forest, { low, high }: Part): number {
  let total = 0
  for (let node = low + 1; node <= high; node += 1) {
    const amount = later[node]!
    later[node] = total
    total += amount
  }
  return total
}

/** Puts the sources of all edges that lead to a node side by side. */
function sortSources(
  later: Uint32Array,
  parts: readonly Uint32Array[],
  sources: Uint32Array,
): void {
  for (const part of parts) {
    let own = 0
    for (let at = 0; at < part.length; at += 1) {
      const entry = part[at]!
      if (entry >= OWN) own = entry - OWN
      else if (entry === 0) break
      else if (entry > 1) sources[later[entry]!++] = own
    }
  }
}

function lowerPart(
  { semi, later, ancestor }: Forest,
  sources: Uint32Array,
  { low, high }: Part,
): void {
  const label = later
  let path = new Uint32Array(1 << 12)
  for (let node = high; node > low; node -= 1) {
    let least = semi[node]!
    const begin = node === low + 1 ? 0 : later[node - 1]!
    for (let at = later[node]! - 1; at >= begin && least > 1; at -= 1) {
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

type Tree = {
  readonly count: number
  readonly parent: Uint32Array
  /** Semidominators when it begins, immediate dominators when it ends. */
  readonly idom: Uint32Array
  readonly jump: Uint32Array
  readonly depth: Uint32Array
}

/** Steps up the tree before a node asks for the shortcuts, which bound the climb by the logarithm of the depth. */
const PATIENCE = 32

function findImmediate(tree: Tree): void {
  const { count, parent, idom } = tree
  const climb = createClimb(tree)
  for (let node = 2; node <= count; node += 1) {
    const bound = idom[node]!
    let at = parent[node]!
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
