import { type Button, type Part, type Post, spansText } from '../core/post.ts'
import { printable, type Stream, styled } from './output.ts'
import { renderChart } from './render-chart.ts'
import { renderTable } from './render-table.ts'

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
      return `${styled(stream, 'bold', printable(part.text))}\n`
    case 'text': {
      const text = wrap(part.text, stream, '')
      return `${part.strong === true ? styled(stream, 'bold', text) : text}\n`
    }
    case 'small':
      return `${styled(stream, 'dim', wrap(part.text, stream, ''))}\n`
    case 'line':
      return `${styled(stream, 'dim', wrap(spansText(part.spans), stream, ''))}\n`
    case 'list':
      return part.items.map((item) => `${wrap(item, stream, '  - ')}\n`).join('')
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

/** A step with its mark, its name and a word on it, on one line that fits the screen. */
export function progressLine(step: ProgressStep, stream: Stream): string {
  const [style, mark] = MARKS[step.state]
  const took = step.took === undefined ? '' : ` (${step.took})`
  const text = printable(`${step.text}${took}`).replaceAll('\n', ' ')
  const room = stream.columns === null ? text.length : Math.max(10, stream.columns - 16)
  const shown = text.length > room ? `${text.slice(0, room - 3)}...` : text
  return `${styled(stream, style, mark)} ${step.name.padEnd(10)} ${shown}`
}

/** Breaks a text at spaces so that it fits the screen; what follows the first line is indented like it. */
function wrap(text: string, stream: Stream, prefix: string): string {
  const indent = ' '.repeat(prefix.length)
  const clean = printable(text)
  if (stream.columns === null) return `${prefix}${clean.replaceAll('\n', `\n${indent}`)}`
  const room = Math.max(20, stream.columns - prefix.length)
  return clean
    .split('\n')
    .flatMap((line) => wrapLine(line, room))
    .map((line, index) => `${index === 0 ? prefix : indent}${line}`)
    .join('\n')
}

function wrapLine(line: string, room: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > room) {
      lines.push(current)
      current = word
    } else {
      current = current === '' ? word : `${current} ${word}`
    }
  }
  return [...lines, current]
}
