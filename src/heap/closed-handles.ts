import { ELEMENT, HIDDEN, HIDDEN_EDGE, OBJECT, PROPERTY, SYNTHETIC } from './snapshot-header.ts'
import { CHILD_MASK, KIND_SHIFT, type Tables, nameIndexOf } from './tables.ts'
import { textOf } from './string-table.ts'

/** Objects that say of themselves that they are done: sockets, streams and timers. */
export type Closed = { readonly node: number; readonly by: string }

/** `destroyed` of sockets and streams, `_destroyed` of timers (which `clearTimeout` sets), `closed` of some others. */
const FLAGS: ReadonlySet<string> = new Set(['destroyed', '_destroyed', 'closed'])

/** Said of a socket that has no handle of the operating system and is not about to get one. */
export const NO_HANDLE = 'no handle'

/** What a property's name says, by the name's index. */
const FLAG = 1
const STATE = 2
const HANDLE = 3
const CONNECTING = 4

/**
 * Finds objects with a property `destroyed`, `_destroyed` or `closed` that is true. A stream's state object says it of
 * the stream: `_readableState.closed` until Node 16. Later versions keep that in a number, which snapshots do not
 * have; there a socket is known by its handle, which is null once it is closed (lib/net.js).
 */
export function findClosed(tables: Tables): Closed[] {
  const meanings = readMeanings(tables)
  const values = findValues(tables)
  const closed = new Map<number, string>()
  const { firstEdge, edgeName, to, kind, nodeCount } = tables
  for (let node = 0; node < nodeCount; node += 1) {
    if (kind[node] !== OBJECT) continue
    let idle = 0
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const packed = to[at]!
      if (packed >>> KIND_SHIFT !== PROPERTY) continue
      const meaning = meanings[edgeName[at]!]
      if (meaning === 0 || meaning === STATE) continue
      const value = values.get(packed & CHILD_MASK)
      if (meaning === FLAG && value === 'true')
        closed.set(node, textOf(tables.strings, edgeName[at]!))
      if (meaning === HANDLE && value === 'null') idle += 1
      if (meaning === CONNECTING && value === 'false') idle += 1
    }
    if (idle === 2 && !closed.has(node)) closed.set(node, NO_HANDLE)
  }
  return [...byOwner(tables, meanings, closed)].map(([node, by]) => ({ node, by }))
}

function readMeanings(tables: Tables): Uint8Array {
  const meanings = new Uint8Array(tables.strings.count)
  const words = new Map([
    ...[...FLAGS].map((flag) => [flag, FLAG] as const),
    ['_readableState', STATE],
    ['<symbol kHandle>', HANDLE],
    ['connecting', CONNECTING],
  ])
  const lengths = new Set([...words.keys()].map((word) => word.length))
  for (let name = 0; name < tables.strings.count; name += 1) {
    if (!lengths.has(nameLength(tables, name))) continue
    meanings[name] = words.get(textOf(tables.strings, name)) ?? 0
  }
  return meanings
}

/** A stream's state gives way to the stream that has it. */
function byOwner(
  tables: Tables,
  meanings: Uint8Array,
  closed: ReadonlyMap<number, string>,
): Map<number, string> {
  const owners = new Map(closed)
  const { firstEdge, edgeName, to, kind, nodeCount } = tables
  for (let node = 0; node < nodeCount; node += 1) {
    if (kind[node] !== OBJECT) continue
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const packed = to[at]!
      if (packed >>> KIND_SHIFT !== PROPERTY || meanings[edgeName[at]!] !== STATE) continue
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

/** How the roots name their edges to these values, until Node 22; then the nodes have names of their own. */
const ROOT_EDGES: ReadonlyMap<string, string> = new Map([
  ['true_value', 'true'],
  ['false_value', 'false'],
  ['null_value', 'null'],
])

/** The nodes of `true`, `false` and `null`, and which each is. */
function findValues(tables: Tables): Map<number, string> {
  const values = new Map<number, string>()
  const { firstEdge, edgeName, to, kind, nodeCount } = tables
  for (let node = 0; node < nodeCount; node += 1) {
    if (kind[node] === HIDDEN) {
      const text = shortText(tables, nameIndexOf(tables, node), 5)
      if (text === 'true' || text === 'false' || text === 'null') values.set(node, text)
    } else if (kind[node] === SYNTHETIC) {
      for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
        const edgeKind = to[at]! >>> KIND_SHIFT
        if (edgeKind === ELEMENT || edgeKind === HIDDEN_EDGE) continue
        const value = ROOT_EDGES.get(shortText(tables, edgeName[at]!, 11))
        if (value !== undefined) values.set(to[at]! & CHILD_MASK, value)
      }
    }
  }
  return values
}

/** A name, where it is not longer than what is looked for: to decode a million of them would take a second. */
function shortText(tables: Tables, name: number, longest: number): string {
  const length = nameLength(tables, name)
  return length === -1 || length > longest ? '' : textOf(tables.strings, name)
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
