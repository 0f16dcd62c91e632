import { createReadStream } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { classify, interfacesOf, keyText } from '../../src/heap/classes.ts'
import { compareNodes, listNodes } from '../../src/heap/compare.ts'
import { findDetached } from '../../src/heap/detached-nodes.ts'
import { distanceColumn, findDistances } from '../../src/heap/distances.ts'
import { findDominators } from '../../src/heap/dominators.ts'
import { graphOf } from '../../src/heap/essential-edges.ts'
import { attributeOwnedSizes } from '../../src/heap/owned-sizes.ts'
import { readSnapshot } from '../../src/heap/read-snapshot.ts'
import { retainedByClass } from '../../src/heap/retained-by-class.ts'
import { dominatorOrdinals, sumRetainedSizes } from '../../src/heap/retained-sizes.ts'
import { summarize } from '../../src/heap/summary.ts'
import { sizeOf } from '../../src/heap/tables.ts'
import { markWeakMaps, pairWeakMaps } from '../../src/heap/weak-maps.ts'
import {
  type DevToolsSnapshot,
  devToolsInstalled,
  loadWithDevTools,
  nodeOf,
} from './support/devtools.ts'
import { makeSnapshots } from './support/make-snapshots.ts'

async function work(files: readonly string[]) {
  const [a = '', b = ''] = files
  const older = await readSnapshot(createReadStream(a), { depth: 'sizes' })
  const tables = await readSnapshot(createReadStream(b), { depth: 'graph' })
  const interfaces = interfacesOf(tables)
  attributeOwnedSizes(older)
  attributeOwnedSizes(tables)
  const list = listNodes(older, classify(older, { detached: findDetached(older), interfaces }))
  const classes = classify(tables, { detached: findDetached(tables), interfaces })
  const comparison = compareNodes(list, tables, classes)
  const distances = findDistances(tables, pairWeakMaps(tables.strings, markWeakMaps(tables)))
  const dominators = findDominators(graphOf(tables))
  const retained = sumRetainedSizes(tables, dominators)
  const ordinals = dominatorOrdinals(dominators, tables)
  const byClass = retainedByClass(dominators, tables, classes, retained)
  const rows = summarize(tables, classes, {
    retainedByClass: byClass,
    distances: distanceColumn(distances),
  })
  return { tables, comparison, distanceOf: distanceColumn(distances), retained, ordinals, rows }
}

/** Nodes on which two columns differ. */
function differing(
  count: number,
  mine: (node: number) => number | undefined,
  theirs: (node: number) => number | undefined,
): number {
  let different = 0
  for (let node = 0; node < count; node += 1) if (mine(node) !== theirs(node)) different += 1
  return different
}

async function compareWithDevTools(files: readonly string[]) {
  const [a = '', b = ''] = files
  const [base, devTools]: [DevToolsSnapshot, DevToolsSnapshot] = [
    await loadWithDevTools(a),
    await loadWithDevTools(b),
  ]
  const diff = devTools.calculateSnapshotDiff(
    1,
    base.aggregatesForDiff(devTools.interfaceDefinitions()),
  )
  return { mine: await work(files), devTools, diff }
}

describe.each([14, 16, 18, 20, 22, 24, 25])('snapshots of Node %d', (version) => {
  const node = nodeOf(version)

  test.skipIf(!devToolsInstalled || node === undefined)(
    `every number of Node ${version} is DevTools' own`,
    { timeout: 120_000 },
    async () => {
      await using snapshots = await makeSnapshots(node ?? '')

      const { mine, devTools, diff } = await compareWithDevTools(snapshots.files)

      const count = devTools.nodeCount
      const changes = Object.fromEntries(
        mine.comparison.changes.map(({ key, added, removed, addedBytes, removedBytes }) => [
          keyText(key),
          [added, removed, addedBytes, removedBytes],
        ]),
      )
      expect(changes).toEqual(
        Object.fromEntries(
          Object.entries(diff).map(([key, row]) => [
            key,
            [row.addedCount, row.removedCount, row.addedSize, row.removedSize],
          ]),
        ),
      )
      expect(Object.keys(changes).length).toBeGreaterThan(30)
      expect(
        Object.fromEntries(
          mine.rows.map(({ key, count: objects, shallowBytes, retainedBytes, distance }) => [
            keyText(key),
            [objects, shallowBytes, retainedBytes, distance],
          ]),
        ),
      ).toEqual(
        Object.fromEntries(
          Object.entries(devTools.getAggregatesByClassKey(false, 'allObjects')).map(
            ([key, row]) => [key, [row.count, row.self, row.maxRet, row.distance]],
          ),
        ),
      )
      const size = (at: number) =>
        devTools.nodes.getValue(at * devTools.nodeFieldCount + devTools.nodeSelfSizeOffset)
      expect({
        nodes: mine.tables.nodeCount,
        sizes: differing(count, (at) => sizeOf(mine.tables, at), size),
        retained: differing(
          count,
          (at) => mine.retained[at],
          (at) => devTools.retainedSizes[at],
        ),
        dominators: differing(
          count,
          (at) => mine.ordinals[at],
          (at) => devTools.dominatorsTree[at],
        ),
        distances: differing(
          count,
          (at) => mine.distanceOf[at],
          (at) => devTools.nodeDistances[at],
        ),
      }).toEqual({ nodes: count, sizes: 0, retained: 0, dominators: 0, distances: 0 })
    },
  )
})

test.skipIf(!devToolsInstalled)(
  "every number of this Node is DevTools' own",
  { timeout: 120_000 },
  async () => {
    await using snapshots = await makeSnapshots(process.execPath)

    const { mine, devTools } = await compareWithDevTools(snapshots.files)

    expect(
      differing(
        devTools.nodeCount,
        (at) => mine.retained[at],
        (at) => devTools.retainedSizes[at],
      ),
    ).toBe(0)
    expect(
      differing(
        devTools.nodeCount,
        (at) => mine.distanceOf[at],
        (at) => devTools.nodeDistances[at],
      ),
    ).toBe(0)
  },
)
