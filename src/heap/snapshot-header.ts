import { say } from '../core/say.ts'
import { damaged, foreign, WRONG_FILE } from './snapshot-error.ts'
import { LIMITS } from './limits.ts'

/** Kinds of nodes by our own numbers; V8's depend on its version. Kinds V8 may add get numbers from `KNOWN_KINDS.length`. */
export const KNOWN_KINDS = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
] as const
export const HIDDEN = 0
export const ARRAY = 1
export const STRING = 2
export const OBJECT = 3
export const CODE = 4
export const CLOSURE = 5
export const REGEXP = 6
export const NUMBER = 7
export const NATIVE = 8
export const SYNTHETIC = 9
export const CONS_STRING = 10
export const SLICED_STRING = 11

/** Kinds of edges, likewise. The two last are ours: the sides of a WeakMap's entry, and any type that is new to us. */
export const EDGE_KINDS = [
  'context',
  'element',
  'property',
  'internal',
  'hidden',
  'shortcut',
  'weak',
  'invisible',
  'weakmap table',
  'weakmap key',
  'unknown',
] as const
export const CONTEXT = 0
export const ELEMENT = 1
export const PROPERTY = 2
export const INTERNAL = 3
export const HIDDEN_EDGE = 4
export const SHORTCUT = 5
export const WEAK = 6
export const INVISIBLE = 7
export const WEAKMAP_TABLE = 8
export const WEAKMAP_KEY = 9
const UNKNOWN_EDGE = 10

/** Where the fields of a record stand in this snapshot, and what its type numbers mean. */
export type Header = {
  readonly nodeCount: number
  readonly edgeCount: number
  readonly rootIndex: number
  readonly extraNativeBytes: number
  readonly nodeFieldCount: number
  readonly node: {
    readonly type: number
    readonly name: number
    readonly id: number
    readonly selfSize: number
    readonly edgeCount: number
    /** -1 where this version of V8 does not write it. */
    readonly detachedness: number
  }
  /** From V8's type number to ours. */
  readonly kinds: Uint8Array
  /** By our number; longer than KNOWN_KINDS where V8 has new ones. */
  readonly kindNames: readonly string[]
  readonly edgeFieldCount: number
  readonly edge: { readonly type: number; readonly name: number; readonly to: number }
  /** From V8's edge type number to ours. */
  readonly edgeKinds: Uint8Array
  readonly locationFieldCount: number
  readonly location: {
    readonly object: number
    readonly script: number
    readonly line: number
    readonly column: number
  }
}

/** Reads the text of the `snapshot` object. `offset` is where it begins in the input. */
export function parseHeader(text: string, offset: number): Header {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw damaged(offset, 'the "snapshot" object as JSON')
  }
  const snapshot = record(value)
  const meta = record(snapshot['meta'])
  const nodeFields = texts(meta['node_fields'])
  const edgeFields = texts(meta['edge_fields'])
  if (nodeFields.length === 0 || edgeFields.length === 0) {
    throw foreign(
      say`its "snapshot" has no "meta" with "node_fields" and "edge_fields"`,
      WRONG_FILE,
    )
  }
  const need = (fields: readonly string[], name: string) => {
    const at = fields.indexOf(name)
    if (at === -1) throw damaged(offset, `a field "${name}" in the snapshot's meta data`)
    return at
  }
  const locationFields = texts(meta['location_fields'])
  const { kinds, kindNames } = kindsOf(typesAt(meta['node_types'], nodeFields.indexOf('type')))
  return {
    nodeCount: count(snapshot['node_count'], LIMITS.nodeCount, 'node_count', offset),
    edgeCount: count(snapshot['edge_count'], LIMITS.edgeCount, 'edge_count', offset),
    rootIndex: typeof snapshot['root_index'] === 'number' ? snapshot['root_index'] : 0,
    extraNativeBytes:
      typeof snapshot['extra_native_bytes'] === 'number' ? snapshot['extra_native_bytes'] : 0,
    nodeFieldCount: nodeFields.length,
    node: {
      type: need(nodeFields, 'type'),
      name: need(nodeFields, 'name'),
      id: need(nodeFields, 'id'),
      selfSize: need(nodeFields, 'self_size'),
      edgeCount: need(nodeFields, 'edge_count'),
      detachedness: nodeFields.indexOf('detachedness'),
    },
    kinds,
    kindNames,
    edgeFieldCount: edgeFields.length,
    edge: {
      type: need(edgeFields, 'type'),
      name: need(edgeFields, 'name_or_index'),
      to: need(edgeFields, 'to_node'),
    },
    edgeKinds: edgeKindsOf(typesAt(meta['edge_types'], edgeFields.indexOf('type'))),
    locationFieldCount: locationFields.length,
    location: {
      object: locationFields.indexOf('object_index'),
      script: locationFields.indexOf('script_id'),
      line: locationFields.indexOf('line'),
      column: locationFields.indexOf('column'),
    },
  }
}

function kindsOf(types: readonly string[]): { kinds: Uint8Array; kindNames: string[] } {
  const kindNames: string[] = [...KNOWN_KINDS]
  const kinds = new Uint8Array(256).fill(255)
  types.slice(0, 200).forEach((name, at) => {
    const known = kindNames.indexOf(name)
    kinds[at] = known === -1 ? kindNames.push(name) - 1 : known
  })
  // A type number without a name: DevTools shows such nodes as "(undefined)".
  const unnamed = kindNames.push('undefined') - 1
  for (let at = types.length; at < 256; at += 1) kinds[at] = unnamed
  return { kinds, kindNames }
}

function edgeKindsOf(types: readonly string[]): Uint8Array {
  const known = new Map<string, number>(
    EDGE_KINDS.slice(0, WEAKMAP_TABLE).map((name, at) => [name, at]),
  )
  const kinds = new Uint8Array(256).fill(UNKNOWN_EDGE)
  types.slice(0, 256).forEach((name, at) => {
    kinds[at] = known.get(name) ?? UNKNOWN_EDGE
  })
  return kinds
}

function typesAt(types: unknown, at: number): readonly string[] {
  return Array.isArray(types) ? texts(types[at]) : []
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function count(value: unknown, limit: number, name: string, offset: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= limit) {
    return value
  }
  throw damaged(offset, `"${name}" as a whole number up to ${limit}`)
}
