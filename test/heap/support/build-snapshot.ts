/** A heap snapshot written out of a few nodes, in the layout of Node 24 unless told otherwise. */
export type NodeSketch = {
  readonly type: string
  readonly name: string
  readonly id?: number
  readonly size?: number
  readonly detachedness?: number
  /** Type of the edge, its name or index, and the place of its target in the list. */
  readonly edges?: readonly (readonly [type: string, name: string | number, to: number])[]
  /** Script, line and column from 0. */
  readonly at?: readonly [number, number, number]
}

export type Layout = {
  readonly nodeFields?: readonly string[]
  readonly nodeTypes?: readonly string[]
  readonly edgeTypes?: readonly string[]
  readonly newline?: string
  readonly header?: Readonly<Record<string, unknown>>
  readonly extraSections?: string
}

export const NODE_TYPES = [
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
]
export const EDGE_TYPES = [
  'context',
  'element',
  'property',
  'internal',
  'hidden',
  'shortcut',
  'weak',
]
const FIELDS = ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness']

/** The text of a snapshot; the first node is the root. */
export function buildSnapshot(nodes: readonly NodeSketch[], layout: Layout = {}): string {
  const fields = layout.nodeFields ?? FIELDS
  const nodeTypes = layout.nodeTypes ?? NODE_TYPES
  const edgeTypes = layout.edgeTypes ?? EDGE_TYPES
  const strings: string[] = ['<dummy>']
  const numbers = new Map<string, number>()
  const stringOf = (text: string): number => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, strings.length)
    strings.push(text)
    return strings.length - 1
  }
  const nodeRecords = nodes.map((node, at) => {
    const values: Record<string, number> = {
      type: nodeTypes.indexOf(node.type),
      name: stringOf(node.name),
      id: node.id ?? at * 2 + 1,
      self_size: node.size ?? 16,
      edge_count: node.edges?.length ?? 0,
      trace_node_id: 0,
      detachedness: node.detachedness ?? 0,
    }
    return fields.map((field) => values[field] ?? 0).join(',')
  })
  const edgeRecords = nodes.flatMap((node) =>
    (node.edges ?? []).map(([type, name, to]) =>
      [
        edgeTypes.indexOf(type),
        typeof name === 'number' ? name : stringOf(name),
        to * fields.length,
      ].join(','),
    ),
  )
  const locations = nodes.flatMap((node, at) =>
    node.at === undefined ? [] : [[at * fields.length, ...node.at].join(',')],
  )
  const newline = layout.newline ?? '\n'
  const meta = {
    node_fields: fields,
    node_types: [nodeTypes, 'string', 'number', 'number', 'number', 'number'],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [edgeTypes, 'string_or_number', 'node'],
    location_fields: ['object_index', 'script_id', 'line', 'column'],
  }
  const header = {
    meta,
    node_count: nodes.length,
    edge_count: edgeRecords.length,
    trace_function_count: 0,
    ...layout.header,
  }
  const list = (records: readonly string[]) => `[${records.join(`${newline},`)}]`
  return (
    `{"snapshot":${JSON.stringify(header)},\n"nodes":${list(nodeRecords)},\n"edges":${list(edgeRecords)},\n` +
    `"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":${list(locations)},\n` +
    `${layout.extraSections ?? ''}"strings":${JSON.stringify(strings)}}`
  )
}

/** Text as a stream of chunks of a size, the way it may come over a wire. */
export async function* inChunks(
  text: string | Uint8Array,
  size = 1 << 16,
): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
