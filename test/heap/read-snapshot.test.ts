import { describe, expect, test } from 'vitest'
import { readSnapshot } from '../../src/heap/read-snapshot.ts'
import { namesOf } from '../../src/heap/shapes.ts'
import { textOf } from '../../src/heap/string-table.ts'
import { CHILD_MASK, KIND_SHIFT, edgeNameOf, nameIndexOf, sizeOf } from '../../src/heap/tables.ts'
import type { Depth, Tables } from '../../src/heap/tables.ts'
import { EDGE_TYPES, NODE_TYPES, buildSnapshot, inChunks } from './support/build-snapshot.ts'
import type { NodeSketch } from './support/build-snapshot.ts'

const NODES: readonly NodeSketch[] = [
  {
    type: 'synthetic',
    name: '',
    size: 0,
    edges: [
      ['shortcut', 'global', 1],
      ['element', 1, 2],
    ],
  },
  { type: 'object', name: 'global', edges: [['property', 'room "7" ключ \u{1f600} \\', 3]] },
  { type: 'synthetic', name: '(GC roots)', size: 0 },
  {
    type: 'object',
    name: 'Räume',
    at: [7, 41, 3],
    edges: [
      ['property', 'a', 4],
      ['element', 4000000000, 4],
    ],
  },
  { type: 'closure', name: 'register', at: [7, 40, 0], edges: [['weak', 'w', 3]] },
]

async function read(
  text: string | Uint8Array,
  depth: Depth = 'graph',
  size?: number,
): Promise<Tables> {
  return readSnapshot(inChunks(text, size), { depth })
}

function shown(tables: Tables) {
  return {
    names: Array.from({ length: tables.nodeCount }, (_, at) =>
      textOf(tables.strings, nameIndexOf(tables, at)),
    ),
    ids: [...tables.id],
    sizes: [...tables.size],
    kinds: [...tables.kind],
    to: [...tables.to].map((packed) => packed & CHILD_MASK),
    edges: [...tables.to].map((packed) => packed >>> KIND_SHIFT),
    edgeNames: Array.from({ length: tables.edgeCount }, (_, edge) => edgeNameOf(tables, edge)),
    firstEdge: [...tables.firstEdge],
    shapes: [...namesOf(tables.shapes, 1)].map((name) => textOf(tables.strings, name)),
  }
}

test('reads nodes, edges, names and places', async () => {
  const tables = await read(buildSnapshot(NODES))

  expect(shown(tables)).toMatchObject({
    names: ['', 'global', '(GC roots)', 'Räume', 'register'],
    ids: [1, 3, 5, 7, 9],
    sizes: [0, 16, 0, 16, 16],
    to: [1, 2, 3, 4, 4, 3],
    firstEdge: [0, 2, 3, 3, 5, 6],
    shapes: ['room "7" ключ \u{1f600} \\'],
  })
  expect(edgeNameOf(tables, 4)).toBe(4000000000)
  expect([...tables.functionPlaces.items.subarray(0, 4)]).toEqual([4, 7, 40, 0])
})

test('reads the same however the bytes are cut into chunks', async () => {
  const text = buildSnapshot(NODES)
  const whole = shown(await read(text))

  for (const size of [1, 2, 3, 7, 37, 511, 512, 513, 1000, 2048]) {
    expect(shown(await read(text, 'graph', size))).toEqual(whole)
  }
})

test.each([
  ['one line for everything', ''],
  ['windows line ends', '\r\n'],
  ['spaces, as another writer may set them', '  \t'],
])('reads %s', async (_, newline) => {
  const tables = await read(buildSnapshot(NODES, { newline }))

  expect(shown(tables).to).toEqual([1, 2, 3, 4, 4, 3])
})

test.each([
  [
    'Node 16 to 22',
    ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  ],
  ['Node 12', ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id']],
  ['fields in another order', ['id', 'edge_count', 'name', 'future', 'self_size', 'type']],
])('takes the layout from the header: %s', async (_, nodeFields) => {
  const tables = await read(buildSnapshot(NODES, { nodeFields }))

  expect(shown(tables)).toMatchObject({ ids: [1, 3, 5, 7, 9], to: [1, 2, 3, 4, 4, 3] })
})

test('knows types by their names, not their numbers, and takes unknown ones', async () => {
  const tables = await read(
    buildSnapshot(
      [
        {
          type: 'synthetic',
          name: '',
          edges: [
            ['shortcut', 'g', 1],
            ['teleport', 'beam', 2],
          ],
        },
        { type: 'object', name: 'Object' },
        { type: 'wasm object', name: 'Instance' },
      ],
      {
        nodeTypes: ['wasm object', ...NODE_TYPES.toReversed()],
        edgeTypes: ['teleport', ...EDGE_TYPES],
      },
    ),
  )

  expect(tables.header.kindNames[tables.kind[2] ?? 0]).toBe('wasm object')
  expect(tables.kind[1]).toBe(3)
  expect(shown(tables).edges).toEqual([5, 10])
})

test('takes sizes above 4 GiB and ids above 2^31', async () => {
  const tables = await read(
    buildSnapshot([
      { type: 'synthetic', name: '', size: 0, edges: [['element', 1, 1]] },
      { type: 'native', name: 'Buffer', id: 4294967294, size: 5_000_000_000 },
    ]),
  )

  expect(sizeOf(tables, 1)).toBe(5_000_000_000)
  expect(tables.id[1]).toBe(4294967294)
})

test('passes over sections that it does not know', async () => {
  const extraSections =
    '"scopes":[1,2,{"a":"]}\\""}],\n"scope_uses":[],\n"note":"x]",\n"count":12,\n'

  const tables = await read(buildSnapshot(NODES, { extraSections }))

  expect(tables.nodeCount).toBe(5)
})

test('keeps the names of classes only where no graph is asked for', async () => {
  const text = buildSnapshot([...NODES, { type: 'string', name: 'a password' }])

  const tables = await read(text, 'nodes')

  const kept = new TextDecoder().decode(tables.strings.bytes.subarray(0, tables.strings.length))
  expect(kept).toContain('global')
  expect(kept).not.toContain('register')
  expect(kept).not.toContain('password')
})

describe('input that is no whole snapshot', () => {
  const text = buildSnapshot(NODES)
  const at = (part: string) => text.indexOf(part)

  test.each([
    ['nothing', '', 'Not a heap snapshot: the input is empty.'],
    ['text', 'hello', 'Not a heap snapshot: expected "{" at byte 0, found "h".'],
    [
      'a CPU profile',
      '{"nodes":[{"id":1}],"startTime":1}',
      'it looks like a CPU profile (.cpuprofile)',
    ],
    ['a sampling profile', '{"head":{"callFrame":{}}}', 'it looks like a sampling heap profile'],
    ['other JSON', '{"name":"memdiag"}', 'it is JSON that begins with "name"'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'it is compressed with gzip'],
    [
      'a cut in the nodes',
      text.slice(0, at('"nodes"') + 20),
      `at byte ${at('"nodes"') + 20}, found the end`,
    ],
    [
      'a cut in the strings',
      text.slice(0, -5),
      `expected the rest of "strings" at byte ${Buffer.byteLength(text) - 5}`,
    ],
    [
      'a letter in the edges',
      text.replace('"edges":[5', '"edges":[x'),
      `expected a number in "edges" (record 0) at byte ${at('"edges"') + 9}, found "x"`,
    ],
    ['a missing section', text.replace(/"edges":\[[^\]]*\],\n/, ''), 'expected "edges" before'],
    [
      'fewer nodes than promised',
      buildSnapshot(NODES, { header: { node_count: 7 } }),
      'expected 7 nodes',
    ],
    [
      'more nodes than promised',
      buildSnapshot(NODES, { header: { node_count: 3 } }),
      'expected the end of "nodes" after 3 of them',
    ],
    [
      'a count beyond all memory',
      buildSnapshot(NODES, { header: { node_count: 1e15 } }),
      '"node_count" as a whole number up to',
    ],
    [
      'an edge to nowhere',
      text.replace(/("edges":\[\d+,\d+),6/, '$1,7'),
      'expected an edge to one of 5 nodes',
    ],
    ['no meta data', '{"snapshot":{"node_count":1},"nodes":[]}', 'has no "meta"'],
  ])(
    '%s is told in one sentence with the byte and what was expected',
    async (_, input, message) => {
      const failure = await read(input).then(
        () => 'read without complaint',
        (error: unknown) => error,
      )

      expect(failure).toMatchObject({
        code: 'usage',
        message: expect.stringContaining(message),
        hint: expect.any(String),
      })
    },
  )
})
