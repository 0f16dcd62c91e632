import { describe, expect, test } from 'vitest'
import { classify, interfacesOf, keyText } from '../../src/heap/classes.ts'
import { type Comparison, compareNodes, listNodes } from '../../src/heap/compare.ts'
import { findDetached } from '../../src/heap/detached-nodes.ts'
import { checkOrder } from '../../src/heap/overlap.ts'
import { attributeOwnedSizes } from '../../src/heap/owned-sizes.ts'
import { readSnapshot } from '../../src/heap/read-snapshot.ts'
import { type NodeSketch, buildSnapshot, inChunks } from './support/build-snapshot.ts'

type Sketch = NodeSketch

/** A root that has all nodes as the program's globals. */
function heapOf(nodes: readonly Sketch[]): NodeSketch[] {
  const root: NodeSketch = {
    type: 'synthetic',
    name: '',
    id: 1,
    size: 0,
    edges: nodes.map((_, at) => ['shortcut', `g${at}`, at + 1]),
  }
  return [root, ...nodes]
}

async function read(nodes: readonly NodeSketch[]) {
  const tables = await readSnapshot(inChunks(buildSnapshot(nodes)), { depth: 'sizes' })
  attributeOwnedSizes(tables)
  return tables
}

async function compare(a: readonly NodeSketch[], b: readonly NodeSketch[]): Promise<Comparison> {
  const [older, newer] = [await read(a), await read(b)]
  const interfaces = interfacesOf(newer)
  const list = listNodes(older, classify(older, { detached: findDetached(older), interfaces }))
  return compareNodes(list, newer, classify(newer, { detached: findDetached(newer), interfaces }))
}

function rows(comparison: Comparison) {
  return Object.fromEntries(
    comparison.changes.map(({ key, added, removed, addedBytes, removedBytes }) => [
      keyText(key),
      [added, removed, addedBytes, removedBytes],
    ]),
  )
}

const object = (name: string, id: number, rest: Partial<Sketch> = {}): Sketch => ({
  type: 'object',
  name,
  id,
  ...rest,
})

describe('what came and went', () => {
  test('is told by id and class, with the sizes of the snapshot it is in', async () => {
    const a = heapOf([
      object('Socket', 3, { size: 10 }),
      object('Socket', 5, { size: 20 }),
      object('Room', 7),
    ])
    const b = heapOf([
      object('Socket', 5, { size: 90 }),
      object('Socket', 9, { size: 40 }),
      object('Room', 7),
    ])

    expect(rows(await compare(a, b))).toEqual({ ',Socket': [1, 1, 40, 10] })
  })

  test('counts an object that changed its class as gone and new', async () => {
    const comparison = await compare(heapOf([object('A', 3)]), heapOf([object('B', 3)]))

    expect(rows(comparison)).toEqual({ ',A': [0, 1, 0, 16], ',B': [1, 0, 16, 0] })
  })

  test('passes over nodes without bytes', async () => {
    const comparison = await compare(heapOf([]), heapOf([object('Zero', 3, { size: 0 })]))

    expect(rows(comparison)).toEqual({})
  })

  test('finds native nodes by ids that are hashes of addresses', async () => {
    const native = (id: number): Sketch => ({ type: 'native', name: 'Node / Buffer', id, size: 8 })
    const a = heapOf([native(2_162_345_678), native(4_000_000_000), object('A', 3)])
    const b = heapOf([native(4_000_000_000), native(2_162_345_680), object('A', 3)])

    expect(rows(await compare(a, b))).toEqual({ ',Node / Buffer': [1, 1, 8, 8] })
  })

  test('finds objects whose ids are far apart, as in a process that ran for weeks', async () => {
    const a = heapOf([object('A', 4_000_000_001), object('A', 3)])
    const b = heapOf([object('A', 4_000_000_001), object('A', 4_000_000_003)])

    expect(rows(await compare(a, b))).toEqual({ ',A': [1, 1, 16, 16] })
  })

  test('tells constructors of one name apart by where they are defined', async () => {
    const a = heapOf([object('Socket', 3, { at: [7, 10, 2] })])
    const b = heapOf([
      object('Socket', 3, { at: [7, 10, 2] }),
      object('Socket', 5, { at: [8, 1, 0] }),
    ])

    expect(rows(await compare(a, b))).toEqual({ '8,1,0,Socket': [1, 0, 16, 0] })
  })

  test('adds up sizes above 4 GiB', async () => {
    const native = (id: number): Sketch => ({
      type: 'native',
      name: 'Buffer',
      id,
      size: 5_000_000_000,
    })

    expect(rows(await compare(heapOf([native(2)]), heapOf([native(4), native(6)])))).toEqual({
      ',Buffer': [2, 1, 10_000_000_000, 5_000_000_000],
    })
  })
})

describe('classes', () => {
  test('plain objects are grouped by the properties that the newer snapshot has most of', async () => {
    const plain = (id: number, ...names: string[]): Sketch =>
      object('Object', id, { edges: names.map((name) => ['property', name, 1]) })
    const b = [
      plain(3, 'id', 'user'),
      plain(5, 'user', 'id'),
      plain(7, 'id', 'user', 'extra'),
      plain(9, 'once'),
      plain(11, 'id', 'user'),
      plain(13, 'a,b'),
      plain(15, 'a,b'),
    ]

    const comparison = await compare(heapOf([plain(17, 'user', 'id')]), heapOf(b))

    expect(rows(comparison)).toEqual({
      ',{id, user}': [4, 1, 64, 16],
      ',Object': [1, 0, 16, 0],
      ',{"a,b"}': [2, 0, 32, 0],
    })
  })

  test.each<[string, Sketch, string]>([
    ['functions', { type: 'closure', name: 'f' }, ',Function'],
    ['compiled code', { type: 'code', name: 'f' }, ',(compiled code)'],
    ['regular expressions', { type: 'regexp', name: 'a+' }, ',RegExp'],
    ['strings', { type: 'string', name: 'secret' }, ',(string)'],
    ['shapes', { type: 'object shape', name: 'system / Map' }, ',(object shape)'],
    ['elements', { type: 'native', name: '<div id="a">' }, ',<div>'],
    [
      'detached elements',
      { type: 'native', name: '<div id="a">', detachedness: 2 },
      ',Detached <div>',
    ],
  ])('%s have the class that DevTools gives them', async (_, node, key) => {
    expect(Object.keys(rows(await compare(heapOf([]), heapOf([node]))))).toEqual([key])
  })

  test('native nodes that only detached ones reach are detached too', async () => {
    const b = heapOf([
      { type: 'native', name: 'Tree', id: 2, detachedness: 2, edges: [['internal', 'child', 2]] },
      { type: 'native', name: 'Leaf', id: 4 },
      { type: 'native', name: 'Page', id: 6, detachedness: 1, edges: [['internal', 'child', 4]] },
      { type: 'native', name: 'Kept', id: 8 },
    ])

    expect(Object.keys(rows(await compare(heapOf([]), b)))).toEqual([
      ',Detached Tree',
      ',Detached Leaf',
      ',Page',
      ',Kept',
    ])
  })
})

describe('sizes', () => {
  test('what one object alone owns counts as its own; what two own does not', async () => {
    const b: NodeSketch[] = [
      {
        type: 'synthetic',
        name: '',
        size: 0,
        edges: [
          ['shortcut', 'a', 1],
          ['shortcut', 'b', 2],
          ['element', 1, 3],
        ],
      },
      {
        type: 'object',
        name: 'A',
        id: 3,
        size: 10,
        edges: [
          ['internal', 'elements', 4],
          ['internal', 'shared', 6],
          ['weak', 'w', 7],
        ],
      },
      { type: 'object', name: 'B', id: 5, size: 10, edges: [['internal', 'shared', 6]] },
      { type: 'synthetic', name: '(GC roots)', size: 0, edges: [['element', 1, 7]] },
      { type: 'array', name: '', id: 9, size: 100, edges: [['hidden', 1, 5]] },
      { type: 'hidden', name: 'system / Cell', id: 11, size: 1000 },
      { type: 'array', name: '', id: 13, size: 7 },
      { type: 'array', name: '', id: 15, size: 5 },
    ]

    expect(rows(await compare([{ type: 'synthetic', name: '' }], b))).toEqual({
      ',A': [1, 0, 1110, 0],
      ',B': [1, 0, 10, 0],
      ',(array)': [2, 0, 12, 0],
      ',(synthetic)': [0, 1, 0, 16],
    })
  })
})

describe('snapshots that cannot be compared', () => {
  const names = { a: 'a.heapsnapshot', b: 'b.heapsnapshot' }
  const many = (name: string, count: number) =>
    heapOf(Array.from({ length: count }, (_, at) => object(name, at * 2 + 3)))

  test('are told when the newer comes first', async () => {
    const comparison = await compare(many('A', 201), many('A', 200))

    expect(() => checkOrder(comparison, names)).toThrow(
      'a.heapsnapshot was taken after b.heapsnapshot',
    )
  })

  test('are told when they are of different processes', async () => {
    const comparison = await compare(many('A', 200), many('B', 201))

    expect(() => checkOrder(comparison, names)).toThrow('are of different processes: only 0 of 200')
  })

  test('are not confused with a process that grew', async () => {
    const comparison = await compare(many('A', 200), many('A', 900))

    expect(() => checkOrder(comparison, names)).not.toThrow()
  })
})
