import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { distanceColumn, findDistances } from '../../src/heap/distances.ts'
import { readSnapshot } from '../../src/heap/read-snapshot.ts'
import { markWeakMaps, pairWeakMaps } from '../../src/heap/weak-maps.ts'
import { buildSnapshot, inChunks } from './support/build-snapshot.ts'

const randomNodes = fc
  .array(fc.array(fc.tuple(fc.constantFrom('property', 'weak'), fc.nat()), { maxLength: 5 }), {
    minLength: 3,
    maxLength: 60,
  })
  .map((lists) =>
    lists.map((edges, node) => ({
      type: node === 0 ? 'synthetic' : 'object',
      name: `node ${node}`,
      edges: edges.map(([type, to]) => [type, 'x', to % lists.length] as const),
    })),
  )

test('each node is one step farther than the one before it, and the paths alone are the same', async () => {
  await fc.assert(
    fc.asyncProperty(randomNodes, async (nodes) => {
      const tables = await readSnapshot(inChunks(buildSnapshot(nodes)), { depth: 'graph' })
      const pairs = pairWeakMaps(tables.strings, markWeakMaps(tables))

      const distances = findDistances(tables, pairs)
      const paths = findDistances(tables, pairs, 'paths')

      const of = distanceColumn(distances)
      const steps = Array.from(distances.parents, (parent, node) =>
        parent < tables.nodeCount ? (of[node] ?? 0) - (of[parent] ?? 0) : 1,
      )
      expect(steps.filter((step) => step !== 1)).toEqual([])
      expect([...paths.parents]).toEqual([...distances.parents])
      expect([paths.queue.length, paths.levels.length]).toEqual([0, 0])
    }),
    { numRuns: 300 },
  )
})
