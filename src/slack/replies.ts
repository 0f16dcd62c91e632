import stringWidth from 'string-width'
import { verdictName } from '../core/cause-names.ts'
import type { Language } from '../core/narration.ts'
import type { StepName } from '../core/names.ts'
import type { InvestigationSummary } from '../core/store-port.ts'
import { type Part, type Post, spansOf, spansText } from '../core/post.ts'
import { say, type Wording } from '../core/say.ts'
import { stateName } from '../core/state-names.ts'
import type { State } from '../core/state.ts'
import { rootPost } from '../thread/root-post.ts'
import { summaryPost } from '../thread/summary-post.ts'
import { typedHere } from './typed-here.ts'
import { type Put, wordsIn } from './words.ts'

/** What is told to a person, in the person's language. */
export type Reply = (language: Language) => Post

/** An answer that only the person who asked sees, with what to type next on a line of its own. */
export function notice(words: Wording, next?: Wording): Reply {
  return replyIn((put) => {
    const spans = spansOf(typedHere(put(words)))
    const [text] = spans
    const parts: Part[] = [
      spans.length === 1 && typeof text === 'string'
        ? { kind: 'text', text }
        : { kind: 'line', spans },
    ]
    const hint = next === undefined ? '' : typedHere(put(next))
    if (hint.startsWith('/')) parts.push({ kind: 'code', text: hint })
    else if (hint !== '') parts.push({ kind: 'text', text: hint })
    return { text: [spansText(spans), hint].filter(Boolean).join(' '), parts }
  })
}

export function helpReply(steps: readonly StepName[], services: readonly string[]): Reply {
  const service = services[0] ?? 'SERVICE'
  const lines: readonly (readonly [string, Wording])[] = [
    [`/memdiag ${service}`, say`find out where its memory went`],
    [`/memdiag ${service} --only ${steps.slice(-2).join(',')}`, say`only these steps`],
    [`/memdiag ${steps.at(-1) ?? 'STEP'} ${service}`, say`only this step`],
    ['/memdiag list', say`the latest investigations`],
    ['/memdiag show [ID]', say`one of them, else the latest`],
    ['/memdiag cancel [ID]', say`stop one, else the only one`],
    ['/memdiag verify [ID]', say`measure again after the fix`],
    ['/memdiag export [ID]', say`the postmortem, as canvas or file`],
    ['/memdiag export [ID] --format html', say`as a page; or markdown, json`],
    [`@memdiag ${service}`, say`the same inside a thread`],
  ]
  const width = Math.max(...lines.map(([typed]) => stringWidth(typed)))
  return replyIn((put) => ({
    text: put(say`How to ask memdiag`),
    parts: [
      {
        kind: 'text',
        text: put(say`memdiag finds out where the memory of a Node.js service went.`),
      },
      {
        kind: 'code',
        text: lines.map(([typed, does]) => `${typed.padEnd(width)}  ${put(does)}`).join('\n'),
      },
      {
        kind: 'small',
        text: put(say`Steps: ${steps.join(', ')}. Services: ${servicesText(services)}.`),
      },
    ],
  }))
}

export function listReply(investigations: readonly InvestigationSummary[]): Reply {
  if (investigations.length === 0)
    return notice(say`There is no investigation yet.`, '/memdiag SERVICE')
  const titles = [say`Started`, say`Service`, say`State`, say`Cause`, say`Id`]
  return replyIn((put) => ({
    text: put(say`The latest investigations: ${investigations.length}`),
    parts: [
      {
        kind: 'table',
        caption: put(say`The latest investigations`),
        columns: titles.map((title) => ({ title: put(title), align: 'left' as const })),
        rows: investigations.map((each) => [
          spansText([{ at: each.startedAt }]),
          each.service,
          put(stateName(each.state)),
          each.cause === null ? '' : put(verdictName(each)),
          each.id,
        ]),
      },
    ],
  }))
}

export function showReply(state: State): Reply {
  return (language) => {
    const read = { ...state, language }
    const root = rootPost(read)
    const parts = [...root.parts, ...(summaryPost(read)?.parts ?? [])]
    return { key: 'reply', kind: 'notice', text: root.text, parts, language }
  }
}

export function cancelReply(state: State): Reply {
  return notice(
    say`The investigation of ${state.service.name} is cancelled; what it ran on hosts is stopped.`,
    `/memdiag show ${state.id}`,
  )
}

/** A second request for a service joins what runs already, and is told where that is. */
export function joinedReply(state: State, channel: string): Reply {
  const place =
    state.slack === null
      ? say`It was begun in a terminal.`
      : state.slack.channel === channel
        ? say`Its thread is in this channel.`
        : say`Its thread is in another channel.`
  return notice(
    say`${state.service.name} is being investigated since ${state.startedAt} (${state.id}); your request joins that. ${place}`,
    `/memdiag show ${state.id}`,
  )
}

/** Names that fit into a line; the rest is counted. */
const SHOWN_SERVICES = 12

function servicesText(services: readonly string[]): Wording {
  if (services.length === 0) return say`none in services.yml yet`
  const more = services.length - SHOWN_SERVICES
  const shown = services.slice(0, SHOWN_SERVICES).join(', ')
  return more > 0 ? say`${shown} and ${more} more` : shown
}

function replyIn(make: (put: Put) => Pick<Post, 'text' | 'parts'>): Reply {
  return (language) => ({ key: 'reply', kind: 'notice', ...make(wordsIn(language)), language })
}
