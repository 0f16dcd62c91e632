import type { StepName } from '../core/names.ts'
import type { InvestigationSummary } from '../core/store-port.ts'
import { type Part, type Post, spansOf, spansText } from '../core/post.ts'
import type { State } from '../core/state.ts'
import { rootPost } from '../thread/root-post.ts'
import { summaryPost } from '../thread/summary-post.ts'

/** An answer that only the person who asked sees, with what to type next on a line of its own. */
export function notice(text: string, hint?: string): Post {
  const spans = spansOf(text)
  const parts: Part[] = [spans.length > 1 ? { kind: 'line', spans } : { kind: 'text', text }]
  if (hint?.startsWith('/')) parts.push({ kind: 'code', text: hint })
  else if (hint !== undefined && hint !== '') parts.push({ kind: 'text', text: hint })
  return reply([spansText(spans), hint].filter(Boolean).join(' '), parts)
}

export function helpReply(steps: readonly StepName[], services: readonly string[]): Post {
  const service = services[0] ?? 'SERVICE'
  const lines = [
    [`/memdiag ${service}`, 'find out where its memory went'],
    [`/memdiag ${service} --only ${steps.slice(-2).join(',')}`, 'only these steps'],
    [`/memdiag ${steps.at(-1) ?? 'STEP'} ${service}`, 'only this step'],
    ['/memdiag list', 'the latest investigations'],
    ['/memdiag show [ID]', 'one of them, the latest without an id'],
    ['/memdiag cancel [ID]', 'stop one, the only one without an id'],
    ['/memdiag verify [ID]', 'measure again after the fix'],
    ['/memdiag export [ID]', 'the postmortem: a canvas, else a file'],
    ['/memdiag export [ID] --format html', 'the same as a page; or markdown, json'],
    [`@memdiag ${service}`, 'the same inside a thread'],
  ]
  const width = Math.max(...lines.map(([typed = '']) => typed.length))
  return reply('How to ask memdiag', [
    { kind: 'text', text: 'memdiag finds out where the memory of a Node.js service went.' },
    {
      kind: 'code',
      text: lines.map(([typed = '', does = '']) => `${typed.padEnd(width)}  ${does}`).join('\n'),
    },
    { kind: 'small', text: `Steps: ${steps.join(', ')}. Services: ${servicesText(services)}.` },
  ])
}

export function listReply(investigations: readonly InvestigationSummary[]): Post {
  if (investigations.length === 0)
    return notice('There is no investigation yet.', '/memdiag SERVICE')
  return reply(`The latest investigations: ${investigations.length}`, [
    {
      kind: 'table',
      caption: 'The latest investigations',
      columns: ['Started', 'Service', 'State', 'Cause', 'Id'].map((title) => ({
        title,
        align: 'left' as const,
      })),
      rows: investigations.map((each) => [
        each.startedAt.slice(0, 16).replace('T', ' '),
        each.service,
        each.state,
        [each.cause, each.confidence].filter((word) => word !== null).join(', '),
        each.id,
      ]),
    },
  ])
}

export function showReply(state: State): Post {
  const root = rootPost(state)
  return reply(root.text, [...root.parts, ...(summaryPost(state)?.parts ?? [])])
}

export function cancelReply(state: State): Post {
  return notice(
    `The investigation of ${state.service.name} is cancelled; what it ran on hosts is stopped.`,
    `/memdiag show ${state.id}`,
  )
}

/** A second request for a service joins what runs already, and is told where that is. */
export function joinedReply(state: State, channel: string): Post {
  const place =
    state.slack === null
      ? 'It was begun in a terminal.'
      : state.slack.channel === channel
        ? 'Its thread is in this channel.'
        : 'Its thread is in another channel.'
  return notice(
    `${state.service.name} is being investigated since ${state.startedAt.slice(11, 16)} UTC (${state.id}); your request joins that. ${place}`,
    `/memdiag show ${state.id}`,
  )
}

/** Names that fit into a line; the rest is counted. */
const SHOWN_SERVICES = 12

function servicesText(services: readonly string[]): string {
  if (services.length === 0) return 'none in services.yml yet'
  const more = services.length - SHOWN_SERVICES
  const shown = services.slice(0, SHOWN_SERVICES).join(', ')
  return more > 0 ? `${shown} and ${more} more` : shown
}

function reply(text: string, parts: readonly Part[]): Post {
  return { key: 'reply', kind: 'notice', text, parts: [...parts] }
}
