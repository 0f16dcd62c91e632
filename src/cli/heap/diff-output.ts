import { formatBytes } from '../../core/bytes.ts'
import type { DiffDocument } from '../../heap/documents.ts'
import type { Stream } from '../output.ts'
import { renderTable } from '../render-table.ts'

/** Rows on a screen where nobody says how many. */
const SHOWN = 30

export function diffText(document: DiffDocument, stdout: Stream): string {
  const { a, b } = document
  if (document.classes.length === 0)
    return `Nothing came or went: ${formatBytes(b.bytes)} in ${b.nodes} nodes in both.\n`
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
