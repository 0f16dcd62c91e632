import type { Part } from '../core/post.ts'
import { printable, type Stream, styled } from './output.ts'

type Table = Extract<Part, { kind: 'table' }>

/** Between two columns. */
const GAP = '  '

/** The least a column is squeezed to: any narrower and it tells nothing. */
const LEAST = 8

/** A table with its caption; on a screen its columns of words give way until it fits, and what was cut has a `...`. */
export function renderTable(table: Table, stream: Stream): string {
  const rows = table.rows.map((row) => row.map(oneLine))
  const titles = table.columns.map((column) => oneLine(column.title))
  const natural = titles.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  )
  const widths = stream.columns === null ? natural : squeeze(table, natural, stream.columns - 2)
  const line = (cells: readonly string[]) =>
    `  ${widths
      .map((width, index) =>
        align(cells[index] ?? '', width, table.columns[index]?.align ?? 'left'),
      )
      .join(GAP)
      .trimEnd()}\n`
  return [
    `${printable(table.caption)}\n`,
    styled(stream, 'dim', line(titles).trimEnd()),
    '\n',
    ...rows.map(line),
  ].join('')
}

function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ')
}

function align(text: string, width: number, side: 'left' | 'right'): string {
  const shown = text.length > width ? shorten(text, width) : text
  return side === 'right' ? shown.padStart(width) : shown.padEnd(width)
}

/** Beginning and end stay: a path tells by its beginning, a command or a title by its end. */
function shorten(text: string, width: number): string {
  const kept = Math.max(0, width - 3)
  const head = Math.ceil(kept / 2)
  return `${text.slice(0, head)}...${text.slice(text.length - (kept - head))}`
}

/** Takes the room that is missing from the widest column of words: half a figure would be a wrong one. */
function squeeze(table: Table, natural: readonly number[], room: number): number[] {
  const widths = [...natural]
  const used = () =>
    widths.reduce((total, width) => total + width, 0) + GAP.length * (widths.length - 1)
  const isWords = (index: number) => table.columns[index]?.align === 'left'
  while (used() > room) {
    const widest = Math.max(...widths.filter((_, index) => isWords(index)))
    if (widest <= LEAST) break
    const index = widths.findIndex((width, each) => isWords(each) && width === widest)
    widths[index] = widest - 1
  }
  return widths
}
