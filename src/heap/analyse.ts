import type { Analysis } from './analysis.ts'
import { type Classes, classify, interfacesOf, keyText } from './classes.ts'
import { type Comparison, compareNodes, type NodeList } from './compare.ts'
import { compareClasses } from './compare-classes.ts'
import { findDetached } from './detached-nodes.ts'
import { findDistances } from './distances.ts'
import {
  type DiffDocument,
  type RetainersDocument,
  type SuspectsDocument,
  type Totals,
  diffDocument,
  placeOf,
  suspectsDocument,
} from './documents.ts'
import { findDominators } from './dominators.ts'
import { graphOf } from './essential-edges.ts'
import { hasBit } from './growing.ts'
import { type DraftList, draftList, settleList } from './older-snapshot.ts'
import { createNames } from './node-names.ts'
import { checkOrder, idsAgree } from './overlap.ts'
import { attributeOwnedSizes } from './owned-sizes.ts'
import { readSnapshot } from './read-snapshot.ts'
import { groupPaths, pickInstances } from './retainers.ts'
import { retainedByClass } from './retained-by-class.ts'
import { dominatorOrdinals, sumRetainedSizes } from './retained-sizes.ts'
import { release } from './release.ts'
import type { SnapshotSource } from './snapshot-source.ts'
import { type Grown, findGrown, findSuspects, isSystemClass } from './suspects.ts'
import type { Tables } from './tables.ts'
import { markWeakMaps, pairWeakMaps } from './weak-maps.ts'

/** A snapshot's bytes as they come, and what to call it in an error. */
export type NamedSource = { readonly name: string; readonly bytes: SnapshotSource }

/** What grew between snapshots of one process and who holds it: plain JSON data, sizes in bytes, the older first. */
export type GrowthAnswer = SuspectsDocument & {
  readonly snapshots: readonly Totals[]
  /** From the oldest to the newest: every class that changed, the one that grew most first. */
  readonly classes: DiffDocument['classes']
}

/** The same, and how it is held. */
export type HeapAnswer = GrowthAnswer & {
  /** How the new objects of the classes that grew most are held. */
  readonly retainers: readonly (RetainersDocument & {
    readonly class: string
    readonly script?: string
    readonly line?: number
  })[]
}

export type AnswerOptions = {
  /** Called now and then with the bytes of a snapshot read so far. */
  readonly onBytes?: (name: string, bytes: number) => void
}

/** Classes whose retainers are told, and ways of being held told of each: more say nothing new. */
const CLASSES_EXPLAINED = 10
const PATHS_EXPLAINED = 5

/**
 * Reads two or more snapshots of one process one after another, as they are taken, and compares the newest with the
 * oldest. A source is asked for bytes only once the one before it has ended; of the older ones only their nodes are kept.
 * Throws MemdiagError for bytes that are no whole snapshot, and for snapshots that cannot be compared.
 */
export async function analyseSnapshots(
  sources: readonly NamedSource[],
  options: AnswerOptions = {},
): Promise<HeapAnswer> {
  const newest = sources.at(-1)
  if (newest === undefined || sources.length < 2) throw new Error('two snapshots are compared')
  const read = ({ name, bytes }: NamedSource, depth: 'sizes' | 'graph') =>
    readSnapshot(bytes, { depth, onBytes: (count) => options.onBytes?.(name, count) })
  const older: DraftList[] = []
  for (const source of sources.slice(0, -1)) older.push(draftList(await read(source, 'sizes')))
  const tables = await read(newest, 'graph')
  const names = sources.map(({ name }) => name)
  const analysis = analyseTables(older, tables, { names, compare: compareByIds })
  return { ...answerOf(analysis), retainers: explainGrowth(analysis) }
}

/** Reads a snapshot for what a later comparison needs of it: plain data, names and no contents of strings. */
export async function draftSnapshot(bytes: SnapshotSource): Promise<DraftList> {
  return draftList(await readSnapshot(bytes, { depth: 'sizes' }))
}

/**
 * Like analyseSnapshots, where the older ones were drafted before and are known to be of the same process; uses the
 * drafts up. Where ids do not name the same objects any more, it compares by class. Without the retainers, which a live
 * investigation does not tell.
 */
export async function analyseAgainst(
  older: readonly { readonly name: string; readonly draft: DraftList }[],
  newest: NamedSource,
): Promise<GrowthAnswer> {
  const tables = await readSnapshot(newest.bytes, { depth: 'graph' })
  const names = [...older.map(({ name }) => name), newest.name]
  return answerOf(
    analyseTables(
      older.map(({ draft }) => draft),
      tables,
      { names, compare: compareSameProcess },
    ),
  )
}

function analyseTables(
  older: readonly DraftList[],
  tables: Tables,
  { names, compare }: { readonly names: readonly string[]; readonly compare: Compare },
): Analysis & { readonly grown: Grown } {
  const interfaces = interfacesOf(tables)
  const lists = older.map((each) => settleList(each, interfaces))
  const pairs = pairWeakMaps(tables.strings, markWeakMaps(tables))
  const detached = findDetached(tables)
  attributeOwnedSizes(tables)
  const classes = classify(tables, { detached, interfaces })
  const comparisons = lists.map((list, at) => {
    const pair = { a: names[at] ?? 'the older', b: names.at(-1) ?? 'the newer' }
    return compare({ list, tables, classes }, pair)
  })
  const [oldest] = comparisons
  if (oldest === undefined) throw new Error('nothing was compared')
  const grown = findGrown({ tables, classes, older: lists, comparison: oldest })
  for (const { ids, sizes, classes: listed } of lists) release([ids, sizes, listed])
  const distances = findDistances(tables, pairs, 'paths')
  const dominators = findDominators(graphOf(tables))
  const retained = sumRetainedSizes(tables, dominators)
  return {
    tables,
    classes,
    names: createNames(tables),
    detached,
    distances,
    duplicates: [],
    older: lists,
    comparisons,
    retained,
    byClass: retainedByClass(dominators, tables, classes, retained),
    ordinals: dominatorOrdinals(dominators, tables),
    grown,
  }
}

type Pair = { readonly list: NodeList; readonly tables: Tables; readonly classes: Classes }
type Compare = (pair: Pair, names: { a: string; b: string }) => Comparison

function compareByIds(
  { list, tables, classes }: Pair,
  names: { a: string; b: string },
): Comparison {
  const comparison = compareNodes(list, tables, classes)
  checkOrder(comparison, names)
  return comparison
}

function compareSameProcess({ list, tables, classes }: Pair): Comparison {
  const comparison = compareNodes(list, tables, classes)
  return idsAgree(comparison) ? comparison : compareClasses(list, tables, classes)
}

function answerOf(analysis: Analysis & { readonly grown: Grown }): GrowthAnswer {
  const { tables, names, distances, retained, ordinals, older, comparisons, grown } = analysis
  const [first] = older
  const [comparison] = comparisons
  if (first === undefined || comparison === undefined) throw new Error('nothing was compared')
  const holding = { tables, names, parents: distances.parents, retained, dominators: ordinals }
  const document = diffDocument({ tables, older: first, comparison, analysis }, undefined)
  const found = findSuspects(holding, grown)
  return {
    snapshots: [...older.map(({ nodes, edges, bytes }) => ({ nodes, edges, bytes })), document.b],
    classes: document.classes,
    ...suspectsDocument(found, names),
  }
}

function explainGrowth(analysis: Analysis): HeapAnswer['retainers'] {
  const { tables, names, distances, retained, ordinals, classes, comparisons } = analysis
  const [comparison] = comparisons
  if (comparison === undefined) throw new Error('nothing was compared')
  const holding = { tables, names, parents: distances.parents, retained, dominators: ordinals }
  const grown = comparison.changes
    .filter(({ key, added, removed }) => added > removed && !isSystemClass(key))
    .toSorted((a, b) => b.addedBytes - b.removedBytes - (a.addedBytes - a.removedBytes))
    .slice(0, CLASSES_EXPLAINED)
  return grown.map(({ key }) => {
    const nodes = newNodes(tables, classes, { text: keyText(key), added: comparison.added })
    const sample = pickInstances(nodes, (node) => retained[node] ?? 0)
    return {
      class: key.name,
      ...placeOf(key, names),
      objects: nodes.length,
      sampled: sample.length,
      paths: groupPaths(holding, sample).slice(0, PATHS_EXPLAINED),
    }
  })
}

function newNodes(
  tables: Tables,
  classes: Classes,
  { text, added }: { text: string; added: Comparison['added'] },
): Uint32Array {
  const wanted = classes.keys.findIndex((key) => keyText(key) === text)
  const found: number[] = []
  for (let node = 0; node < tables.nodeCount; node += 1)
    if (classes.of[node] === wanted && hasBit(added, node)) found.push(node)
  return Uint32Array.from(found)
}
