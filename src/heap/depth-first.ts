import { type Graph, IDLE_AT_ROOT, IDLE_KINDS, longer } from './essential-edges.ts'
import { CHILD_MASK, KIND_SHIFT } from './tables.ts'
import { SHORTCUT, WEAK } from './snapshot-header.ts'
import { type GrowingBits, hasBit, setBit } from './growing.ts'

/**
 * The nodes in the order in which a depth-first walk along essential edges meets them, numbered from 1 (the root).
 * All columns but `number` are indexed by that number; entry 0 is unused.
 */
export type DepthFirst = {
  /** Nodes met. Those that are left over hang on the root alone. */
  count: number
  /** Number of each node by ordinal; 0 for one that was not met. */
  readonly number: Uint32Array
  /** Ordinal of the node with each number. */
  readonly vertex: Uint32Array
  readonly parent: Uint32Array
  /** The smallest number of a predecessor: a first bound of the semidominator. */
  readonly semi: Uint32Array
  /** Edges from nodes that were met later, apart by the range of numbers they lead to. */
  readonly logs: readonly Log[]
  /** What the parts of the first range's log, which nearly all edges may be in, and of the others are views of. */
  readonly slabs: { readonly first: Uint32Array[]; readonly others: Uint32Array[] }
}

/**
 * Edges to nodes that were met before, in the order of the walk: the number of their source with OWN set wherever it
 * is another than before, then the numbers they lead to. What is left of a part is zero.
 */
export type Log = {
  readonly parts: Uint32Array[]
  /** The last of the parts, how much of it is used, and the source that was written last. */
  part: Uint32Array
  length: number
  source: number
}
export const OWN = 0x80000000

/** Numbers of a range are equal but for so many bits: edges to so many nodes are sorted within a processor's cache. */
export const RANGE_BITS = 18

/** Entries of a log set aside at a time. */
const LOG_PART = 1 << 15

/** Edges remembered, so that one that says the same is not logged again. */
const RECENT = 1 << 16

/** Entries asked for at a time: blocks above 32 MiB the system takes back as soon as they are freed (mallopt(3)). */
const SLAB = 1 << 24

/**
 * All that globals (shortcuts at the root) and documents reach by edges that are not weak. Edges to it from elsewhere
 * are a debugger's and hold nothing. The walk goes there first, so most of it has numbers up to `last`; `others` has
 * what only idle edges lead to, one bit a node, and is empty where there is none.
 */
type Program = { last: number; others: GrowingBits }

type Walk = DepthFirst & {
  readonly graph: Graph
  /** One bit a node, for those that more than one edge leads to. */
  readonly shared: Uint32Array
  /** The edges logged last, by a part of their target's number: source and target. */
  readonly recent: { readonly source: Uint32Array; readonly target: Uint32Array }
  readonly program: Program
  /** Entries of the last slab that are taken. */
  readonly taken: { first: number; others: number }
  /** Targets of edges that keep nothing alive but still make what they lead to the program's own. */
  readonly aside: number[]
}

/** Walks the graph; nodes with only weak retainers come last, as children of the root, like DevTools has them. */
export function walkDepthFirst(graph: Graph, shared: Uint32Array): DepthFirst {
  const { nodeCount, root, firstEdge, to } = graph
  const column = () => new Uint32Array(nodeCount + 1)
  const walk: Walk = {
    graph,
    shared,
    recent: { source: new Uint32Array(RECENT), target: new Uint32Array(RECENT) },
    count: 0,
    number: column(),
    vertex: column(),
    parent: column(),
    semi: column(),
    logs: Array.from({ length: (nodeCount >>> RANGE_BITS) + 1 }, () => ({
      parts: [],
      part: new Uint32Array(0),
      length: 0,
      source: 0,
    })),
    slabs: { first: [], others: [] },
    taken: { first: 0, others: 0 },
    program: { last: 0, others: { words: new Uint32Array(0) } },
    aside: [],
  }
  begin(walk, root, 0)
  // The root's globals and documents, and all they reach.
  for (let at = firstEdge[root]!; at < firstEdge[root + 1]!; at += 1) {
    const child = to[at]! & CHILD_MASK
    if (to[at]! >>> KIND_SHIFT !== SHORTCUT && !graph.documents.includes(child)) continue
    if (walk.number[child] !== 0) continue
    begin(walk, child, 1)
    descend(walk, child, true)
  }
  walk.program.last = walk.count
  walk.program.others = findOthers(walk)
  descend(walk, root, false)
  if (walk.count < nodeCount) {
    for (const orphan of findOrphans(walk)) {
      if (walk.number[orphan] !== 0) continue
      begin(walk, orphan, 1)
      descend(walk, orphan, false)
    }
  }
  return walk
}

function begin(walk: Walk, node: number, up: number): void {
  const next = ++walk.count
  walk.number[node] = next
  walk.vertex[next] = node
  walk.parent[next] = up
  walk.semi[next] = up
}

/**
 * Nodes that more than one edge leads to. All others have one dominator, the node that leads to them, so an edge from
 * one of those says no more than the same edge from the first node above it that is shared. Edges whose kind is still
 * to be told, as those of WeakMaps are, may count: then an edge is logged that need not be.
 */
export function findShared({ nodeCount, firstEdge, to }: Graph): Uint32Array {
  const edgeCount = firstEdge[nodeCount]!
  const once = new Uint32Array((nodeCount + 31) >>> 5)
  const shared = new Uint32Array(once.length)
  for (let at = 0; at < edgeCount; at += 1) {
    const packed = to[at]!
    if (IDLE_AT_ROOT[packed >>> KIND_SHIFT] === 1) continue
    const word = (packed & CHILD_MASK) >>> 5
    const bit = 1 << (packed & 31)
    if ((once[word]! & bit) === 0) once[word]! |= bit
    else shared[word]! |= bit
  }
  return shared
}

/** Goes down from a node that was met, to all that it leads to and that was not. */
function descend(walk: Walk, start: number, inProgram: boolean): void {
  const { number, vertex, parent, semi, aside, shared } = walk
  const { firstEdge, to, root } = walk.graph
  const passes = createBorder(walk, inProgram)
  // Of each node above in turn: itself, its next edge, and the source that its edges are logged with.
  let stack = new Uint32Array(3 << 15)
  let count = walk.count
  let node = start
  let current = number[start]!
  let source = current
  let depth = 0
  let at = firstEdge[start]!
  let end = firstEdge[start + 1]!
  for (;;) {
    if (at === end) {
      if (depth === 0) break
      current = parent[current]!
      depth -= 3
      node = stack[depth]!
      at = stack[depth + 1]!
      source = stack[depth + 2]!
      end = firstEdge[node + 1]!
      continue
    }
    const packed = to[at++]!
    const child = packed & CHILD_MASK
    const met = number[child]!
    const kind = packed >>> KIND_SHIFT
    if (IDLE_KINDS[kind] === 1 && (node !== root || IDLE_AT_ROOT[kind] === 1)) {
      if (inProgram && met === 0 && kind !== WEAK) aside.push(child)
      continue
    }
    if (passes !== undefined && node !== root && !passes(node, child)) continue
    if (met === 0) {
      if (depth === stack.length) stack = longer(stack)
      stack[depth] = node
      stack[depth + 1] = at
      stack[depth + 2] = source
      depth += 3
      count += 1
      number[child] = count
      vertex[count] = child
      parent[count] = current
      semi[count] = current
      if (((shared[child >>> 5]! >>> (child & 31)) & 1) === 1) source = count
      node = child
      current = count
      at = firstEdge[child]!
      end = firstEdge[child + 1]!
    } else if (met > current) {
      // Met from here on down: this node is above it.
      if (current < semi[met]!) semi[met] = current
    } else if (met < current && met !== source) {
      // Met between the source and here: only from here on up is it known who keeps it alive.
      logEdge(walk, met < source ? source : current, met)
    }
  }
  walk.count = count
}

function logEdge(walk: Walk, source: number, met: number): void {
  const { recent } = walk
  const slot = met & (RECENT - 1)
  if (recent.source[slot] === source && recent.target[slot] === met) return
  recent.source[slot] = source
  recent.target[slot] = met
  const log = walk.logs[met >>> RANGE_BITS]!
  if (log.length + 2 > log.part.length) addPart(walk, log)
  if (log.source !== source) {
    log.source = source
    log.part[log.length++] = OWN | source
  }
  log.part[log.length++] = met
}

/** Whether an edge counts that may lead from elsewhere into what is the program's own; undefined where all do. */
function createBorder(
  { number, program }: Walk,
  inProgram: boolean,
): ((node: number, child: number) => boolean) | undefined {
  if (inProgram || (program.last <= 1 && program.others.words.length === 0)) return undefined
  const isInside = (node: number) =>
    (number[node]! !== 0 && number[node]! <= program.last) || hasBit(program.others, node)
  return (node, child) => isInside(node) || !isInside(child)
}

function addPart(walk: Walk, log: Log): void {
  const pool = log === walk.logs[0] ? 'first' : 'others'
  const slabs = walk.slabs[pool]
  let slab = slabs.at(-1)
  if (slab === undefined || walk.taken[pool] + LOG_PART > slab.length) {
    // Two entries an edge and a part a range are the most that there can be.
    const most = walk.graph.to.length * 2 + walk.logs.length * LOG_PART
    slab = new Uint32Array(Math.min(SLAB, most))
    slabs.push(slab)
    walk.taken[pool] = 0
  }
  log.part = slab.subarray(walk.taken[pool], walk.taken[pool] + LOG_PART)
  walk.taken[pool] += LOG_PART
  log.parts.push(log.part)
  log.length = 0
  log.source = 0
}

/** What is the program's own but was not met, since only shortcuts or a WeakMap's table lead there. */
function findOthers({ graph, number, aside }: Walk): GrowingBits {
  const { nodeCount, firstEdge, to } = graph
  const work = aside.filter((node) => number[node] === 0)
  if (work.length === 0) return { words: new Uint32Array(0) }
  const others = { words: new Uint32Array((nodeCount + 31) >>> 5) }
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (hasBit(others, node)) continue
    setBit(others, node)
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const child = to[at]! & CHILD_MASK
      if (number[child] === 0 && to[at]! >>> KIND_SHIFT !== WEAK) work.push(child)
    }
  }
  return others
}

/** Nodes that were not met and have no essential retainer at all, in the order of the file. */
function findOrphans({ graph, number, program }: Walk): number[] {
  const { nodeCount, firstEdge, to } = graph
  const left: number[] = []
  for (let node = 0; node < nodeCount; node += 1) if (number[node] === 0) left.push(node)
  const held = new Set<number>()
  for (const node of left) {
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const child = to[at]! & CHILD_MASK
      if (child === node || IDLE_KINDS[to[at]! >>> KIND_SHIFT] === 1) continue
      if (!hasBit(program.others, node) && hasBit(program.others, child)) continue
      held.add(child)
    }
  }
  return left.filter((node) => !held.has(node))
}
