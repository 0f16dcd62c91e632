import { expect, test } from 'vitest'
import { readSnapshot } from '../../src/heap/read-snapshot.ts'
import { INTERNAL, WEAKMAP_KEY, WEAKMAP_TABLE } from '../../src/heap/snapshot-header.ts'
import { KIND_SHIFT } from '../../src/heap/tables.ts'
import { markWeakMaps } from '../../src/heap/weak-maps.ts'
import { buildSnapshot, inChunks } from './support/build-snapshot.ts'

const ENTRY = '1 / part of key (Key @5) -> value (Value @7) pair in WeakMap (table @3)'

/** Kinds of the edges of a table, a key, their value and its map; from the key more edges are named like the entry. */
async function sidesOf(more: number): Promise<number[][]> {
  const entry = ['internal', ENTRY, 3] as const
  const text = buildSnapshot([
    {
      type: 'synthetic',
      name: '',
      edges: [
        ['element', 1, 1],
        ['element', 2, 2],
      ],
    },
    { type: 'array', name: '(internal array)', edges: [['internal', 'map', 4], entry] },
    {
      type: 'object',
      name: 'Key',
      edges: [entry, ...Array.from({ length: more }, () => entry), ['internal', 'map', 4]],
    },
    { type: 'object', name: 'Value', edges: [['internal', 'map', 4]] },
    { type: 'hidden', name: 'system / Map', edges: [['internal', 'map', 4]] },
  ])
  const tables = await readSnapshot(inChunks(text), { depth: 'graph' })

  markWeakMaps(tables)

  const kinds = Array.from(tables.to, (packed) => packed >>> KIND_SHIFT)
  return [1, 2, 3, 4].map((node) => kinds.slice(tables.firstEdge[node], tables.firstEdge[node + 1]))
}

test('of the edges of a WeakMap entry it is known which is the table side and which the key side', async () => {
  expect(await sidesOf(0)).toEqual([
    [INTERNAL, WEAKMAP_TABLE],
    [WEAKMAP_KEY, INTERNAL],
    [INTERNAL],
    [INTERNAL],
  ])
})

test('however often its name is written', async () => {
  expect(await sidesOf(3)).toEqual([
    [INTERNAL, WEAKMAP_TABLE],
    [WEAKMAP_KEY, WEAKMAP_KEY, WEAKMAP_KEY, WEAKMAP_KEY, INTERNAL],
    [INTERNAL],
    [INTERNAL],
  ])
})
