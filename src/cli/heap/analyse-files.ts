import { MemdiagError } from '../../core/errors.ts'
import { say } from '../../core/say.ts'
import type { Analysis } from '../../heap/analysis.ts'
import { classify, interfacesOf } from '../../heap/classes.ts'
import { type Comparison, type NodeList, compareNodes } from '../../heap/compare.ts'
import { findDetached } from '../../heap/detached-nodes.ts'
import { findDistances } from '../../heap/distances.ts'
import { graphOf } from '../../heap/essential-edges.ts'
import { createNames } from '../../heap/node-names.ts'
import { checkOrder } from '../../heap/overlap.ts'
import { attributeOwnedSizes } from '../../heap/owned-sizes.ts'
import { readSnapshot } from '../../heap/read-snapshot.ts'
import { type Duplicate, findDuplicates } from '../../heap/summary.ts'
import { type Tables } from '../../heap/tables.ts'
import { release } from '../../heap/release.ts'
import { markWeakMaps, pairWeakMaps } from '../../heap/weak-maps.ts'
import { type SnapshotFile, readChunks } from './snapshot-files.ts'
import type { Progress } from './progress.ts'
import { type Helper, startHelper } from './second-thread.ts'

export type AnalyseOptions = {
  /** The oldest first; the last is looked at whole. */
  readonly files: readonly SnapshotFile[]
  readonly progress: Progress
  readonly duplicates?: boolean
  /** Whether distances are shown, and not only the paths that they belong to. */
  readonly distances?: boolean
  /** Whether it is shown what all objects of each class retain together. */
  readonly byClass?: boolean
  /** Called once the comparisons are there, before what takes longer. */
  readonly onCompared?: (
    found: Pick<Analysis, 'tables' | 'classes' | 'comparisons'> & {
      readonly older: readonly NodeList[]
    },
  ) => void
}

/** Reads snapshots on two threads and works the newest through: sizes, classes, comparison, distances, dominators. */
export async function analyse(options: AnalyseOptions): Promise<Analysis> {
  const { files, progress } = options
  const newest = files.at(-1)
  if (newest === undefined) throw new Error('no snapshot was given')
  const olderFiles = files.slice(0, -1)
  refuseStdin(olderFiles)
  await using helper = startHelper(olderFiles, 'sizes', progress.read)
  let duplicates: Duplicate[] = []
  const tables = await readSnapshot(readChunks(newest.path, newest.shown), {
    depth: 'graph',
    shared: true,
    onBytes: (bytes) => progress.read(newest.shown, bytes),
    beforeStrings: (read) => {
      if (options.duplicates === true) duplicates = findDuplicates(read)
    },
  })
  const interfaces = interfacesOf(tables)
  helper.send({ kind: 'interfaces', interfaces })
  helper.send({ kind: 'edges', graph: graphOf(tables) })
  const entries = markWeakMaps(tables)
  progress.step(say`who keeps whom alive`)
  helper.send({ kind: 'graph' })
  const detached = findDetached(tables)
  attributeOwnedSizes(tables)
  const classes = classify(tables, { detached, interfaces })
  const { size, wideSizes, nodeCount, root } = tables
  helper.send({
    kind: 'sizes',
    sizes: { size, wideSizes, nodeCount, root },
    classes: options.byClass === true ? classes : undefined,
  })
  // Owners are in the sizes now.
  const { owning, nativeEdges } = tables
  release([owning.from.items, owning.to.items])
  release([nativeEdges.from.items, nativeEdges.to.items])
  const names = { older: olderFiles.map(({ shown }) => shown), newest: newest.shown }
  const { older, comparisons } = await compareAll(helper, { tables, classes }, names)
  options.onCompared?.({ tables, classes, older, comparisons })
  // Shapes are in the classes, and told what is closed.
  release([tables.slot])
  for (const { classes: listed, sizes } of older) release([listed, sizes])
  progress.step(say`distances from the roots`)
  const wanted = options.distances === true ? 'distances' : 'paths'
  const distances = findDistances(tables, pairWeakMaps(tables.strings, entries), wanted)
  progress.step(say`retained sizes`)
  const retained = await helper.retained()
  progress.end()
  return {
    ...retained,
    tables,
    classes,
    names: createNames(tables),
    detached,
    distances,
    duplicates,
    older,
    comparisons,
  }
}

/** Compares the newest snapshot with each older one, as the second thread has them ready. */
async function compareAll(
  helper: Helper,
  { tables, classes }: Pick<Analysis, 'tables' | 'classes'>,
  names: { readonly older: readonly string[]; readonly newest: string },
): Promise<{ older: NodeList[]; comparisons: Comparison[] }> {
  const older: NodeList[] = []
  const comparisons: Comparison[] = []
  for (const a of names.older) {
    const list = await helper.list()
    const comparison = compareNodes(list, tables, classes)
    checkOrder(comparison, { a, b: names.newest })
    // Lists of classes and sizes are still summed; ids are done with.
    release([list.ids])
    older.push(list)
    comparisons.push(comparison)
  }
  return { older, comparisons }
}

/** The comparison alone: by class, id and each node's own bytes, without edges. */
export async function compareShallow(
  a: SnapshotFile,
  b: SnapshotFile,
  progress: Progress,
): Promise<{ tables: Tables; older: NodeList; comparison: Comparison }> {
  refuseStdin([a])
  await using helper = startHelper([a], 'nodes', progress.read)
  helper.send({ kind: 'interfaces', interfaces: [] })
  const tables = await readSnapshot(readChunks(b.path, b.shown), {
    depth: 'nodes',
    onBytes: (bytes) => progress.read(b.shown, bytes),
  })
  const classes = classify(tables, { detached: new Set(), interfaces: [] })
  const older = await helper.list()
  const comparison = compareNodes(older, tables, classes)
  checkOrder(comparison, { a: a.shown, b: b.shown })
  progress.end()
  return { tables, older, comparison }
}

/** The second thread has no stdin, and there is only one. */
function refuseStdin(files: readonly SnapshotFile[]): void {
  if (!files.some(({ path }) => path === '-')) return
  throw new MemdiagError('usage', say`Only the newest snapshot can come on stdin.`, {
    hint: say`Put the older ones into files.`,
  })
}
