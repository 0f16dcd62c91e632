import { formatBytes } from '../../core/bytes.ts'
import { type ClassKey, keyText } from '../../heap/classes.ts'
import type { Comparison, NodeList } from '../../heap/compare.ts'
import { type Tables, sizeOf } from '../../heap/tables.ts'
import type { Names } from '../../heap/node-names.ts'
import type { Analysis } from './analyse-files.ts'
import type { Stream } from '../output.ts'
import { renderTable } from '../render-table.ts'

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
  found: { tables: Tables; older: NodeList; comparison: Comparison; analysis?: Analysis },
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

/** Rows on a screen where nobody says how many. */
const SHOWN = 30

export function diffText(document: DiffDocument, stdout: Stream): string {
  const { a, b } = document
  // Native objects that V8 numbers anew each time come and go in equal numbers: they say nothing.
  const rows = document.classes.filter((row) => row.added !== row.removed || row.deltaBytes !== 0)
  const shown = rows.slice(0, SHOWN)
  const table = renderTable(
    {
      kind: 'table',
      caption: `${formatBytes(a.bytes)} in ${a.nodes} nodes, then ${formatBytes(b.bytes)} in ${b.nodes} (${signed(b.bytes - a.bytes)})`,
      columns: [
        { title: 'class', align: 'left' },
        { title: 'new', align: 'right' },
        { title: 'gone', align: 'right' },
        { title: 'new size', align: 'right' },
        { title: 'gone size', align: 'right' },
        { title: 'delta', align: 'right' },
        { title: 'retained', align: 'right' },
      ],
      rows: shown.map((row) => [
        className(row),
        String(row.added),
        String(row.removed),
        formatBytes(row.addedBytes),
        formatBytes(row.removedBytes),
        signed(row.deltaBytes),
        row.retainedBytes === null ? '-' : formatBytes(row.retainedBytes),
      ]),
    },
    stdout,
  )
  const hidden = document.classes.length - shown.length
  return hidden === 0
    ? table
    : `${table}\n${hidden} more classes changed little; --format json has them all.\n`
}

export function className(row: { class: string; script?: string; line?: number }): string {
  const name = row.class === '' ? '(no name)' : row.class
  return row.script === undefined ? name : `${name} ${fileName(row.script)}:${row.line}`
}

/** The last part of a path or URL. */
export function fileName(script: string): string {
  return script.slice(Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1)
}

function signed(bytes: number): string {
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes)
}
