import { CLOSURE, INTERNAL } from './snapshot-header.ts'
import {
  CHILD_MASK,
  KIND_SHIFT,
  type Tables,
  VIRTUAL_NAME,
  edgeNameOf,
  isNumbered,
  nameIndexOf,
} from './tables.ts'
import { placeAt } from './places.ts'
import { textOf } from './string-table.ts'

/** Where a function or constructor is defined; lines from 1, as editors and stack traces count. */
export type SourcePlace = { readonly script: string; readonly line: number }

/** Names and places of nodes and edges, for people. */
export type Names = {
  /** The node's own name. */
  node(node: number): string
  kind(node: number): string
  /** The edge's name, or the index of an element. */
  edge(edge: number): string
  edgeKind(edge: number): number
  /** Of a closure, and of an object whose constructor's place is known. */
  place(node: number): SourcePlace | undefined
  /** The file of a script by its number. */
  script(id: number): string | undefined
}

export function createNames(tables: Tables): Names {
  const { strings, header } = tables
  const edge = (at: number): string => {
    const kind = tables.to[at]! >>> KIND_SHIFT
    const name = edgeNameOf(tables, at)
    return isNumbered(kind) ? String(name) : textOf(strings, name)
  }
  const scripts = createScripts(tables, edge)
  return {
    node: (node) => textOf(strings, nameIndexOf(tables, node)),
    kind: (node) => header.kindNames[tables.kind[node]!] ?? 'undefined',
    edge,
    edgeKind: (at) => tables.to[at]! >>> KIND_SHIFT,
    place(node) {
      const found = placeOf(tables, node)
      if (found === undefined) return undefined
      const script = scripts(found.script)
      return { script: script ?? `script ${found.script}`, line: found.line + 1 }
    },
    script: scripts,
  }
}

function placeOf(tables: Tables, node: number): { script: number; line: number } | undefined {
  const name = tables.name[node]!
  if (name >= VIRTUAL_NAME) return placeAt(tables.places, name - VIRTUAL_NAME)
  if (tables.kind[node] !== CLOSURE) return undefined
  const { items, length } = tables.functionPlaces
  for (let at = 0; at < length; at += 4) {
    if (items[at] === node) return { script: items[at + 1]!, line: items[at + 2]! }
  }
  return undefined
}

/**
 * Files of scripts by number: a closure with a known place leads by `shared` and `script` (until Node 18
 * `script_or_debug_info`) to a node that is named like the file.
 */
function createScripts(
  tables: Tables,
  edgeName: (edge: number) => string,
): (id: number) => string | undefined {
  let files: Map<number, string> | undefined
  const follow = (node: number, names: readonly string[]): number | undefined => {
    for (let at = tables.firstEdge[node]!; at < tables.firstEdge[node + 1]!; at += 1) {
      if (tables.to[at]! >>> KIND_SHIFT === INTERNAL && names.includes(edgeName(at)))
        return tables.to[at]! & CHILD_MASK
    }
    return undefined
  }
  const fill = (): Map<number, string> => {
    const found = new Map<number, string>()
    const { items, length } = tables.functionPlaces
    for (let at = 0; at < length; at += 4) {
      const script = items[at + 1]!
      if (found.has(script)) continue
      const shared = follow(items[at]!, ['shared'])
      const node =
        shared === undefined ? undefined : follow(shared, ['script', 'script_or_debug_info'])
      if (node === undefined) continue
      const name = textOf(tables.strings, nameIndexOf(tables, node))
      // A script that is being debugged leads to a DebugInfo instead; another closure will tell.
      if (name !== '' && !name.startsWith('system / ')) found.set(script, name)
    }
    return found
  }
  return (id) => {
    files ??= fill()
    return files.get(id)
  }
}
