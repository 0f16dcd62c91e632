import type { KnownBlock, RichTextBlock, RichTextElement, RichTextSection } from '@slack/types'
import { type Span, spansText } from '../core/post.ts'
import { LINE_CHARACTERS } from './limits.ts'
import { cleanText, oneLine, shorten } from './text.ts'

/**
 * Everything that came from a host is shown as rich text elements: Slack reads no mark-up in them, so that
 * no mention, link, emoji or formatting can come out of a log line.
 */
export function paragraph(text: string, bold = false): RichTextBlock {
  return { type: 'rich_text', elements: [section(text, bold)] }
}

export function preformatted(text: string): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
  }
}

export function bullets(items: readonly RichTextSection[]): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_list', style: 'bullet', elements: [...items] }],
  }
}

export function section(text: string, bold = false): RichTextSection {
  const element = { type: 'text', text } as const
  return {
    type: 'rich_text_section',
    elements: [bold ? { ...element, style: { bold } } : element],
  }
}

/** The addresses of messages of a thread by their keys. */
export type Links = ReadonlyMap<string, string>

/** People as mentions, times in the zone of whoever reads, links to messages; everything else to the letter. */
export function lineBlock(spans: readonly Span[], links: Links = new Map()): RichTextBlock {
  return { type: 'rich_text', elements: [lineSection(spans, links)] }
}

export function lineSection(spans: readonly Span[], links: Links): RichTextSection {
  const elements = spans
    .map((span) => elementOf(span, links))
    .filter((element) => element.type !== 'text' || element.text !== '')
  return {
    type: 'rich_text_section',
    elements: elements.length > 0 ? elements : [{ type: 'text', text: '–' }],
  }
}

/** https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
const DATE_FORMAT = '{date_short_pretty} {time}'

/** Ids of Slack's own people; whoever has another kind of name is called by it. */
const SLACK_PERSON = /^slack:([UW][A-Z0-9]{1,40})$/

function elementOf(span: Span, links: Links): RichTextElement {
  if (typeof span === 'string') {
    const text = shorten(cleanText(span), LINE_CHARACTERS)
    return { type: 'text', text }
  }
  if ('at' in span)
    return {
      type: 'date',
      timestamp: Math.floor(Date.parse(span.at) / 1000),
      format: DATE_FORMAT,
      fallback: spansText([span]),
    }
  if ('post' in span) {
    const url = links.get(span.post)
    const text = shorten(oneLine(span.text), LINE_CHARACTERS) || '–'
    return url === undefined ? { type: 'text', text } : { type: 'link', url, text }
  }
  const user = SLACK_PERSON.exec(span.person)?.[1]
  if (user !== undefined) return { type: 'user', user_id: user }
  return { type: 'text', text: shorten(oneLine(spansText([span])), LINE_CHARACTERS) || '–' }
}

/** A line in small print. */
export function small(text: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] }
}
