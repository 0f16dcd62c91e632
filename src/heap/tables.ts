import { type EdgeNames, createEdgeNames, edgeNameAt, growEdgeNames } from './edge-names.ts'
import { type GrowingBits, type GrowingInts, createGrowingInts } from './growing.ts'
import { type Shapes, createShapes } from './shapes.ts'
import { type StringTable, createStringTable } from './string-table.ts'
import { ELEMENT, HIDDEN_EDGE, type Header } from './snapshot-header.ts'
import { LIMITS } from './limits.ts'

/**
 * How much of a snapshot is read. `nodes`: no edges. `sizes`: edges are looked at as they stream by, for DevTools'
 * sizes and classes, and not kept. `graph`: edges are kept.
 */
export type Depth = 'nodes' | 'sizes' | 'graph'

/** A column that can be handed to another thread without a copy, where `shared` was asked for. */
export type Column32 = Uint32Array

/** A snapshot in columns. Nodes are known by their ordinal: their place in the file. */
export type Tables = {
  readonly header: Header
  readonly depth: Depth
  readonly shared: boolean
  nodeCount: number
  edgeCount: number
  /** Ordinal of the root. */
  root: number
  kind: Uint8Array
  /** Index of the name, or VIRTUAL_NAME + index into `places` for an object whose constructor's place is known. */
  name: Column32
  id: Column32
  /** Shallow bytes; 0xffffffff where `wideSizes` has them. */
  size: Column32
  readonly wideSizes: Map<number, number>
  /** Edge ordinal of the first edge; one more entry than nodes. Empty at depth `nodes`. */
  firstEdge: Column32
  /** Kind in the top 4 bits, ordinal of the node it leads to in the others: walks need both and nothing else. */
  to: Column32
  readonly edgeNames: EdgeNames
  /** For `object`: its shape. For `hidden` and `array`: ordinal + 1 of its single owner, 0, or MANY_OWNERS. */
  slot: Column32
  readonly shapes: Shapes
  /** Edges that ownership is settled by after the names are known: sources ascend. */
  readonly owning: { from: GrowingInts; to: GrowingInts }
  /** Edges between native nodes, along which the state "detached" spreads. */
  readonly nativeEdges: { from: GrowingInts; to: GrowingInts }
  /** Nodes whose detachedness V8 tells, and what it tells. */
  readonly told: { node: GrowingInts; state: GrowingInts }
  /** A child of the root is a user's object: DevTools then attributes owned bytes. */
  hasUserRoots: boolean
  readonly rootSynthetics: GrowingInts
  readonly places: Places
  /** Of closures, for `file:line`: ordinal, script, line, column in turn. Only at depth `graph`. */
  readonly functionPlaces: GrowingInts
  readonly strings: StringTable
  marks: GrowingBits | undefined
}

/** Constructors by name and place: DevTools tells classes of one name apart by where they are defined. */
export type Places = {
  /** name, script, line, column in turn. */
  readonly items: GrowingInts
  slots: Int32Array
}

export const VIRTUAL_NAME = 0x80000000
export const MANY_OWNERS = 0xffffffff
export const WIDE_SIZE = 0xffffffff
export const KIND_SHIFT = 28
export const CHILD_MASK = 0x0fffffff

export function createTables(header: Header, depth: Depth, shared: boolean): Tables {
  const nodes = Math.min(header.nodeCount, LIMITS.trustedCount)
  const edges = depth === 'graph' ? Math.min(header.edgeCount, LIMITS.trustedCount * 4) : 0
  const wanted = depth === 'nodes' ? 0 : nodes
  return {
    header,
    depth,
    shared,
    nodeCount: 0,
    edgeCount: 0,
    root: Math.floor(header.rootIndex / header.nodeFieldCount),
    kind: new Uint8Array(allocate(nodes, shared)),
    name: column(nodes, shared),
    id: column(nodes, shared),
    size: column(nodes, shared),
    wideSizes: new Map(),
    firstEdge: column(wanted === 0 ? 0 : wanted + 1, shared),
    to: column(edges, shared),
    edgeNames: createEdgeNames(edges),
    slot: column(wanted, false),
    shapes: createShapes(),
    owning: { from: createGrowingInts(), to: createGrowingInts() },
    nativeEdges: { from: createGrowingInts(), to: createGrowingInts() },
    told: { node: createGrowingInts(), state: createGrowingInts() },
    hasUserRoots: false,
    rootSynthetics: createGrowingInts(),
    places: { items: createGrowingInts(), slots: new Int32Array(64).fill(-1) },
    functionPlaces: createGrowingInts(),
    strings: createStringTable(),
    marks: { words: new Uint32Array(1024) },
  }
}

export function column(length: number, shared: boolean): Column32 {
  return new Uint32Array(allocate(length * 4, shared))
}

function allocate(bytes: number, shared: boolean): ArrayBufferLike {
  return shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
}

/** Makes the node columns longer: only for a header that promises more than LIMITS.trustedCount. */
export function growNodes(tables: Tables): void {
  const length = Math.ceil(tables.name.length * 1.5) + 1024
  const kind = new Uint8Array(allocate(length, tables.shared))
  kind.set(tables.kind)
  tables.kind = kind
  tables.name = longer(tables.name, length, tables.shared)
  tables.id = longer(tables.id, length, tables.shared)
  tables.size = longer(tables.size, length, tables.shared)
  if (tables.depth !== 'nodes') {
    tables.firstEdge = longer(tables.firstEdge, length + 1, tables.shared)
    tables.slot = longer(tables.slot, length, false)
  }
}

export function growEdges(tables: Tables): void {
  const length = Math.ceil(tables.to.length * 1.5) + 1024
  tables.to = longer(tables.to, length, tables.shared)
  growEdgeNames(tables.edgeNames, length)
}

/** The columns that a list of nodes has no use for. */
export function otherColumns({ kind, name, firstEdge, edgeNames, to, slot }: Tables) {
  return [kind, name, firstEdge, edgeNames.codes, to, slot]
}

function longer(from: Column32, length: number, shared: boolean): Column32 {
  const larger = column(length, shared)
  larger.set(from)
  return larger
}

/** Shallow bytes of a node. */
export function sizeOf(tables: Pick<Tables, 'size' | 'wideSizes'>, node: number): number {
  const size = tables.size[node]!
  return size === WIDE_SIZE ? (tables.wideSizes.get(node) ?? size) : size
}

export function setSize(
  tables: Pick<Tables, 'size' | 'wideSizes'>,
  node: number,
  bytes: number,
): void {
  if (bytes >= WIDE_SIZE) tables.wideSizes.set(node, bytes)
  tables.size[node] = Math.min(bytes, WIDE_SIZE)
}

/** Index of an edge's name among the strings, or the index of an element. */
export function edgeNameOf(
  { to, edgeNames }: Pick<Tables, 'to' | 'edgeNames'>,
  edge: number,
): number {
  return edgeNameAt(edgeNames, edge, isNumbered(to[edge]! >>> KIND_SHIFT))
}

/** Whether edges of a kind have an index in the place of a name. */
export function isNumbered(kind: number): boolean {
  return kind === ELEMENT || kind === HIDDEN_EDGE
}

/** Index of a node's name among the strings. */
export function nameIndexOf(tables: Tables, node: number): number {
  const name = tables.name[node]!
  return name < VIRTUAL_NAME ? name : tables.places.items.items[(name - VIRTUAL_NAME) * 4]!
}
