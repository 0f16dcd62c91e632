import { SHORTCUT, WEAK, WEAKMAP_TABLE } from './snapshot-header.ts'
import type { Tables } from './tables.ts'
import { documentRoots } from './owned-sizes.ts'

/** The part of a snapshot that says who keeps whom alive; plain columns, so that another thread can work on them. */
export type Graph = {
  readonly nodeCount: number
  readonly root: number
  readonly firstEdge: Uint32Array
  /** Kind of each edge in the top 4 bits, ordinal of the node it leads to in the others. */
  readonly to: Uint32Array
  /** The root's children that hold a page's DOM. */
  readonly documents: readonly number[]
}

export function graphOf(tables: Tables): Graph {
  const { nodeCount, root, firstEdge, to } = tables
  return { nodeCount, root, firstEdge, to, documents: documentRoots(tables) }
}

/** By kind of edge, 1 for those that keep nothing alive; a shortcut does at the root only. */
export const IDLE_KINDS = Uint8Array.from({ length: 16 }, (_, kind) =>
  kind === WEAK || kind === SHORTCUT || kind === WEAKMAP_TABLE ? 1 : 0,
)
export const IDLE_AT_ROOT = Uint8Array.from({ length: 16 }, (_, kind) =>
  kind === WEAK || kind === WEAKMAP_TABLE ? 1 : 0,
)

export function longer(from: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(from.length * 2)
  larger.set(from)
  return larger
}
