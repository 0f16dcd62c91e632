import type { KnownBlock, RichTextBlock, RichTextSection } from '@slack/types'

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

/** A line in small print. */
export function small(text: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] }
}
