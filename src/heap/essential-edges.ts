import { SHORTCUT, WEAK, WEAKMAP_TABLE } from './snapshot-header.ts'
import { NAME_BITS, type Tables } from './tables.ts'
import { documentRoots } from './owned-sizes.ts'

/** The part of a snapshot that says who keeps whom alive; plain columns, so that another thread can work on them. */
export type Graph = {
  readonly nodeCount: number
  readonly root: number
  readonly firstEdge: Uint32Array
  /** Kind of each edge in the top 4 bits. */
  readonly edge: Uint32Array
  readonly to: Uint32Array
  /** The root's children that hold a page's DOM. */
  readonly documents: readonly number[]
}

export function graphOf(tables: Tables): Graph {
  const { nodeCount, root, firstEdge, edge, to } = tables
  return { nodeCount, root, firstEdge, edge, to, documents: documentRoots(tables) }
}

/** By kind of edge, 1 for those that keep nothing alive; a shortcut does at the root only. */
export const IDLE_KINDS = Uint8Array.from({ length: 16 }, (_, kind) =>
  kind === WEAK || kind === SHORTCUT || kind === WEAKMAP_TABLE ? 1 : 0,
)
export const IDLE_AT_ROOT = Uint8Array.from({ length: 16 }, (_, kind) =>
  kind === WEAK || kind === WEAKMAP_TABLE ? 1 : 0,
)

/**
 * Marks what the program itself owns: all that globals (shortcuts at the root) and documents reach by edges that are
 * not weak. Edges to it from elsewhere are a debugger's and hold nothing. Empty when no edge is left out by this.
 */
export function markOwnedByProgram(graph: Graph): Uint8Array {
  const { nodeCount, root, firstEdge, edge, to } = graph
  const owned = new Uint8Array(nodeCount)
  let stack = new Uint32Array(1 << 16)
  let depth = 0
  let count = 0
  for (let at = firstEdge[root]!; at < firstEdge[root + 1]!; at += 1) {
    const child = to[at]!
    if (edge[at]! >>> NAME_BITS !== SHORTCUT && !graph.documents.includes(child)) continue
    if (owned[child] === 1) continue
    owned[child] = 1
    if (depth === stack.length) stack = longer(stack)
    stack[depth++] = child
  }
  while (depth > 0) {
    const node = stack[--depth]!
    count += 1
    const end = firstEdge[node + 1]!
    for (let at = firstEdge[node]!; at < end; at += 1) {
      const child = to[at]!
      if (owned[child] === 1 || edge[at]! >>> NAME_BITS === WEAK) continue
      owned[child] = 1
      if (depth === stack.length) stack = longer(stack)
      stack[depth++] = child
    }
  }
  return count === 0 || count === nodeCount ? new Uint8Array(0) : owned
}

export function longer(from: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(from.length * 2)
  larger.set(from)
  return larger
}
