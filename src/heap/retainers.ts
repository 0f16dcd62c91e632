import { ELEMENT, HIDDEN_EDGE, INTERNAL, INVISIBLE, SHORTCUT, WEAK } from './snapshot-header.ts'
import { LIMITS } from './limits.ts'
import { CHILD_MASK, KIND_SHIFT, type Tables, isNumbered } from './tables.ts'
import type { Names } from './node-names.ts'
import { NO_PARENT } from './distances.ts'

/** One node of a path and the edge that leads to it. `edge` is empty for the first. */
export type PathStep = {
  readonly edge: string
  readonly edgeType: string
  readonly type: string
  readonly name: string
  readonly id: number
  readonly script?: string
  readonly line?: number
}

/** Objects that are held in the same way, and one of them as an example: from the root to the object. */
export type PathGroup = {
  readonly objects: number
  readonly retainedBytes: number
  readonly path: readonly PathStep[]
  /** Those that alone keep the example alive, from the root on; the last is the object itself. */
  readonly dominators: readonly PathStep[]
}

export type Holding = {
  readonly tables: Tables
  readonly names: Names
  /** The node before each on a shortest path from the root; see Distances. */
  readonly parents: Uint32Array
  /** What each node keeps alive, and the ordinal of the node that alone keeps it alive. */
  readonly retained?: ArrayLike<number>
  readonly dominators?: Uint32Array
}

/**
 * Groups nodes by how they are held; the group that retains most comes first. Where some of the nodes only stand for
 * those that are meant, the largest group does: one of the others may retain more, and have nothing to do with them.
 */
export function groupPaths(
  holding: Holding,
  nodes: readonly number[],
  first: 'most-bytes' | 'most-objects' = 'most-bytes',
): PathGroup[] {
  const groups = new Map<string, { example: number; objects: number; retainedBytes: number }>()
  const signatures = createSignatures(holding)
  for (const node of nodes) {
    const signature = signatures(node)
    const bytes = holding.retained?.[node] ?? holding.tables.size[node]!
    const known = groups.get(signature)
    if (known === undefined)
      groups.set(signature, { example: node, objects: 1, retainedBytes: bytes })
    else {
      known.objects += 1
      known.retainedBytes += bytes
    }
  }
  return [...groups.values()]
    .toSorted((a, b) => {
      const bytes = b.retainedBytes - a.retainedBytes
      const objects = b.objects - a.objects
      return first === 'most-objects' ? objects || bytes : bytes || objects
    })
    .map(({ example, objects, retainedBytes }) => ({
      objects,
      retainedBytes,
      path: describePath(holding, pathTo(holding, example)),
      dominators: describeDominators(holding, example),
    }))
}

/** The instances of a class (or any nodes) worth looking at: all, or evenly picked and the biggest when they are many. */
export function pickInstances(nodes: Uint32Array, weightOf: (node: number) => number): number[] {
  if (nodes.length <= LIMITS.sampledInstances) return Array.from(nodes)
  const half = LIMITS.sampledInstances / 2
  const picked = new Set<number>()
  const step = nodes.length / half
  for (let at = 0; at < half; at += 1) picked.add(nodes[Math.floor(at * step)]!)
  const least = nthWeight(nodes, weightOf, half)
  for (const node of nodes) {
    if (picked.size >= LIMITS.sampledInstances) break
    if (weightOf(node) >= least) picked.add(node)
  }
  return [...picked]
}

/** The weight of the node that comes `nth` when the heaviest comes first: without a sort of what may be millions. */
function nthWeight(nodes: Uint32Array, weightOf: (node: number) => number, nth: number): number {
  const heaviest = new Float64Array(nth * 4)
  let length = 0
  let least = Number.NEGATIVE_INFINITY
  const cut = () => {
    const kept = heaviest
      .subarray(0, length)
      .toSorted()
      .subarray(length - nth)
    least = kept[0]!
    heaviest.set(kept)
    length = nth
  }
  for (const node of nodes) {
    const weight = weightOf(node)
    if (weight <= least) continue
    heaviest[length++] = weight
    if (length === heaviest.length) cut()
  }
  if (length > nth) cut()
  return length === nth ? Math.min(...heaviest.subarray(0, nth)) : least
}

/** The nodes of the shortest path to a node, from the root to it. Long lists are cut in the middle. */
export function pathTo(
  { tables, parents }: Pick<Holding, 'tables' | 'parents'>,
  node: number,
): number[] {
  const path = [node]
  let at = parents[node]!
  while (at !== NO_PARENT && path.length < LIMITS.pathSteps * 4) {
    path.push(at)
    at = parents[at]!
  }
  if (path.at(-1) !== tables.root) path.push(tables.root)
  return path.toReversed()
}

function describePath({ tables, names }: Holding, path: readonly number[]): PathStep[] {
  const shown =
    path.length > LIMITS.pathSteps
      ? [...path.slice(0, LIMITS.pathSteps / 2), ...path.slice(-LIMITS.pathSteps / 2)]
      : path
  return shown.map((node, at) => {
    const before = at === 0 ? undefined : shown[at - 1]
    return describeStep(
      { tables, names },
      node,
      before === undefined ? undefined : edgeBetween(tables, before, node),
    )
  })
}

function describeDominators({ tables, names, dominators }: Holding, node: number): PathStep[] {
  if (dominators === undefined) return []
  const chain = [node]
  for (let at = node; at !== tables.root && chain.length < LIMITS.pathSteps; at = dominators[at]!)
    chain.push(dominators[at]!)
  return chain.toReversed().map((each, at, all) => {
    const before = at === 0 ? undefined : all[at - 1]
    return describeStep(
      { tables, names },
      each,
      before === undefined ? undefined : edgeBetween(tables, before, each),
    )
  })
}

/** A node in words, with the edge that led to it. */
export function describeStep(
  { tables, names }: Pick<Holding, 'tables' | 'names'>,
  node: number,
  edge: number | undefined,
): PathStep {
  const place = names.place(node)
  return {
    edge: edge === undefined ? '' : names.edge(edge),
    edgeType: edge === undefined ? '' : (EDGE_WORDS[names.edgeKind(edge)] ?? 'unknown'),
    type: names.kind(node),
    name: names.node(node),
    id: tables.id[node]!,
    ...(place === undefined ? {} : place),
  }
}

const EDGE_WORDS = [
  'context',
  'element',
  'property',
  'internal',
  'hidden',
  'shortcut',
  'weak',
  'invisible',
  'internal',
  'internal',
  'unknown',
]

/** The edge between two nodes that says most: a property or variable rather than an internal one. */
export function edgeBetween(tables: Tables, from: number, to: number): number | undefined {
  let best: number | undefined
  let bestRank = 9
  for (let at = tables.firstEdge[from]!; at < tables.firstEdge[from + 1]!; at += 1) {
    const packed = tables.to[at]!
    if ((packed & CHILD_MASK) !== to) continue
    const rank = RANKS[packed >>> KIND_SHIFT] ?? 5
    if (rank < bestRank) {
      best = at
      bestRank = rank
    }
  }
  return best
}

const RANKS: readonly number[] = Array.from({ length: 16 }, (_, kind) => {
  if (kind === WEAK) return 8
  if (kind === INVISIBLE || kind === SHORTCUT) return 6
  if (kind === HIDDEN_EDGE) return 4
  return kind === INTERNAL ? 3 : kind === ELEMENT ? 2 : 1
})

/**
 * Paths alike but for the index of an element, the key in a dictionary or the length of a list have one signature.
 * Computed from the parent's, which most instances of a class share.
 */
function createSignatures({ tables, names, parents }: Holding): (node: number) => string {
  const known = new Map<number, string>()
  const stepOf = (node: number, parent: number): string => {
    const name = names.node(node)
    const fanOut = tables.firstEdge[parent + 1]! - tables.firstEdge[parent]!
    if (fanOut > MANY_EDGES) return `* ${tables.kind[node]} ${name}`
    const edge = edgeBetween(tables, parent, node)
    const kind = tables.kind[node]!
    if (edge === undefined) return `${kind} ${name}`
    const edgeKind = tables.to[edge]! >>> KIND_SHIFT
    const numbered = isNumbered(edgeKind) || edgeKind > INVISIBLE
    return `${edgeKind} ${numbered ? '*' : names.edge(edge)} ${kind} ${name}`
  }
  return (node) => {
    const path: number[] = []
    let at = node
    while (at !== NO_PARENT && !known.has(at) && path.length < LIMITS.pathSteps * 4) {
      path.push(at)
      at = parents[at]!
    }
    let signature = known.get(at) ?? ''
    let last = signature.slice(signature.lastIndexOf('\n') + 1)
    for (const each of path.toReversed()) {
      const parent = parents[each]!
      const step =
        parent === NO_PARENT ? `${tables.kind[each]} ${names.node(each)}` : stepOf(each, parent)
      // A list: the same step again says nothing new.
      if (step !== last) signature = `${signature}\n${step}`
      last = step
      known.set(each, signature)
    }
    return signature
  }
}

/** An object with more edges is taken for a dictionary, whose keys do not tell groups apart. */
const MANY_EDGES = 100
