import { HIDDEN, OBJECT, PROPERTY, SYNTHETIC } from './snapshot-header.ts'
import {
  CHILD_MASK,
  KIND_SHIFT,
  type Tables,
  edgeNameOf,
  isNumbered,
  nameIndexOf,
} from './tables.ts'
import { namesOf, shapeCount } from './shapes.ts'
import { textOf } from './string-table.ts'

/** Objects that say of themselves that they are done: sockets, streams and timers. */
export type Closed = { readonly node: number; readonly by: string }

/** `destroyed` of sockets and streams, `_destroyed` of timers (which `clearTimeout` sets), `closed` of some others. */
const FLAGS: ReadonlySet<string> = new Set(['destroyed', '_destroyed', 'closed'])

/** Said of a socket that has no handle of the operating system and is not about to get one. */
export const NO_HANDLE = 'no handle'

/** What a name says: of a property, of a node, of an edge from the roots. */
const FLAG = 1
const STATE = 2
const HANDLE = 3
const CONNECTING = 4
const TRUE = 5
const FALSE = 6
const NULL = 7
/** Added to what the edge leads to. */
const ROOT_EDGE = 8

const WORDS: ReadonlyMap<string, number> = new Map([
  ...[...FLAGS].map((flag) => [flag, FLAG] as const),
  ['_readableState', STATE],
  ['<symbol kHandle>', HANDLE],
  ['connecting', CONNECTING],
  ['true', TRUE],
  ['false', FALSE],
  ['null', NULL],
  // How the roots name their edges to these values, until Node 22; then the nodes have names of their own.
  ['true_value', ROOT_EDGE + TRUE],
  ['false_value', ROOT_EDGE + FALSE],
  ['null_value', ROOT_EDGE + NULL],
])

/**
 * Finds objects with a property `destroyed`, `_destroyed` or `closed` that is true. A stream's state object says it of
 * the stream: `_readableState.closed` until Node 16. Later versions keep that in a number, which snapshots do not
 * have; there a socket is known by its handle, which is null once it is closed (lib/net.js). Needs the shapes in `slot`.
 */
export function findClosed(tables: Tables): Closed[] {
  const meanings = readMeanings(tables)
  const tells = shapesThatTell(tables, meanings)
  const values = findValues(tables, meanings)
  const closed = new Map<number, string>()
  const holders: number[] = []
  const { firstEdge, to, kind, slot, nodeCount } = tables
  for (let node = 0; node < nodeCount; node += 1) {
    const told = kind[node] === OBJECT ? tells[slot[node]!]! : 0
    if (told === 0) continue
    if ((told & (1 << STATE)) !== 0) holders.push(node)
    let idle = 0
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const packed = to[at]!
      if (packed >>> KIND_SHIFT !== PROPERTY) continue
      const meaning = meanings[edgeNameOf(tables, at)]
      if (meaning === 0 || meaning === STATE) continue
      const value = values.get(packed & CHILD_MASK)
      if (meaning === FLAG && value === TRUE)
        closed.set(node, textOf(tables.strings, edgeNameOf(tables, at)))
      if (meaning === HANDLE && value === NULL) idle += 1
      if (meaning === CONNECTING && value === FALSE) idle += 1
    }
    if (idle === 2 && !closed.has(node)) closed.set(node, NO_HANDLE)
  }
  return [...byOwner(tables, { meanings, holders }, closed)].map(([node, by]) => ({ node, by }))
}

function readMeanings(tables: Tables): Uint8Array {
  const meanings = new Uint8Array(tables.strings.count)
  const lengths = new Set([...WORDS.keys()].map((word) => word.length))
  for (let name = 0; name < tables.strings.count; name += 1) {
    if (!lengths.has(nameLength(tables, name))) continue
    meanings[name] = WORDS.get(textOf(tables.strings, name)) ?? 0
  }
  return meanings
}

/** One bit a meaning that some property of a shape has: only a few of millions of objects are worth a look. */
function shapesThatTell({ shapes }: Tables, meanings: Uint8Array): Uint8Array {
  const tells = new Uint8Array(shapeCount(shapes))
  for (let shape = 0; shape < tells.length; shape += 1) {
    for (const name of namesOf(shapes, shape)) {
      const meaning = meanings[name]!
      if (meaning >= FLAG && meaning <= CONNECTING) tells[shape]! |= 1 << meaning
    }
  }
  return tells
}

/** Objects that have a state of their own, as streams do. */
type Holders = { readonly meanings: Uint8Array; readonly holders: readonly number[] }

/** A stream's state gives way to the stream that has it. */
function byOwner(
  tables: Tables,
  { meanings, holders }: Holders,
  closed: ReadonlyMap<number, string>,
): Map<number, string> {
  const owners = new Map(closed)
  const { firstEdge, to } = tables
  for (const node of holders) {
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const packed = to[at]!
      if (packed >>> KIND_SHIFT !== PROPERTY) continue
      if (meanings[edgeNameOf(tables, at)] !== STATE) continue
      const state = packed & CHILD_MASK
      const flag = closed.get(state)
      if (flag === undefined) continue
      owners.delete(state)
      owners.set(node, `_readableState.${flag}`)
    }
  }
  for (const [node] of closed) {
    const name = textOf(tables.strings, nameIndexOf(tables, node))
    if (name === 'ReadableState' || name === 'WritableState') owners.delete(node)
  }
  return owners
}

/** The nodes of `true`, `false` and `null`, and which each is. */
function findValues(tables: Tables, meanings: Uint8Array): Map<number, number> {
  const values = new Map<number, number>()
  const { firstEdge, to, kind, name, nodeCount } = tables
  for (let node = 0; node < nodeCount; node += 1) {
    if (kind[node] === HIDDEN) {
      const meaning = meanings[name[node]!]!
      if (meaning >= TRUE && meaning <= NULL) values.set(node, meaning)
    } else if (kind[node] === SYNTHETIC) {
      for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
        if (isNumbered(to[at]! >>> KIND_SHIFT)) continue
        const meaning = meanings[edgeNameOf(tables, at)]!
        if (meaning > ROOT_EDGE) values.set(to[at]! & CHILD_MASK, meaning - ROOT_EDGE)
      }
    }
  }
  return values
}

/** No name that is looked for is longer. */
const LONGEST = '<symbol kHandle>'.length

/** Bytes of a name as written; the decoding of a million names to compare each would take a second. */
function nameLength({ strings }: Tables, name: number): number {
  const start = strings.starts[name] ?? 0
  if (start === 0) return -1
  let end = start
  while (end <= LONGEST + start && strings.bytes[end] !== 34) end += 1
  return end - start
}
