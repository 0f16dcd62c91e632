import type { Part } from '../core/post.ts'
import { plural, say } from '../core/say.ts'
import { BLOCK_CHARACTERS, HEADER_CHARACTERS } from './limits.ts'
import { paragraph, preformatted } from './rich-text.ts'
import { NOTE_WEIGHT, notShown, type Piece, piece, type Room } from './room.ts'
import { tableBlock, tableOf, tableText } from './table.ts'
import { shorten, weightOf } from './text.ts'

/** A table as Slack's own block, or as monospaced lines where it is refused or the message has one already. */
export function renderTable(part: Extract<Part, { kind: 'table' }>, room: Room): Piece[] {
  const table = tableOf(part)
  const caption =
    table.caption === '' ? [] : [piece(paragraph(shorten(table.caption, HEADER_CHARACTERS), true))]
  const weight = room.weight - NOTE_WEIGHT - caption.reduce((sum, each) => sum + each.weight, 0)
  const built = room.tables === 'block' ? tableBlock(table, weight - TABLE_CONTAINER_WEIGHT) : null
  if (built !== null) {
    // Slack allows one table in a message.
    room.tables = 'code'
    const block = { block: built.block, weight: built.characters + TABLE_CONTAINER_WEIGHT }
    return [...caption, block, ...hiddenRows(room, built.hidden)]
  }
  return [
    ...caption,
    ...renderLines(tableText(table), { ...room, weight, blocks: room.blocks - 1 }),
  ]
}

/** Cells count by their text; this is the rest of the block. */
const TABLE_CONTAINER_WEIGHT = 100

/** Monospaced rows, whole ones only; the head, where there is one, stands in each further block again. */
function renderLines({ head, rows }: ReturnType<typeof tableText>, room: Room): Piece[] {
  const container = JSON.stringify(preformatted('')).length + 1
  const pieces: Piece[] = []
  const fits = (text: string, weight: number) =>
    text.length <= BLOCK_CHARACTERS && weightOf(text) + container <= weight
  let weight = room.weight - NOTE_WEIGHT
  let next = 0
  while (pieces.length < room.blocks - 2) {
    let text = shorten(head, WIDEST_LINE)
    const before = next
    for (; next < rows.length; next += 1) {
      const longer = [text, shorten(rows[next] ?? '', WIDEST_LINE)].filter(Boolean).join('\n')
      if (!fits(longer, weight)) break
      text = longer
    }
    if (!fits(text, weight) || (next === before && rows.length > 0)) break
    const made = piece(preformatted(text))
    pieces.push(made)
    weight -= made.weight
    if (next >= rows.length) break
  }
  return [...pieces, ...hiddenRows(room, rows.length - next)]
}

/** A line of a monospaced table: beyond it nobody reads, and two of them must fit into a block. */
const WIDEST_LINE = 400

function hiddenRows(room: Room, count: number): Piece[] {
  const said = plural(
    count,
    say`… ${count} more row not shown`,
    say`… ${count} more rows not shown`,
  )
  return count > 0 ? [notShown(room, said)] : []
}
