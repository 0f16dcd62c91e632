import type { KnownBlock } from '@slack/types'
import type { Chart } from '../core/chart.ts'
import { chartRows } from '../words/chart-words.ts'
import { itemText, type Part, type Post } from '../core/post.ts'
import { plural, type Said, say } from '../core/say.ts'
import { buttonBlock } from './buttons.ts'
import {
  BLOCK_CHARACTERS,
  BLOCKS,
  HEADER_CHARACTERS,
  ITEM_CHARACTERS,
  MESSAGE_WEIGHT,
  TEXT_CHARACTERS,
} from './limits.ts'
import { progressLine } from './progress-line.ts'
import {
  bullets,
  lineBlock,
  lineSection,
  type Links,
  paragraph,
  preformatted,
  section,
  small,
} from './rich-text.ts'
import { tableBlock, tableLines, tableOf } from './table.ts'
import { cleanText, escapeMrkdwn, oneLine, shorten, takeText, weightOf } from './text.ts'
import { type Put, wordsIn } from './words.ts'

export type Message = { readonly text: string; readonly blocks: KnownBlock[] }

export type MessageStyle = {
  /** Slack's own table block, or monospaced lines where it is refused. */
  readonly tables: 'block' | 'code'
  /** What the blocks may weigh together. */
  readonly weight: number
  /** Where messages of the thread are that the post leads to; absent: nowhere. */
  readonly links?: Links
}

/** What is still free in the message that is being put together. */
type Room = {
  blocks: number
  weight: number
  tables: 'block' | 'code'
  readonly put: Put
  readonly links: Links
}

/** A block and what it weighs. */
type Piece = { readonly block: KnownBlock; readonly weight: number }

/** A part is not begun in less room than this: a stump of it would tell nobody anything. */
const LEAST_WEIGHT = 400

/** Kept free for the note that something is missing. */
const NOTE_WEIGHT = 250

/**
 * A post as one Slack message. What does not fit is cut, and the message says how much is missing. The
 * top-level text is what notifications and screen readers get.
 */
export function toMessage(
  post: Post,
  style: MessageStyle = { tables: 'block', weight: MESSAGE_WEIGHT },
): Message {
  const buttons = buttonPieces(post, style.weight)
  const room: Room = {
    blocks: BLOCKS - 1 - buttons.size,
    weight:
      style.weight -
      NOTE_WEIGHT -
      [...buttons.values()].reduce((sum, { weight }) => sum + weight, 0),
    tables: style.tables,
    put: wordsIn(post.language ?? 'en'),
    links: style.links ?? new Map(),
  }
  const blocks: KnownBlock[] = []
  let left = 0
  for (const part of post.parts) {
    const reserved = buttons.get(part)
    if (reserved !== undefined) blocks.push(reserved.block)
    else if (part.kind === 'actions' || room.blocks < 3 || room.weight < LEAST_WEIGHT) left += 1
    else
      for (const rendered of renderPart(part, room)) {
        blocks.push(rendered.block)
        room.blocks -= 1
        room.weight -= rendered.weight
      }
  }
  if (left > 0)
    blocks.push(
      small(
        room.put(
          plural(
            left,
            say`… ${left} more part of this post does not fit into a Slack message`,
            say`… ${left} more parts of this post do not fit into a Slack message`,
          ),
        ),
      ),
    )
  const text = escapeMrkdwn(shorten(oneLine(post.text), TEXT_CHARACTERS)) || 'memdiag'
  return {
    text,
    blocks:
      blocks.length > 0
        ? blocks
        : [paragraph(shorten(oneLine(post.text), TEXT_CHARACTERS) || 'memdiag')],
  }
}

type Actions = Extract<Part, { kind: 'actions' }>

/** Buttons get their room first: what a person is to decide must not be what a long output pushes out. */
function buttonPieces(post: Post, weight: number): ReadonlyMap<Part, Piece> {
  const pieces = new Map<Part, Piece>()
  let left = weight / 2
  for (const part of post.parts) {
    if (part.kind !== 'actions' || pieces.size >= BLOCKS / 2) continue
    const made = piece(buttonBlock(part.buttons))
    left -= made.weight
    if (left >= 0) pieces.set(part, made)
  }
  return pieces
}

function renderPart(part: Exclude<Part, Actions>, room: Room): Piece[] {
  switch (part.kind) {
    case 'heading': {
      const text = shorten(oneLine(part.text), HEADER_CHARACTERS)
      return text === ''
        ? []
        : [piece({ type: 'header', text: { type: 'plain_text', text, emoji: false } })]
    }
    case 'text':
      return renderText(
        cleanText(part.text).trim(),
        (text) => paragraph(text, part.strong === true),
        room,
      )
    case 'small':
      return renderText(cleanText(part.text).trim(), small, room)
    case 'code':
      return renderText(cleanText(part.text).replace(/\s+$/, ''), preformatted, room)
    case 'line':
      return [piece(lineBlock(part.spans, room.links))]
    case 'list':
      return renderList(part.items, room)
    case 'progress':
      return renderText(
        part.steps.map((step) => progressLine(step, room.put)).join('\n'),
        paragraph,
        room,
      )
    case 'table':
      return renderTable(part, room)
    case 'chart':
      return renderTable(chartTable(part.chart, room.put), room)
  }
}

/** The figures of a chart, where no picture can be had. */
function chartTable(chart: Chart, put: Put): Extract<Part, { kind: 'table' }> {
  return {
    kind: 'table',
    caption: chart.title,
    columns: [
      { title: put(say`what`), align: 'left' },
      { title: put(say`value`), align: 'right' },
    ],
    rows: chartRows(chart).map((row) => [...row]),
  }
}

/** A text in as many blocks as it takes, or as there is room for. */
function renderText(text: string, toBlock: (text: string) => KnownBlock, room: Room): Piece[] {
  const pieces: Piece[] = []
  const container = JSON.stringify(toBlock('')).length + 1
  let rest = text
  let weight = room.weight - NOTE_WEIGHT
  while (rest !== '' && pieces.length < room.blocks - 1 && weight > container) {
    const { head, rest: after } = takeText(rest, weight - container, BLOCK_CHARACTERS)
    if (head === '') break
    rest = after
    // A block of nothing but blanks is refused.
    if (head.trim() === '') continue
    const next = piece(toBlock(head.replace(/\n$/, '')))
    pieces.push(next)
    weight -= next.weight
  }
  if (rest.trim() !== '')
    pieces.push(notShown(room, say`… ${rest.length} more characters not shown`))
  return pieces
}

/** Bullets, each on its own; items that do not fit are counted. */
function renderList(items: readonly Item[], room: Room): Piece[] {
  const lists: { sections: ReturnType<typeof section>[]; characters: number }[] = []
  const shown = items.filter((item) => cleanText(itemText(item)).trim() !== '')
  let weight = room.weight - NOTE_WEIGHT
  let hidden = shown.length
  for (const item of shown) {
    const entry = sectionOf(item, room.links)
    const length = Math.min(itemText(item).length, ITEM_CHARACTERS)
    weight -= JSON.stringify(entry).length + 1
    let list = lists.at(-1)
    if (list === undefined || list.characters + length > BLOCK_CHARACTERS) {
      if (lists.length === room.blocks - 1) break
      list = { sections: [], characters: 0 }
      weight -= JSON.stringify(bullets([])).length + 1
      if (weight >= 0) lists.push(list)
    }
    if (weight < 0) break
    list.sections.push(entry)
    list.characters += length
    hidden -= 1
  }
  const pieces = lists.map((list) => piece(bullets(list.sections)))
  if (hidden > 0)
    pieces.push(
      notShown(
        room,
        plural(hidden, say`… ${hidden} more item not shown`, say`… ${hidden} more items not shown`),
      ),
    )
  return pieces
}

type Item = Extract<Part, { kind: 'list' }>['items'][number]

function sectionOf(item: Item, links: Links) {
  if (typeof item !== 'string') return lineSection(item, links)
  return section(shorten(cleanText(item).trim(), ITEM_CHARACTERS))
}

function renderTable(part: Extract<Part, { kind: 'table' }>, room: Room): Piece[] {
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
    ...renderLines(tableLines(table), { ...room, weight, blocks: room.blocks - 1 }),
  ]
}

/** Cells count by their text; this is the rest of the block. */
const TABLE_CONTAINER_WEIGHT = 100

/** Monospaced lines, whole ones only; the first repeats as the head of each further block. */
function renderLines(lines: readonly string[], room: Room): Piece[] {
  const [head = '', ...rows] = lines
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
      const longer = `${text}\n${shorten(rows[next] ?? '', WIDEST_LINE)}`
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

function notShown({ put }: Room, said: Said): Piece {
  return piece(small(put(said)))
}

function piece(block: KnownBlock): Piece {
  return { block, weight: JSON.stringify(block).length + 1 }
}
