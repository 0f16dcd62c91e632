import type { Event } from '../core/event.ts'
import type { NodeReport } from '../core/node-report.ts'
import type { Language, NarratedSection } from '../core/narration.ts'
import type { Note } from '../core/note.ts'
import type { State } from '../core/state.ts'
import type { Verification } from '../core/verification.ts'
import type { Block, Cited } from './blocks.ts'
import type { Words } from './words.ts'

/** What every section is made from. */
export type ReportContext = {
  readonly events: readonly Event[]
  readonly state: State
  readonly language: Language
  readonly words: Words
  readonly zone: string
  /** When the report was made, ISO 8601 UTC. */
  readonly exportedAt: string
  readonly verifiedBy?: { readonly id: string; readonly verification: Verification }
}

/** The findings with these ids, each text once, citing every id that says it. */
export function citedFindings(state: State, ids: readonly string[]): Cited[] {
  const cites = new Map<string, string[]>()
  for (const id of ids) {
    const finding = state.findings.find((each) => each.id === id)
    if (finding === undefined) continue
    cites.set(finding.text, [...(cites.get(finding.text) ?? []), id])
  }
  return [...cites].map(([text, of]) => ({ text, cites: of }))
}

/** What a model worded for a section, when it did so in the report's language; null otherwise. */
export function narrated(context: ReportContext, section: NarratedSection): Block[] | null {
  const { narration } = context.state
  if (narration?.outcome !== 'used' || narration.language !== context.language) return null
  const sentences = narration.sentences.filter((each) => each.section === section)
  if (sentences.length === 0) return null
  return sentences.map(({ text, cites }) => ({ kind: 'text', text, cites }))
}

/** The node whose account decided the verdict: the fullest that answered. */
export function worstNode(state: State): NodeReport | null {
  const [worst] = state.nodes
    .filter((node) => node.reachable)
    .toSorted((left, right) => fullness(right) - fullness(left))
  return worst ?? null
}

function fullness(node: NodeReport): number {
  return (node.usageBytes ?? 0) / (node.limitBytes ?? Infinity)
}

const TAGS = {
  action: /^\s*(?:action|todo|行动)\s*[:\uFF1A]\s*/i,
  impact: /^\s*(?:impact|影响)\s*[:\uFF1A]\s*/i,
  factor: /^\s*(?:factor|why|原因|因素)\s*[:\uFF1A]\s*/i,
} as const

/** Notes that begin with a word that says what they are, without the word. */
export function taggedNotes(state: State, tag: keyof typeof TAGS): Note[] {
  return state.notes
    .filter((note) => TAGS[tag].test(note.text))
    .map((note) => ({ ...note, text: note.text.replace(TAGS[tag], '') }))
}

/** A person's name as the log has it: `slack:U0123` or `terminal:alice`, without where they come from. */
export function personOf(by: string): string {
  return by.replace(/^(?:slack|terminal):/, '')
}

export function quote(note: Note): Block {
  return {
    kind: 'quote',
    text: note.text,
    from: note.name ?? personOf(note.by),
    ...(note.link === undefined ? {} : { link: note.link }),
  }
}

export function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`
}
