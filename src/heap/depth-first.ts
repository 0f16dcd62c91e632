import { type Graph, IDLE_AT_ROOT, IDLE_KINDS, longer } from './essential-edges.ts'
import { NAME_BITS } from './tables.ts'

/**
 * The nodes in the order in which a depth-first walk along essential edges meets them, numbered from 1 (the root).
 * All columns but `number` are indexed by that number; entry 0 is unused.
 */
export type DepthFirst = {
  /** Nodes met. Those that are left over hang on the root alone. */
  count: number
  /** Number of each node by ordinal; 0 for one that was not met. */
  number: Uint32Array
  vertex: Uint32Array
  parent: Uint32Array
  /** The smallest number of a predecessor that was met before: a first bound of the semidominator. */
  semi: Uint32Array
  /** How many predecessors were met later. One entry more than nodes. */
  later: Uint32Array
}

/** Walks the graph; nodes with only weak retainers come last, as children of the root, like DevTools has them. */
export function walkDepthFirst(graph: Graph, program: Uint8Array): DepthFirst {
  const { nodeCount, root } = graph
  const walk: DepthFirst = {
    count: 0,
    number: new Uint32Array(nodeCount + 1),
    vertex: new Uint32Array(nodeCount + 1),
    parent: new Uint32Array(nodeCount + 1),
    semi: new Uint32Array(nodeCount + 1),
    later: new Uint32Array(nodeCount + 2),
  }
  const from = createWalker(graph, program, walk)
  from(root)
  if (walk.count < nodeCount) {
    for (const orphan of findOrphans(graph, program, walk.number))
      if (walk.number[orphan] === 0) from(orphan)
  }
  return walk
}

function createWalker(
  graph: Graph,
  program: Uint8Array,
  walk: DepthFirst,
): (start: number) => void {
  const { root, firstEdge, edge, to } = graph
  const { number, vertex, parent, semi, later } = walk
  const bounded = program.length > 0
  let stack = new Uint32Array(1 << 16)
  return (start) => {
    let current = ++walk.count
    number[start] = current
    vertex[current] = start
    parent[current] = current === 1 ? 0 : 1
    semi[current] = parent[current]!
    let depth = 0
    let at = firstEdge[start]!
    let end = firstEdge[start + 1]!
    let idle = start === root ? IDLE_AT_ROOT : IDLE_KINDS
    let foreign = bounded && start !== root && program[start] === 0
    for (;;) {
      if (at === end) {
        if (depth === 0) return
        current = parent[current]!
        const node = vertex[current]!
        at = stack[--depth]!
        end = firstEdge[node + 1]!
        idle = node === root ? IDLE_AT_ROOT : IDLE_KINDS
        foreign = bounded && node !== root && program[node] === 0
        continue
      }
      const kind = edge[at]! >>> NAME_BITS
      const child = to[at]!
      at += 1
      if (idle[kind] === 1 || (foreign && program[child] === 1)) continue
      const met = number[child]!
      if (met === 0) {
        if (depth === stack.length) stack = longer(stack)
        stack[depth++] = at
        const next = ++walk.count
        number[child] = next
        vertex[next] = child
        parent[next] = current
        semi[next] = current
        current = next
        at = firstEdge[child]!
        end = firstEdge[child + 1]!
        idle = IDLE_KINDS
        foreign = bounded && program[child] === 0
      } else if (met < current) later[met]! += 1
      else if (current < semi[met]!) semi[met] = current
    }
  }
}

/** Nodes that were not met and have no essential retainer at all, in the order of the file. */
function findOrphans(graph: Graph, program: Uint8Array, number: Uint32Array): number[] {
  const { nodeCount, firstEdge, edge, to } = graph
  const left: number[] = []
  for (let node = 0; node < nodeCount; node += 1) if (number[node] === 0) left.push(node)
  const held = new Set<number>()
  for (const node of left) {
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const child = to[at]!
      if (child === node || IDLE_KINDS[edge[at]! >>> NAME_BITS] === 1) continue
      if (program.length > 0 && program[node] === 0 && program[child] === 1) continue
      held.add(child)
    }
  }
  return left.filter((node) => !held.has(node))
}
