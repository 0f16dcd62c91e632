import type { Blockquote, Paragraph, PhrasingContent, Root, RootContent, Table } from 'mdast'
import { gfmTableToMarkdown } from 'mdast-util-gfm-table'
import { toMarkdown } from 'mdast-util-to-markdown'
import stringWidth from 'string-width'
import { formatBytes } from '../core/bytes.ts'
import type { Chart } from '../core/chart.ts'
import type { Block, Cited, Postmortem } from './blocks.ts'
import { stretches, visible } from './inline.ts'
import { CANVAS_TABLE_CELLS } from './limits.ts'

/** A postmortem as GitHub-flavoured Markdown. Whatever a host or a person wrote is escaped. */
export function toMarkdownText(report: Postmortem): string {
  return written([heading(1, report.title), ...contents(report)])
}

/**
 * The same for a Slack canvas, which has its title beside its text, headings of three levels, and tables of at most
 * 300 cells: a longer one is continued in another (https://docs.slack.dev/surfaces/canvases).
 */
export function toCanvasMarkdown(report: Postmortem): string {
  return written(
    contents(report).flatMap((node): RootContent[] =>
      node.type === 'table' ? tables(node) : [node],
    ),
  )
}

function contents(report: Postmortem): RootContent[] {
  return [
    ...(report.notice === null ? [] : [noticeOf(report.notice)]),
    list(report.facts.map(([name, value]) => ({ text: `${name}: ${value}` }))),
    ...report.sections.flatMap((section) => [
      heading(2, section.title),
      ...section.blocks.flatMap((block) => nodesOf(block)),
    ]),
  ]
}

/** A table as tables that a canvas takes, each with the head. */
function tables(whole: Table): Table[] {
  const [head, ...rows] = whole.children
  const columns = Math.max(1, head?.children.length ?? 1)
  const most = Math.max(1, Math.floor(CANVAS_TABLE_CELLS / columns) - 1)
  if (head === undefined || rows.length <= most) return [whole]
  return Array.from({ length: Math.ceil(rows.length / most) }, (_, index) => ({
    ...whole,
    children: [head, ...rows.slice(index * most, (index + 1) * most)],
  }))
}

/** The Markdown of one section, for programs that build documents of their own. */
export function sectionMarkdown(blocks: readonly Block[]): string {
  return written(blocks.flatMap((block) => nodesOf(block)))
}

function written(children: RootContent[]): string {
  const root: Root = { type: 'root', children }
  return toMarkdown(root, { bullet: '-', rule: '-', extensions: [gfmTableToMarkdown()] })
}

function nodesOf(block: Block): RootContent[] {
  switch (block.kind) {
    case 'text':
      return [paragraph(block)]
    case 'small':
      return [
        { type: 'paragraph', children: [{ type: 'emphasis', children: phrases(block.text) }] },
      ]
    case 'label':
      return [{ type: 'paragraph', children: [{ type: 'strong', children: phrases(block.text) }] }]
    case 'list':
      return block.items.length === 0 ? [] : [list(block.items)]
    case 'code':
      return [{ type: 'code', value: visible(block.text) }]
    case 'table':
      return [
        ...(block.caption === undefined ? [] : [paragraph({ text: block.caption })]),
        table(block),
      ]
    case 'chart':
      return [chart(block.chart)]
    case 'quote':
      return [quote(block)]
    case 'entries':
      return [list(block.items.map((item) => ({ ...item, text: `\`${item.id}\` ${item.text}` })))]
    case 'folded':
      return [heading(3, block.title), ...block.blocks.flatMap(nodesOf)]
  }
}

function heading(depth: 1 | 2 | 3, text: string): RootContent {
  return { type: 'heading', depth, children: phrases(text) }
}

function paragraph({ text, cites = [] }: Cited): Paragraph {
  return { type: 'paragraph', children: [...phrases(text), ...citation(cites)] }
}

function noticeOf(text: string): Blockquote {
  return {
    type: 'blockquote',
    children: [{ type: 'paragraph', children: [{ type: 'strong', children: phrases(text) }] }],
  }
}

function list(items: readonly Cited[]): RootContent {
  return {
    type: 'list',
    spread: false,
    children: items.map((item) => ({
      type: 'listItem',
      spread: false,
      children: [paragraph(item)],
    })),
  }
}

function table(block: Extract<Block, { kind: 'table' }>): Table {
  return {
    type: 'table',
    align: block.columns.map((column) => column.align),
    children: [row(block.columns.map(({ title }) => title)), ...block.rows.map(row)],
  }
}

function row(cells: readonly (string | Cited)[]): Table['children'][number] {
  return {
    type: 'tableRow',
    children: cells.map((cell) => ({ type: 'tableCell', children: cellPhrases(cell) })),
  }
}

function cellPhrases(cell: string | Cited): PhrasingContent[] {
  if (typeof cell === 'string') return phrases(cell.replaceAll('\n', ' '))
  return [...phrases(cell.text.replaceAll('\n', ' ')), ...ids(cell.cites ?? [])]
}

/** Markdown has no charts: the figures stand there as bars of text. */
function chart(drawn: Chart): RootContent {
  return { type: 'code', value: visible(`${drawn.title}\n${chartLines(drawn).join('\n')}`) }
}

/** Characters of the longest bar. */
const BAR = 32

function chartLines(drawn: Chart): string[] {
  const rows =
    drawn.kind === 'bars'
      ? drawn.bars
      : drawn.series.flatMap(({ label, points }) =>
          points.map(({ at, value }) => ({ label: `${label} ${at}`, value })),
        )
  const all = [...rows, ...drawn.levels]
  const most = Math.max(1, ...all.map((each) => each.value))
  const width = Math.max(...all.map((each) => stringWidth(each.label)))
  const padded = (label: string) => label + ' '.repeat(width - stringWidth(label))
  const amount = (value: number) => (drawn.unit === 'bytes' ? formatBytes(value) : String(value))
  return [
    ...rows.map(({ label, value }) => {
      const bar = '█'.repeat(Math.round((Math.max(0, value) / most) * BAR)).padEnd(BAR)
      return `${padded(label)}  ${bar}  ${amount(value)}`
    }),
    ...drawn.levels.map(
      ({ label, value }) =>
        `${padded(label)}  ${`${'·'.repeat(Math.max(0, Math.round((value / most) * BAR) - 1))}|`.padEnd(BAR)}  ${amount(value)}`,
    ),
  ]
}

function quote(block: Extract<Block, { kind: 'quote' }>): Blockquote {
  const from: PhrasingContent[] = [{ type: 'text', value: `— ${visible(block.from)}` }]
  return {
    type: 'blockquote',
    children: [
      { type: 'paragraph', children: phrases(block.text) },
      {
        type: 'paragraph',
        children:
          block.link === undefined ? from : [{ type: 'link', url: block.link, children: from }],
      },
    ],
  }
}

function citation(cites: readonly string[]): PhrasingContent[] {
  if (cites.length === 0) return []
  return [{ type: 'text', value: ' (' }, ...ids(cites), { type: 'text', value: ')' }]
}

function ids(cites: readonly string[]): PhrasingContent[] {
  return cites.flatMap((id, index): PhrasingContent[] => [
    ...(index === 0 ? [] : [{ type: 'text' as const, value: ', ' }]),
    { type: 'inlineCode', value: visible(id) },
  ])
}

function phrases(text: string): PhrasingContent[] {
  return stretches(text).map((each) =>
    each.code ? { type: 'inlineCode', value: each.text } : { type: 'text', value: each.text },
  )
}
