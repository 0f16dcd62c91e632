import { z } from 'zod'
import { Chart } from './chart.ts'
import { Instant } from './names.ts'
import { Language } from './narration.ts'

/** What a button asks for. `more` only shows something; each other one is used once and then replaced by its outcome. */
export const ButtonAction = z.enum([
  'approve',
  'deny',
  'cancel',
  'again',
  'measure',
  'verify',
  'export',
  'not-the-cause',
  'more',
])
export type ButtonAction = z.infer<typeof ButtonAction>

/** A button, bound to what it acts on: pressing it says who pressed it, and nothing else is taken from the chat. */
export const Button = z.object({
  action: ButtonAction,
  label: z.string(),
  investigation: z.string(),
  /** What of the investigation it is about: an approval, a step. */
  subject: z.string().optional(),
  style: z.enum(['primary', 'danger']).optional(),
  /** Asked before it counts. */
  confirm: z
    .object({ title: z.string(), text: z.string(), yes: z.string(), no: z.string() })
    .optional(),
  /** What to type where there are no buttons; absent: nothing is offered there. */
  command: z.string().optional(),
})
export type Button = z.infer<typeof Button>

/**
 * A piece of a line: words, a person as `slack:U0123` or `terminal:alice`, a time that each reader sees in their own zone,
 * or words that lead to another message of the thread, named by its key.
 */
export const Span = z.union([
  z.string(),
  z.object({ person: z.string() }),
  z.object({ at: Instant }),
  z.object({ text: z.string(), post: z.string() }),
])
export type Span = z.infer<typeof Span>

/** A part of a post, in words of content and not of any chat program. Text is plain: adapters escape it. */
export const Part = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), text: z.string() }),
  /** `strong` for a sentence that is read first, or a word over what follows. */
  z.object({ kind: z.literal('text'), text: z.string(), strong: z.boolean().optional() }),
  z.object({ kind: z.literal('small'), text: z.string() }),
  z.object({ kind: z.literal('line'), spans: z.array(Span) }),
  z.object({
    kind: z.literal('list'),
    items: z.array(z.union([z.string(), z.array(Span)])),
  }),
  z.object({ kind: z.literal('code'), text: z.string() }),
  z.object({
    kind: z.literal('table'),
    caption: z.string(),
    columns: z.array(z.object({ title: z.string(), align: z.enum(['left', 'right']) })).min(1),
    rows: z.array(z.array(z.string())),
  }),
  z.object({
    kind: z.literal('progress'),
    steps: z.array(
      z.object({
        name: z.string(),
        state: z.enum(['pending', 'running', 'done', 'skipped', 'failed']),
        text: z.string(),
        /** How long it took, in words. */
        took: z.string().optional(),
      }),
    ),
  }),
  /** A picture in Slack, bars of text in the terminal; stands alone in its post. */
  z.object({ kind: z.literal('chart'), chart: Chart }),
  /** Buttons in Slack, what to type in the terminal. They are shown however long the rest of the post is. */
  z.object({ kind: z.literal('actions'), buttons: z.array(Button).min(1) }),
])
export type Part = z.infer<typeof Part>

/** One message of a thread. The same key is the same message: a changed post is an update in place. */
export const Post = z.object({
  key: z.string(),
  kind: z.enum(['root', 'step', 'summary', 'notice']),
  /** The whole in a line or two: notifications, screen readers, and whatever cannot show parts. */
  text: z.string(),
  parts: z.array(Part),
  /** Sent into the channel as well as into the thread; a change of it is only seen where it stands. */
  broadcast: z.literal(true).optional(),
  /** Of its words; absent: English. What an adapter adds to it is in the same. */
  language: Language.optional(),
})
export type Post = z.infer<typeof Post>

/** Spans where no chat program shows people and times in its own way; times in UTC. */
export function spansText(spans: readonly Span[]): string {
  return spans
    .map((span) => {
      if (typeof span === 'string') return span
      if ('person' in span) return span.person.replace(/^[a-z]+:/, '')
      if ('text' in span) return span.text
      return `${span.at.slice(0, 16).replace('T', ' ')} UTC`
    })
    .join('')
}

/** An item of a list as one text. */
export function itemText(item: string | readonly Span[]): string {
  return typeof item === 'string' ? item : spansText(item)
}

const NAMED = /(slack:[UW][A-Z0-9]+|terminal:[\w.-]+|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/

/** A text that names people by their ids and times in ISO 8601, with them as people and times: `cancelled by slack:U0123`. */
export function spansOf(text: string): Span[] {
  return text
    .split(NAMED)
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (Instant.safeParse(piece).success) return { at: piece }
      return /^(?:slack|terminal):/.test(piece) ? { person: piece } : piece
    })
}
