import { type Button, itemText, type Part, type Post, spansText } from '../core/post.ts'
import { printable, type Stream, styled } from './output.ts'
import { renderChart } from './render-chart.ts'
import { renderTable } from './render-table.ts'
import { cutEnd, padTo } from './width.ts'
import { wrapText } from './wrap.ts'

/** A thread for a person at a terminal, or for a file: the same words as in Slack. */
export function renderPosts(posts: readonly Post[], stream: Stream): string {
  return posts.map((post) => renderPost(post, stream)).join('\n')
}

export function renderPost(post: Post, stream: Stream): string {
  return post.parts.map((part) => renderPart(part, stream)).join('')
}

function renderPart(part: Part, stream: Stream): string {
  switch (part.kind) {
    case 'heading':
      return `${styled(stream, 'bold', wrap(part.text, stream))}\n`
    case 'text': {
      const text = wrap(part.text, stream)
      return `${part.strong === true ? styled(stream, 'bold', text) : text}\n`
    }
    case 'small':
      return `${styled(stream, 'dim', wrap(part.text, stream))}\n`
    case 'line':
      return `${styled(stream, 'dim', wrap(spansText(part.spans), stream))}\n`
    case 'list':
      return part.items.map((item) => `${wrap(itemText(item), stream, '  - ')}\n`).join('')
    // Never wrapped: it is there to be copied.
    case 'code':
      return printable(part.text)
        .split('\n')
        .map((line) => `    ${line}\n`)
        .join('')
    case 'table':
      return renderTable(part, stream)
    case 'progress':
      return part.steps.map((step) => `${progressLine(step, stream)}\n`).join('')
    case 'chart':
      return renderChart(part.chart, stream)
    case 'actions':
      return part.buttons.map((button) => actionLine(button, stream)).join('')
  }
}

/** What to type instead of a button. Never wrapped: it is there to be copied. */
function actionLine({ label, command }: Button, stream: Stream): string {
  if (command === undefined) return ''
  return `${styled(stream, 'dim', `${printable(label)}:`)} ${printable(command)}\n`
}

type ProgressStep = Extract<Part, { kind: 'progress' }>['steps'][number]

const MARKS = {
  pending: ['dim', '[ ]'],
  running: ['yellow', '[~]'],
  done: ['green', '[x]'],
  skipped: ['dim', '[-]'],
  failed: ['red', '[!]'],
} as const

/** Columns of a step's name, and of the text beside it at least. */
const NAME = 10
const LEAST_TEXT = 10

/** A step with its mark, its name and a word on it, on one line that fits the screen. */
export function progressLine(step: ProgressStep, stream: Stream): string {
  const [style, mark] = MARKS[step.state]
  const took = step.took === undefined ? '' : ` (${step.took})`
  const text = printable(`${step.text}${took}`).replaceAll('\n', ' ')
  const room = stream.columns === null ? Infinity : Math.max(LEAST_TEXT, stream.columns - NAME - 6)
  return `${styled(stream, style, mark)} ${padTo(step.name, NAME)} ${cutEnd(text, room)}`
}

function wrap(text: string, stream: Stream, prefix = ''): string {
  return wrapText(printable(text), stream.columns, prefix)
}
