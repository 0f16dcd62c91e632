import type { Chart } from '../core/chart.ts'
import type { Language } from '../core/narration.ts'

/** A text and the ids it rests on. Text is plain; what stands between backticks is code. */
export type Cited = { readonly text: string; readonly cites?: readonly string[] }

export type Column = {
  readonly title: string
  readonly align: 'left' | 'right'
  /** Times and names that a line break would tear apart. */
  readonly whole?: true
}

/** What a section is made of, in words of content: Markdown and HTML each write it in their own way. */
export type Block =
  | ({ readonly kind: 'text' } & Cited)
  | { readonly kind: 'label'; readonly text: string }
  | { readonly kind: 'small'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Cited[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'table'
      readonly caption?: string
      readonly columns: readonly Column[]
      readonly rows: readonly (readonly (string | Cited)[])[]
    }
  /** What others cite: an id, and what stands behind it. */
  | {
      readonly kind: 'entries'
      readonly items: readonly (Cited & { readonly id: string })[]
    }
  | { readonly kind: 'chart'; readonly chart: Chart }
  /** What a person wrote. */
  | { readonly kind: 'quote'; readonly text: string; readonly from: string; readonly link?: string }
  /** Shown when asked for; on paper it is open. `id` is what others cite. */
  | {
      readonly kind: 'folded'
      readonly title: string
      readonly id?: string
      readonly blocks: readonly Block[]
    }

export const SECTION_IDS = [
  'summary',
  'impact',
  'timeline',
  'measured',
  'ruled-out',
  'cause',
  'factors',
  'fix',
  'verification',
  'actions',
  'evidence',
] as const
export type SectionId = (typeof SECTION_IDS)[number]

export type Section = {
  readonly id: SectionId
  readonly title: string
  readonly blocks: readonly Block[]
}

/** A postmortem as content. */
export type Postmortem = {
  readonly title: string
  readonly language: Language
  /** What kind of document it is, when it was made, in which zone its times are. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** Stands before everything else: the investigation is not at its end. */
  readonly notice: string | null
  readonly sections: readonly Section[]
}
