import { HIDDEN, OBJECT, PROPERTY, SYNTHETIC } from './snapshot-header.ts'
import { CHILD_MASK, KIND_SHIFT, type Tables, nameIndexOf } from './tables.ts'
import { textOf } from './string-table.ts'

/** Objects that say of themselves that they are done: sockets, streams and timers. */
export type Closed = { readonly node: number; readonly by: string }

/** `destroyed` of sockets and streams, `_destroyed` of timers (which `clearTimeout` sets), `_destroyed` and `finished` of requests. */
const FLAGS: ReadonlySet<string> = new Set(['destroyed', '_destroyed', 'closed'])

/**
 * Finds objects with a property `destroyed`, `_destroyed` or `closed` that is true. A stream's state object says it of
 * the stream: `_readableState.destroyed` until Node 18 (later versions keep it in a number, which snapshots do not have).
 */
export function findClosed(tables: Tables): Closed[] {
  const truths = findTruths(tables)
  if (truths.size === 0) return []
  const flags = new Uint8Array(tables.strings.count)
  const states = new Uint8Array(tables.strings.count)
  for (let name = 0; name < tables.strings.count; name += 1) {
    if (tables.strings.starts[name] === 0) continue
    const length = nameLength(tables, name)
    if (length !== 6 && length !== 9 && length !== 10 && length !== 14) continue
    const text = textOf(tables.strings, name)
    if (FLAGS.has(text)) flags[name] = 1
    else if (text === '_readableState') states[name] = 1
  }
  const closed = new Map<number, string>()
  const { firstEdge, edgeName, to, kind, nodeCount } = tables
  for (let node = 0; node < nodeCount; node += 1) {
    if (kind[node] !== OBJECT) continue
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const packed = to[at]!
      if (packed >>> KIND_SHIFT !== PROPERTY) continue
      const name = edgeName[at]!
      if (flags[name] !== 1 || !truths.has(packed & CHILD_MASK)) continue
      closed.set(node, textOf(tables.strings, name))
    }
  }
  return [...byOwner(tables, states, closed)].map(([node, by]) => ({ node, by }))
}

/** A stream's state gives way to the stream that has it. */
function byOwner(
  tables: Tables,
  states: Uint8Array,
  closed: ReadonlyMap<number, string>,
): Map<number, string> {
  const owners = new Map(closed)
  const { firstEdge, edgeName, to, kind, nodeCount } = tables
  for (let node = 0; node < nodeCount; node += 1) {
    if (kind[node] !== OBJECT) continue
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
      const packed = to[at]!
      if (packed >>> KIND_SHIFT !== PROPERTY || states[edgeName[at]!] !== 1) continue
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

/** The node of `true`: by its name from Node 20 on, before that by the roots' edge to it. */
function findTruths(tables: Tables): Set<number> {
  const truths = new Set<number>()
  const { firstEdge, edgeName, to, kind, nodeCount } = tables
  for (let node = 0; node < nodeCount; node += 1) {
    if (kind[node] === HIDDEN) {
      if (
        nameLength(tables, nameIndexOf(tables, node)) === 4 &&
        textOf(tables.strings, nameIndexOf(tables, node)) === 'true'
      )
        truths.add(node)
    } else if (kind[node] === SYNTHETIC) {
      for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at += 1) {
        const name = edgeName[at]!
        const edgeKind = to[at]! >>> KIND_SHIFT
        if (
          edgeKind !== 1 &&
          edgeKind !== 4 &&
          nameLength(tables, name) === 10 &&
          textOf(tables.strings, name) === 'true_value'
        )
          truths.add(to[at]! & CHILD_MASK)
      }
    }
  }
  return truths
}

/** Bytes of a name as written; the decoding of a million names to compare each would take a second. */
function nameLength({ strings }: Tables, name: number): number {
  const start = strings.starts[name] ?? 0
  if (start === 0) return -1
  let end = start
  while (end < start + 16 && strings.bytes[end] !== 34) end += 1
  return end - start
}
