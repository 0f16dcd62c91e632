import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemdiagError } from '../../src/core/errors.ts'
import { classify, interfacesOf } from '../../src/heap/classes.ts'
import { findDetached } from '../../src/heap/detached-nodes.ts'
import { findDistances } from '../../src/heap/distances.ts'
import { findDominators } from '../../src/heap/dominators.ts'
import { graphOf } from '../../src/heap/essential-edges.ts'
import { attributeOwnedSizes } from '../../src/heap/owned-sizes.ts'
import { readSnapshot } from '../../src/heap/read-snapshot.ts'
import { sumRetainedSizes } from '../../src/heap/retained-sizes.ts'
import { markWeakMaps, pairWeakMaps } from '../../src/heap/weak-maps.ts'
import type { Depth } from '../../src/heap/tables.ts'
import { buildSnapshot, inChunks } from './support/build-snapshot.ts'
import { randomGraph } from './support/random-graph.ts'

const encode = (text: string) => new TextEncoder().encode(text)

/** Reads and works through; what is damaged without being seen to be must still come to an end. */
async function attempt(
  bytes: Uint8Array,
  chunk: number,
  depth: Depth,
): Promise<'read' | 'refused'> {
  try {
    const tables = await readSnapshot(inChunks(bytes, chunk), { depth })
    if (depth !== 'nodes') attributeOwnedSizes(tables)
    classify(tables, { detached: findDetached(tables), interfaces: interfacesOf(tables) })
    if (depth === 'graph') {
      findDistances(tables, pairWeakMaps(tables.strings, markWeakMaps(tables)))
      sumRetainedSizes(tables, findDominators(graphOf(tables)))
    }
    return 'read'
  } catch (error) {
    if (error instanceof MemdiagError && error.code === 'usage') return 'refused'
    throw error
  }
}

const depths = fc.constantFrom<Depth>('nodes', 'sizes', 'graph')
const chunks = fc.constantFrom(1 << 16, 700, 64, 5)

test('a snapshot cut off anywhere is refused', async () => {
  await fc.assert(
    fc.asyncProperty(randomGraph, fc.nat(), depths, chunks, async (nodes, cut, depth, chunk) => {
      const bytes = encode(buildSnapshot(nodes))

      expect(await attempt(bytes.subarray(0, cut % bytes.length), chunk, depth)).toBe('refused')
    }),
    { numRuns: 2000 },
  )
})

test('a snapshot with bytes changed, lost or doubled is read or refused, and nothing else', async () => {
  const damage = fc.array(
    fc.tuple(
      fc.constantFrom('set', 'drop', 'double'),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 1, max: 40 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  await fc.assert(
    fc.asyncProperty(randomGraph, damage, depths, chunks, async (nodes, changes, depth, chunk) => {
      let bytes = [...encode(buildSnapshot(nodes))]
      for (const [how, where, value, length] of changes) {
        const at = where % bytes.length
        if (how === 'set') bytes[at] = value
        else if (how === 'drop') bytes.splice(at, length)
        else bytes = [...bytes.slice(0, at + length), ...bytes.slice(at)]
      }

      expect(['read', 'refused']).toContain(await attempt(Uint8Array.from(bytes), chunk, depth))
    }),
    { numRuns: 4000 },
  )
})

test('bytes that were never a snapshot are refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), chunks, async (bytes, chunk) => {
      expect(await attempt(bytes, chunk, 'graph')).toBe('refused')
    }),
    { numRuns: 1000 },
  )
})

test('a header that promises more than there is costs no memory', async () => {
  const header = { node_count: 500_000_000, edge_count: 3_000_000_000 }
  const before = process.memoryUsage().rss

  const result = await attempt(
    encode(buildSnapshot([{ type: 'synthetic', name: '' }], { header })),
    4096,
    'graph',
  )

  expect(result).toBe('refused')
  expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
})
