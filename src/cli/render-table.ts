import type { Part } from '../core/post.ts'
import { printable, type Stream, styled } from './output.ts'
import { cutMiddle, padTo, widthOf } from './width.ts'
import { wrapLine, wrapText } from './wrap.ts'

type Table = Extract<Part, { kind: 'table' }>

/** A table with one line a cell, and what stands over its columns. */
type Cells = { readonly titles: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** Between two columns, and before the first. */
const GAP = '  '

/** The least a column is squeezed to: any narrower and it tells nothing. */
const LEAST = 12

/** The least room for a value beside its title. */
const LEAST_VALUE = 8

/** Lines that a cell may take: a row of more is no row any more. What is cut out then has a `...`. */
const CELL_LINES = 3

/**
 * A table with its caption. On a screen its columns of words give way until it fits; where it does not fit even so,
 * each row becomes a few lines of its own, title and value.
 */
export function renderTable(table: Table, stream: Stream): string {
  const caption = `${wrapText(printable(table.caption), stream.columns)}\n`
  const titles = table.columns.map(({ title }) => oneLine(title))
  const rows = table.rows.map((row) => titles.map((_, index) => oneLine(row[index] ?? '')))
  const natural = titles.map((title, index) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? ''))),
  )
  const room = stream.columns === null ? Infinity : stream.columns - GAP.length
  const widths = squeeze(table, natural, room)
  return widths === null
    ? caption + renderRecords({ titles, rows }, room, stream)
    : caption + renderRows(table, { titles, rows }, widths, stream)
}

function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ')
}

function renderRows(
  table: Table,
  { titles, rows }: Cells,
  widths: readonly number[],
  stream: Stream,
): string {
  const lines = (row: readonly string[]) => {
    const cells = widths.map((width, index) => cellLines(row[index] ?? '', width))
    const height = Math.max(...cells.map(({ length }) => length))
    return Array.from({ length: height }, (_, line) =>
      `${GAP}${widths
        .map((width, index) =>
          padTo(cells[index]?.[line] ?? '', width, table.columns[index]?.align ?? 'left'),
        )
        .join(GAP)}`.trimEnd(),
    )
  }
  return [
    ...lines(titles).map((line) => styled(stream, 'dim', line)),
    ...rows.flatMap(lines),
    '',
  ].join('\n')
}

function cellLines(text: string, width: number): string[] {
  const lines = wrapLine(text, width)
  if (lines.length <= CELL_LINES) return lines
  // Breaking at words leaves room unused: cut by so much that it fits all the same.
  for (let kept = width * CELL_LINES; kept > width; kept -= 1) {
    const cut = wrapLine(cutMiddle(text, kept), width)
    if (cut.length <= CELL_LINES) return cut
  }
  return [cutMiddle(text, width)]
}

/** Takes the room that is missing from the widest column of words: half a figure would be a wrong one. Null where it does not do. */
function squeeze(table: Table, natural: readonly number[], room: number): number[] | null {
  const widths = [...natural]
  const used = () =>
    widths.reduce((total, width) => total + width, 0) + GAP.length * (widths.length - 1)
  const isWords = (index: number) => table.columns[index]?.align === 'left'
  while (used() > room) {
    const widest = Math.max(...widths.filter((_, index) => isWords(index)))
    if (widest <= LEAST) return null
    const index = widths.findIndex((width, each) => isWords(each) && width === widest)
    widths[index] = widest - 1
  }
  return widths
}

/** Each row as lines of title and value, a blank line between two. Nothing is cut. */
function renderRecords({ titles, rows }: Cells, room: number, stream: Stream): string {
  const width = Math.min(Math.floor(room / 2), Math.max(...titles.map(widthOf)))
  const valueRoom = Math.max(LEAST_VALUE, room - width - GAP.length)
  const field = (title: string, value: string) => {
    const [names, values] = [wrapLine(title, width), wrapLine(value, valueRoom)]
    return Array.from({ length: Math.max(names.length, values.length) }, (_, line) => {
      const name = styled(stream, 'dim', padTo(names[line] ?? '', width))
      return `${GAP}${name}${GAP}${values[line] ?? ''}`.trimEnd()
    })
  }
  const records = rows.map((row) =>
    titles.flatMap((title, index) => field(title, row[index] ?? '')).join('\n'),
  )
  return records.length === 0 ? `${GAP}${titles.join(' ')}\n` : `${records.join('\n\n')}\n`
}
