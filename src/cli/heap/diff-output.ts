import { formatBytes } from '../../core/bytes.ts'
import { plural, say, type Wording } from '../../core/say.ts'
import type { DiffDocument } from '../../heap/documents.ts'
import type { Stream } from '../output.ts'
import { renderTable } from '../render-table.ts'

/** Where people read it, and how words are put into their language. */
export type Screen = { readonly stdout: Stream; readonly put: (words: Wording) => string }

/** Rows on a screen where nobody says how many. */
const SHOWN = 30

export function diffText(document: DiffDocument, { stdout, put }: Screen): string {
  const { a, b } = document
  if (document.classes.length === 0)
    return `${put(say`Nothing came or went: ${formatBytes(b.bytes)} in ${b.nodes} nodes in both.`)}\n`
  // Native objects that V8 numbers anew each time come and go in equal numbers: they say nothing.
  const rows = document.classes.filter((row) => row.added !== row.removed || row.deltaBytes !== 0)
  const shown = rows.slice(0, SHOWN)
  const table = renderTable(
    {
      kind: 'table',
      caption: put(
        say`${formatBytes(a.bytes)} in ${a.nodes} nodes, then ${formatBytes(b.bytes)} in ${b.nodes} (${signed(b.bytes - a.bytes)})`,
      ),
      columns: columns([
        put(say`class`),
        put(say`new`),
        put(say`gone`),
        put(say`new size`),
        put(say`gone size`),
        put(say`delta`),
        put(say`retained`),
      ]),
      rows: shown.map((row) => [
        className(row, put),
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
  if (hidden === 0) return table
  const more = plural(
    hidden,
    say`1 more class changed little; --format json has them all.`,
    say`${hidden} more classes changed little; --format json has them all.`,
  )
  return `${table}\n${put(more)}\n`
}

/** Words to the left, figures to the right. */
export function columns(titles: readonly string[]): { title: string; align: 'left' | 'right' }[] {
  return titles.map((title, at) => ({ title, align: at === 0 ? 'left' : 'right' }))
}

export function className(
  row: { class: string; script?: string; line?: number },
  put: Screen['put'],
): string {
  const name = row.class === '' ? put(say`(no name)`) : row.class
  return row.script === undefined ? name : `${name} ${fileName(row.script)}:${row.line}`
}

/** The last part of a path or URL. */
export function fileName(script: string): string {
  return script.slice(Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1)
}

function signed(bytes: number): string {
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes)
}
