import { type DepthFirst, walkDepthFirst } from './depth-first.ts'
import { type Graph, IDLE_AT_ROOT, IDLE_KINDS, longer } from './essential-edges.ts'
import { CHILD_MASK, KIND_SHIFT, release } from './tables.ts'
import { hasBit } from './growing.ts'

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
  const { count, number, vertex, parent } = walk
  const entries = collectEntries(graph, walk)
  const { semi } = entries
  // The numbers are not needed any more; their memory serves the forest.
  const ancestor = number
  ancestor.set(parent)
  const label = new Uint32Array(parent.length)
  findSemidominators({ count, entries, ancestor, label })
  release([entries.later, entries.ends])
  findImmediate({ count, parent, idom: semi, jump: label, depth: ancestor })
  release([parent])
  return { count, vertex, idom: semi, spare: [label, ancestor] }
}

/** By number: how each node is entered, other than along the walk's tree. */
type Entries = {
  /** The smallest number of a predecessor: a first bound of the semidominator. */
  readonly semi: Uint32Array
  /** The predecessors that the walk met later than the node itself, one after another, and where each node's end. */
  readonly later: Uint32Array
  readonly ends: Uint32Array
}

/** Two passes over the edges in the order of the file: no access waits for the one before it, as those of a walk do. */
function collectEntries(graph: Graph, walk: DepthFirst): Entries {
  const { nodeCount, root, firstEdge, to } = graph
  const { number, count } = walk
  const semi = walk.parent.slice()
  const ends = new Uint32Array(count + 2)
  const isOutside = outsideTest(graph, walk)
  const { last, others } = walk.program
  for (let node = 0; node < nodeCount; node += 1) {
    const own = number[node]!
    if (own === 0) continue
    const idle = node === root ? IDLE_AT_ROOT : IDLE_KINDS
    const outside = isOutside(node)
    const end = firstEdge[node + 1]!
    for (let at = firstEdge[node]!; at < end; at += 1) {
      const packed = to[at]!
      const met = number[packed & CHILD_MASK]!
      if (idle[packed >>> KIND_SHIFT] === 1) continue
      if (outside && (met <= last || hasBit(others, packed & CHILD_MASK))) continue
      if (met < own) ends[met]! += 1
      else if (own < semi[met]!) semi[met] = own
    }
  }
  let total = 0
  for (let at = 1; at <= count; at += 1) {
    const amount = ends[at]!
    ends[at] = total
    total += amount
  }
  const later = new Uint32Array(total)
  for (let node = 0; node < nodeCount; node += 1) {
    const own = number[node]!
    if (own === 0 || node === root) continue
    const outside = isOutside(node)
    const end = firstEdge[node + 1]!
    for (let at = firstEdge[node]!; at < end; at += 1) {
      const packed = to[at]!
      const met = number[packed & CHILD_MASK]!
      if (met >= own || IDLE_KINDS[packed >>> KIND_SHIFT] === 1) continue
      if (outside && (met <= last || hasBit(others, packed & CHILD_MASK))) continue
      later[ends[met]!++] = own
    }
  }
  return { semi, later, ends }
}

/** Whether a node is none of the program's own, so that its edges into that hold nothing. */
function outsideTest({ root }: Graph, { number, program }: DepthFirst): (node: number) => boolean {
  const { last, others } = program
  return (node) => node !== root && number[node]! > last && !hasBit(others, node)
}

type Forest = {
  readonly count: number
  readonly entries: Entries
  readonly ancestor: Uint32Array
  readonly label: Uint32Array
}

/** Lowers `semi` to each node's semidominator, from the last node to the first. Nodes above the current one are linked. */
function findSemidominators({ count, entries, ancestor, label }: Forest): void {
  const { semi, later, ends } = entries
  let path = new Uint32Array(1 << 12)
  for (let node = count; node > 1; node -= 1) {
    let least = semi[node]!
    const begin = ends[node - 1]!
    for (let at = ends[node]! - 1; at >= begin && least > 1; at -= 1) {
      // The least semidominator on the way from the predecessor up to the linked nodes' root.
      let top = later[at]!
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
