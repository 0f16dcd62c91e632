import type { KnownBlock } from '@slack/types'
import type { Chart } from '../core/chart.ts'
import { chartRows } from '../words/chart-words.ts'
import { itemText, type Part, type Post } from '../core/post.ts'
import { plural, say } from '../core/say.ts'
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
import { NOTE_WEIGHT, notShown, type Piece, piece, type Room } from './room.ts'
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
import { renderTable } from './table-blocks.ts'
import { cleanText, escapeMrkdwn, oneLine, shorten, takeText } from './text.ts'
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

/** A part is not begun in less room than this: a stump of it would tell nobody anything. */
const LEAST_WEIGHT = 400

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
