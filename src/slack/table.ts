import type { TableBlock } from '@slack/types'
import stringWidth from 'string-width'
import type { Part } from '../core/post.ts'
import { CODE_COLUMNS, TABLE_CHARACTERS, TABLE_COLUMNS, TABLE_ROWS } from './limits.ts'
import { oneLine } from './text.ts'

type TablePart = Extract<Part, { kind: 'table' }>

export type Table = {
  readonly caption: string
  readonly aligns: readonly ('left' | 'right')[]
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A table with clean cells, every row as wide as the widest. Slack refuses an empty cell: it is shown as `–`. */
export function tableOf(part: TablePart): Table {
  const width = part.rows.reduce((widest, row) => Math.max(widest, row.length), part.columns.length)
  const columns = Array.from({ length: width }, (_, index) => index)
  return {
    caption: oneLine(part.caption),
    aligns: columns.map((index) => part.columns[index]?.align ?? 'left'),
    header: columns.map((index) => cell(part.columns[index]?.title)),
    rows: part.rows.map((row) => columns.map((index) => cell(row[index]))),
  }
}

/** Slack's own table with the rows that fit, or null where it cannot hold the table at all. */
export function tableBlock(
  table: Table,
  characters: number,
): { readonly block: TableBlock; readonly characters: number; readonly hidden: number } | null {
  if (table.header.length > TABLE_COLUMNS) return null
  const most = Math.min(characters, TABLE_CHARACTERS)
  let used = rowCharacters(table.header)
  const shown: (readonly string[])[] = []
  for (const row of table.rows.slice(0, TABLE_ROWS - 1)) {
    const more = rowCharacters(row)
    if (used + more > most) break
    used += more
    shown.push(row)
  }
  if (used > most || (shown.length === 0 && table.rows.length > 0)) return null
  const block: TableBlock = {
    type: 'table',
    column_settings: table.aligns.map((align) => ({ align })),
    rows: [table.header, ...shown].map((row) =>
      row.map((text) => ({ type: 'raw_text' as const, text })),
    ),
  }
  return { block, characters: used, hidden: table.rows.length - shown.length }
}

/** The same for a block of code, where lines of more columns break: then a row is some lines, what it is of first. */
export function tableText(table: Table): {
  readonly head: string
  readonly rows: readonly string[]
} {
  const [head = '', ...rows] = tableLines(table)
  const fits = [head, ...rows].every((line) => stringWidth(line) <= CODE_COLUMNS)
  if (fits || rows.length === 0) return { head, rows }
  return { head: '', rows: table.rows.map((row) => recordText(table, row)) }
}

/** `web-2`, and below it ` workers: 48 · manager: pm2`. */
function recordText({ header }: Table, [first = '', ...rest]: readonly string[]): string {
  const figures = rest.map((text, column) => `${header[column + 1] ?? ''}: ${text}`)
  return `${first}\n  ${figures.join(' · ')}`
}

/** The same as monospaced lines, the header first. A wide character (Chinese, emoji) takes two columns. */
export function tableLines(table: Table): readonly string[] {
  const rows = [table.header, ...table.rows]
  const widths = table.header.map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, stringWidth(row[column] ?? '')), 0),
  )
  return rows.map((row) =>
    row
      .map((text, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - stringWidth(text))
        return table.aligns[column] === 'right' ? padding + text : text + padding
      })
      .join('  ')
      .trimEnd(),
  )
}

function cell(text: string | undefined): string {
  return oneLine(text ?? '') || '–'
}

function rowCharacters(row: readonly string[]): number {
  return row.reduce((sum, text) => sum + text.length, 0)
}
