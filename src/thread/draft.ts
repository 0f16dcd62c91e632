import type { Chart } from '../core/chart.ts'
import type { Language } from '../core/narration.ts'
import type { Button, Part, Post, Span } from '../core/post.ts'
import type { Wording } from '../core/say.ts'
import { inLanguage } from '../words/in-language.ts'

/** A post whose words are still to be put into a language: what src/thread makes of a state. */
export type DraftPost = Omit<Post, 'text' | 'parts'> & {
  readonly text: Wording
  readonly parts: readonly DraftPart[]
}

export type DraftSpan = Span | Wording

export type DraftButton = Omit<Button, 'label' | 'confirm'> & {
  readonly label: Wording
  readonly confirm?: Readonly<Record<'title' | 'text' | 'yes' | 'no', Wording>> | undefined
}

export type DraftTable = {
  readonly kind: 'table'
  readonly caption: Wording
  readonly columns: readonly { readonly title: Wording; readonly align: 'left' | 'right' }[]
  readonly rows: readonly (readonly Wording[])[]
}

export type DraftStep = {
  readonly name: string
  readonly state: Extract<Part, { kind: 'progress' }>['steps'][number]['state']
  readonly text: Wording
  readonly took?: string | undefined
}

export type DraftPart =
  | { readonly kind: 'heading' | 'small'; readonly text: Wording }
  | { readonly kind: 'text'; readonly text: Wording; readonly strong?: boolean | undefined }
  | { readonly kind: 'line'; readonly spans: readonly DraftSpan[] }
  | { readonly kind: 'list'; readonly items: readonly (Wording | readonly Span[])[] }
  | { readonly kind: 'code'; readonly text: Wording }
  | DraftTable
  | { readonly kind: 'progress'; readonly steps: readonly DraftStep[] }
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'actions'; readonly buttons: readonly DraftButton[] }

/** The post in a language. */
export function worded(language: Language, { text, parts, ...post }: DraftPost): Post {
  return {
    ...post,
    text: inLanguage(language, text),
    parts: parts.map((part) => wordedPart(language, part)),
    ...(language === 'en' ? {} : { language }),
  }
}

export function wordedPart(language: Language, part: DraftPart): Part {
  const put = (words: Wording) => inLanguage(language, words)
  switch (part.kind) {
    case 'heading':
    case 'small':
    case 'text':
    case 'code':
      return { ...part, text: put(part.text) }
    case 'line':
      return { kind: 'line', spans: part.spans.map((span) => wordedSpan(language, span)) }
    case 'list':
      return {
        kind: 'list',
        items: part.items.map((item) => (isSpans(item) ? [...item] : put(item))),
      }
    case 'table':
      return {
        kind: 'table',
        caption: put(part.caption),
        columns: part.columns.map((column) => ({ ...column, title: put(column.title) })),
        rows: part.rows.map((row) => row.map(put)),
      }
    case 'progress':
      return {
        kind: 'progress',
        steps: part.steps.map((step) => ({ ...step, text: put(step.text) })),
      }
    case 'actions':
      return { kind: 'actions', buttons: part.buttons.map((each) => wordedButton(language, each)) }
    case 'chart':
      return part
  }
}

/** `Array.isArray` does not tell a read-only array from what is none. */
function isSpans(item: Wording | readonly Span[]): item is readonly Span[] {
  return Array.isArray(item)
}

function wordedSpan(language: Language, span: DraftSpan): Span {
  return typeof span === 'object' && 'text' in span && !('post' in span)
    ? inLanguage(language, span)
    : span
}

function wordedButton(language: Language, { label, confirm, ...button }: DraftButton): Button {
  const put = (words: Wording) => inLanguage(language, words)
  return {
    ...button,
    label: put(label),
    ...(confirm === undefined
      ? {}
      : {
          confirm: {
            title: put(confirm.title),
            text: put(confirm.text),
            yes: put(confirm.yes),
            no: put(confirm.no),
          },
        }),
  }
}
