import { type Graph, IDLE_AT_ROOT, IDLE_KINDS, longer } from './essential-edges.ts'
import { SHORTCUT, WEAK } from './snapshot-header.ts'
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
  /** Of the same length, and free for other use once the walk is done. */
  spare: Uint32Array
  vertex: Uint32Array
  parent: Uint32Array
  /** The smallest number of a predecessor that was met before: a first bound of the semidominator. */
  semi: Uint32Array
  /** How many predecessors were met later. One entry more than nodes. */
  later: Uint32Array
  /** What the program itself owns: see below. */
  program: Program
}

/**
 * All that globals (shortcuts at the root) and documents reach by edges that are not weak. Edges to it from elsewhere
 * are a debugger's and hold nothing. The walk goes there first, so most of it has numbers up to `last`; `others` has,
 * by ordinal, what only idle edges lead to, and is empty where there is none.
 */
export type Program = { last: number; others: Uint8Array }

/** Walks the graph; nodes with only weak retainers come last, as children of the root, like DevTools has them. */
export function walkDepthFirst(graph: Graph): DepthFirst {
  const { nodeCount, root, firstEdge } = graph
  // Number and first edge of a node lie side by side: meeting a node touches one place in memory instead of two.
  const pairs = new Uint32Array((nodeCount + 1) * 2)
  for (let node = 0; node <= nodeCount; node += 1) pairs[node * 2 + 1] = firstEdge[node]!
  const column = () => new Uint32Array(nodeCount + 1)
  const walk: DepthFirst = {
    count: 0,
    number: pairs,
    spare: pairs,
    vertex: column(),
    parent: column(),
    semi: column(),
    later: new Uint32Array(nodeCount + 2),
    program: { last: 0, others: new Uint8Array(0) },
  }
  const walker = createWalker(graph, walk, pairs)
  walker.programFirst()
  walker.from(root)
  if (walk.count < nodeCount) {
    for (const orphan of findOrphans(graph, walk, pairs))
      if (pairs[orphan * 2] === 0) walker.from(orphan)
  }
  for (let node = 0; node <= nodeCount; node += 1) pairs[node] = pairs[node * 2]!
  walk.number = pairs.subarray(0, nodeCount + 1)
  walk.spare = pairs.subarray(nodeCount + 1)
  return walk
}

function createWalker(graph: Graph, walk: DepthFirst, pairs: Uint32Array) {
  const { root, edge, to } = graph
  const { vertex, parent, semi, later, program } = walk
  let stack = new Uint32Array(1 << 16)
  // Targets of edges that keep nothing alive but still make what they lead to the program's own.
  const aside: number[] = []
  const begin = (node: number, up: number): number => {
    const next = ++walk.count
    pairs[node * 2] = next
    vertex[next] = node
    parent[next] = up
    semi[next] = up
    return next
  }
  const isOutside = (node: number, met: number) =>
    met > program.last && (program.others.length === 0 || program.others[node] === 0)
  const down = (start: number, inProgram: boolean): void => {
    let current = pairs[start * 2]!
    let depth = 0
    let at = pairs[start * 2 + 1]!
    let end = pairs[start * 2 + 3]!
    let idle = start === root ? IDLE_AT_ROOT : IDLE_KINDS
    let foreign = !inProgram && start !== root && isOutside(start, current)
    for (;;) {
      if (at === end) {
        if (depth === 0) return
        current = parent[current]!
        const node = vertex[current]!
        at = stack[--depth]!
        end = pairs[node * 2 + 3]!
        idle = node === root ? IDLE_AT_ROOT : IDLE_KINDS
        foreign = !inProgram && node !== root && isOutside(node, current)
        continue
      }
      const kind = edge[at]! >>> NAME_BITS
      const child = to[at]!
      at += 1
      if (idle[kind] === 1) {
        if (inProgram && kind !== WEAK) aside.push(child)
        continue
      }
      const met = pairs[child * 2]!
      if (
        foreign &&
        (met === 0
          ? program.others.length > 0 && program.others[child] === 1
          : !isOutside(child, met))
      )
        continue
      if (met === 0) {
        if (depth === stack.length) stack = longer(stack)
        stack[depth++] = at
        current = begin(child, current)
        at = pairs[child * 2 + 1]!
        end = pairs[child * 2 + 3]!
        idle = IDLE_KINDS
        foreign = !inProgram && isOutside(child, current)
      } else if (met < current) later[met]! += 1
      else if (current < semi[met]!) semi[met] = current
    }
  }
  return {
    /** The root's globals and documents, and all they reach. */
    programFirst(): void {
      begin(root, 0)
      for (let at = pairs[root * 2 + 1]!; at < pairs[root * 2 + 3]!; at += 1) {
        const child = to[at]!
        if (edge[at]! >>> NAME_BITS !== SHORTCUT && !graph.documents.includes(child)) continue
        if (pairs[child * 2] !== 0) continue
        begin(child, 1)
        down(child, true)
      }
      program.last = walk.count
      program.others = findOthers(graph, aside, pairs)
    },
    from(start: number): void {
      if (pairs[start * 2] === 0) begin(start, 1)
      down(start, false)
    },
  }
}

/** What is the program's own but was not met, since only shortcuts or a WeakMap's table lead there. */
function findOthers(graph: Graph, aside: readonly number[], pairs: Uint32Array): Uint8Array {
  const { nodeCount, firstEdge, edge, to } = graph
  let others = new Uint8Array(0)
  const work = aside.filter((node) => pairs[node * 2] === 0)
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (others.length === 0) others = new Uint8Array(nodeCount)
    if (others[node] === 1) continue
    others[node] = 1
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const child = to[at]!
      if (pairs[child * 2] === 0 && others[child] === 0 && edge[at]! >>> NAME_BITS !== WEAK)
        work.push(child)
    }
  }
  return others
}

/** Nodes that were not met and have no essential retainer at all, in the order of the file. */
function findOrphans(graph: Graph, { program }: DepthFirst, pairs: Uint32Array): number[] {
  const { nodeCount, firstEdge, edge, to } = graph
  const left: number[] = []
  for (let node = 0; node < nodeCount; node += 1) if (pairs[node * 2] === 0) left.push(node)
  const held = new Set<number>()
  const isOther = (node: number) => program.others.length > 0 && program.others[node] === 1
  for (const node of left) {
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const child = to[at]!
      if (child === node || IDLE_KINDS[edge[at]! >>> NAME_BITS] === 1) continue
      if (!isOther(node) && isOther(child)) continue
      held.add(child)
    }
  }
  return left.filter((node) => !held.has(node))
}
