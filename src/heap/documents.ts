import type { Analysis } from './analysis.ts'
import { type ClassKey, keyText } from './classes.ts'
import type { Comparison } from './compare.ts'
import type { Names } from './node-names.ts'
import type { PathGroup } from './retainers.ts'
import type { Suspect } from './suspects.ts'
import { type Tables, sizeOf } from './tables.ts'

/** A class of the comparison, every number in bytes. `script` and `line` tell constructors of one name apart. */
export type DiffRow = {
  readonly class: string
  readonly added: number
  readonly removed: number
  readonly addedBytes: number
  readonly removedBytes: number
  readonly deltaBytes: number
  /** Of all objects of the class in B; null where the graph was left out. */
  readonly retainedBytes: number | null
  readonly script?: string
  readonly line?: number
}

export type Totals = { readonly nodes: number; readonly edges: number; readonly bytes: number }
export type DiffDocument = {
  readonly a: Totals
  readonly b: Totals
  readonly classes: readonly DiffRow[]
}

/** The document of `heap diff`: every class that changed, the one that grew most first. */
export function diffDocument(
  found: { tables: Tables; older: Totals; comparison: Comparison; analysis?: Analysis },
  top: number | undefined,
): DiffDocument {
  const { tables, older, comparison, analysis } = found
  const indexes = new Map(analysis?.classes.keys.map((key, at) => [keyText(key), at]))
  const retainedOf = (key: ClassKey): number | null => {
    if (analysis === undefined) return null
    const at = indexes.get(keyText(key))
    return at === undefined ? 0 : (analysis.byClass[at] ?? 0)
  }
  const rows = comparison.changes
    .map(({ key, added, removed, addedBytes, removedBytes }) => ({
      class: key.name,
      added,
      removed,
      addedBytes,
      removedBytes,
      deltaBytes: addedBytes - removedBytes,
      retainedBytes: retainedOf(key),
      ...placeOf(key, analysis?.names),
    }))
    .toSorted((x, y) => y.deltaBytes - x.deltaBytes || y.addedBytes - x.addedBytes)
  return {
    a: { nodes: older.nodes, edges: older.edges, bytes: older.bytes },
    b: totalsOf(tables),
    classes: rows.slice(0, top),
  }
}

export function totalsOf(tables: Tables): Totals {
  let bytes = tables.header.extraNativeBytes
  for (let node = 0; node < tables.nodeCount; node += 1) bytes += sizeOf(tables, node)
  return { nodes: tables.nodeCount, edges: tables.header.edgeCount, bytes }
}

/** Where a class is defined, for a person: the file if the snapshot names it, and the line from 1. */
export function placeOf(
  { place }: ClassKey,
  names: Names | undefined,
): { script?: string; line?: number } {
  if (place === undefined) return {}
  return { script: names?.script(place.script) ?? `script ${place.script}`, line: place.line + 1 }
}

export type RetainersDocument = {
  readonly objects: number
  readonly sampled: number
  readonly paths: readonly PathGroup[]
}

export type SuspectsDocument = {
  readonly suspects: readonly (Omit<Suspect, 'key'> & {
    readonly class: string
    readonly script?: string
    readonly line?: number
  })[]
}

export function suspectsDocument(suspects: readonly Suspect[], names: Names): SuspectsDocument {
  return {
    suspects: suspects.map(({ key, ...rest }) => ({
      class: key.name,
      ...placeOf(key, names),
      ...rest,
    })),
  }
}
