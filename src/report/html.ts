import type { Element, ElementContent, Root } from 'hast'
import { toHtml } from 'hast-util-to-html'
import { h } from 'hastscript'
import type { Block, Cited, Column, Postmortem } from './blocks.ts'
import { drawChart } from './draw-chart.ts'
import { STYLE } from './html-style.ts'
import { stretches, visible } from './inline.ts'

/** Nothing may be loaded or run: the page is its own, whatever a host wrote into it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

/** A postmortem as one HTML page that needs nothing else, made to be read and to be printed. */
export function toHtmlText(report: Postmortem): string {
  const head = h('head', [
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('title', visible(report.title)),
    h('style', STYLE),
  ])
  const body = h('body', [
    h('header', [
      h('h1', inline(report.title)),
      ...(report.notice === null ? [] : [h('p.notice', { role: 'note' }, inline(report.notice))]),
      h(
        'dl',
        report.facts.map(([name, value]) =>
          h('div', [h('dt', inline(name)), h('dd', inline(value))]),
        ),
      ),
    ]),
    h(
      'nav',
      h(
        'ol',
        report.sections.map(({ id, title }) => h('li', h('a', { href: `#${id}` }, inline(title)))),
      ),
    ),
    h(
      'main',
      report.sections.map(({ id, title, blocks }) =>
        h('section', { id }, [h('h2', inline(title)), ...blocks.map((block) => elementOf(block))]),
      ),
    ),
  ])
  const page: Root = {
    type: 'root',
    children: [
      { type: 'doctype' },
      h('html', { lang: report.language === 'zh' ? 'zh-CN' : 'en' }, [head, body]),
    ],
  }
  return `${toHtml(page)}\n`
}

function elementOf(block: Block): Element {
  switch (block.kind) {
    case 'text':
      return h('p', cited(block))
    case 'small':
      return h('p.small', inline(block.text))
    case 'label':
      return h('h3', inline(block.text))
    case 'list':
      return h(
        'ul',
        block.items.map((item) => h('li', cited(item))),
      )
    case 'code':
      return h('pre', h('code', visible(block.text)))
    case 'table':
      return table(block)
    case 'chart':
      return h('figure', drawChart(block.chart))
    case 'quote':
      return quote(block)
    case 'entries':
      return h(
        'ul.entries',
        block.items.map((item) =>
          h('li', { id: anchor(item.id) }, [h('code', visible(item.id)), h('br'), ...cited(item)]),
        ),
      )
    case 'folded':
      return h('details', { id: block.id === undefined ? null : anchor(block.id) }, [
        h('summary', inline(block.title)),
        ...block.blocks.map((each) => elementOf(each)),
      ])
  }
}

function table({ caption, columns, rows }: Extract<Block, { kind: 'table' }>): Element {
  const cell = (content: string | Cited, index: number) =>
    h(
      'td',
      { className: classOf(columns[index]) },
      typeof content === 'string' ? inline(content) : cited(content),
    )
  return h('div.table', [
    h('table', [
      ...(caption === undefined ? [] : [h('caption', inline(caption))]),
      h(
        'thead',
        h(
          'tr',
          columns.map((column) =>
            h('th', { scope: 'col', className: classOf(column) }, inline(column.title)),
          ),
        ),
      ),
      h(
        'tbody',
        rows.map((row) => h('tr', row.map(cell))),
      ),
    ]),
  ])
}

function classOf(column: Column | undefined): string[] {
  return [
    ...(column?.align === 'right' ? ['right'] : []),
    ...(column?.whole === true ? ['whole'] : []),
  ]
}

function quote({ text, from, link }: Extract<Block, { kind: 'quote' }>): Element {
  const source = inline(`— ${from}`)
  return h('blockquote', [
    h('p', inline(text)),
    h('footer', link === undefined ? source : [h('a', { href: link }, source)]),
  ])
}

function cited({ text, cites = [] }: Cited): ElementContent[] {
  const links = cites.flatMap((id): ElementContent[] => [
    { type: 'text', value: ' ' },
    h('a.cite', { href: `#${anchor(id)}` }, visible(id)),
  ])
  return [...inline(text), ...links]
}

function inline(text: string): ElementContent[] {
  return stretches(text).map((each) =>
    each.code ? h('code', each.text) : { type: 'text', value: each.text },
  )
}

/** Ids of findings and evidence hold node names, which may hold anything. */
function anchor(id: string): string {
  return `id-${encodeURIComponent(visible(id)).replaceAll('%', '_')}`
}
