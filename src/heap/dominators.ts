import { type DepthFirst, walkDepthFirst } from './depth-first.ts'
import { type Graph, IDLE_KINDS, longer } from './essential-edges.ts'
import { NAME_BITS, release } from './tables.ts'

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
  const walk = walkDepthFirst(graph)
  const predecessors = collectLater(graph, walk)
  // `number` is not needed any more; its memory serves the forest.
  const ancestor = walk.number
  ancestor.set(walk.parent)
  const label = walk.spare
  findSemidominators({ walk, predecessors, ancestor, label })
  release([predecessors, walk.later])
  const { count, vertex, parent, semi } = walk
  findImmediate({ count, parent, idom: semi, jump: label, depth: ancestor })
  release([parent])
  return { count, vertex, idom: semi, spare: [label, ancestor] }
}

/** The predecessors of each node that the walk met later than the node itself, one after another; `later` then says where each node's end. */
function collectLater(graph: Graph, walk: DepthFirst): Uint32Array {
  const { nodeCount, root, firstEdge, edge, to } = graph
  const { number, later, count, program } = walk
  let total = 0
  for (let at = 1; at <= count; at += 1) {
    const amount = later[at]!
    later[at] = total
    total += amount
  }
  const predecessors = new Uint32Array(total)
  const { last, others } = program
  const hasOthers = others.length > 0
  for (let node = 0; node < nodeCount; node += 1) {
    const own = number[node]!
    if (own === 0 || node === root) continue
    const outside = own > last && (!hasOthers || others[node] === 0)
    const end = firstEdge[node + 1]!
    for (let at = firstEdge[node]!; at < end; at += 1) {
      const child = to[at]!
      const met = number[child]!
      if (met >= own || IDLE_KINDS[edge[at]! >>> NAME_BITS] === 1) continue
      if (outside && (met <= last || (hasOthers && others[child] === 1))) continue
      predecessors[later[met]!++] = own
    }
  }
  return predecessors
}

type Forest = {
  readonly walk: DepthFirst
  readonly predecessors: Uint32Array
  readonly ancestor: Uint32Array
  readonly label: Uint32Array
}

/** Lowers `semi` to each node's semidominator, from the last node to the first. Nodes above the current one are linked. */
function findSemidominators({ walk, predecessors, ancestor, label }: Forest): void {
  const { count, semi, later } = walk
  let path = new Uint32Array(1 << 12)
  for (let node = count; node > 1; node -= 1) {
    let least = semi[node]!
    const begin = later[node - 1]!
    for (let at = later[node]! - 1; at >= begin && least > 1; at -= 1) {
      // The least semidominator on the way from the predecessor up to the linked nodes' root.
      let top = predecessors[at]!
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
