import { expect, test } from 'vitest'
import { readSnapshot } from '../../src/heap/read-snapshot.ts'
import { edgeNameOf, type Tables } from '../../src/heap/tables.ts'
import { buildSnapshot, EDGE_TYPES, inChunks } from './support/build-snapshot.ts'

const PROPERTY = EDGE_TYPES.indexOf('property')
const ELEMENT = EDGE_TYPES.indexOf('element')

/** Reads a snapshot of one node whose edges lead to itself, with these types and names in turn. */
async function readEdges(
  edges: readonly (readonly [type: number, name: number])[],
): Promise<Tables> {
  const text = buildSnapshot([{ type: 'synthetic', name: '' }])
  const header = text
    .replace(/"edge_count":\s*0/, `"edge_count":${edges.length}`)
    .replace(/("nodes":\s*\[\s*\d+,\d+,\d+,\d+),0/, `$1,${edges.length}`)
  const written = edges.map(([type, name]) => `${type},${name},0`).join(',\n')
  return readSnapshot(inChunks(header.replace(/"edges":\s*\[\s*\]/, `"edges":[${written}]`)), {
    depth: 'graph',
  })
}

const many = (count: number, edge: (at: number) => readonly [number, number]) =>
  Array.from({ length: count }, (_, at) => edge(at))

test.each([
  ['a few names on many edges', many(100_000, (at) => [PROPERTY, at % 300]), 2],
  [
    'a name on one edge each, and one on the rest',
    many(90_000, (at) => [PROPERTY, at % 9 ? 5 : at]),
    2,
  ],
  ['names on one edge each only', many(100_000, (at) => [PROPERTY, at]), 4],
  [
    'more names on many edges than there are codes',
    many(600_000, (at) => [PROPERTY, at % 66_000]),
    2,
  ],
  ['indexes on both sides of the largest code', many(70_000, (at) => [ELEMENT, at]), 2],
  [
    'the largest index',
    [
      [ELEMENT, 4_294_967_295],
      [ELEMENT, 65_535],
      [ELEMENT, 0],
    ],
    2,
  ],
] as const)('%s are read back as they were written', async (_, edges, bytesAnEdge) => {
  const tables = await readEdges(edges)

  const read = edges.map((__, edge) => edgeNameOf(tables, edge))
  const wrong = read.findIndex((name, edge) => name !== edges[edge]?.[1])
  expect({ wrong, of: read.length }).toEqual({ wrong: -1, of: tables.edgeCount })
  expect(tables.edgeNames.wide === undefined ? 2 : 4).toBe(bytesAnEdge)
})
