import type { Evidence } from '../../core/evidence.ts'
import type { Language } from '../../core/narration.ts'
import { itemText, type Part, spansText } from '../../core/post.ts'
import { say } from '../../core/say.ts'
import { wordedPart } from '../../thread/draft.ts'
import { missingReason } from '../../thread/missing-reasons.ts'
import { evidenceParts } from '../../thread/tables.ts'
import { inLanguage } from '../../words/in-language.ts'
import type { Block } from '../blocks.ts'
import type { ReportContext } from '../context.ts'
import { OUTPUT_CHARACTERS } from '../limits.ts'
import { formatTime } from '../zone.ts'

/** Every finding and every measurement under the id by which the text cites it. */
export function evidence(context: ReportContext): Block[] {
  const { state, words } = context
  return [
    { kind: 'text', text: words.texts.evidence },
    ...(state.findings.length === 0
      ? []
      : [{ kind: 'label' as const, text: words.labels.findings }]),
    {
      kind: 'entries',
      items: state.findings.map((each) => ({ id: each.id, text: each.text, cites: each.evidence })),
    },
    ...(state.evidence.length === 0
      ? []
      : [{ kind: 'label' as const, text: words.labels.measurements }]),
    ...state.evidence.map((each) => measurement(context, each)),
  ]
}

function measurement({ words, zone, language }: ReportContext, each: Evidence): Block {
  const { labels } = words
  const output = each.output.text.slice(0, OUTPUT_CHARACTERS)
  const cut = each.output.truncated || output.length < each.output.text.length
  return {
    kind: 'folded',
    id: each.id,
    title: `${each.id} · ${each.node} · ${formatTime(each.at, zone)}`,
    blocks: [
      ...evidenceParts(each, false).flatMap((part) => fromPart(wordedPart(language, part))),
      ...(each.missing.length === 0
        ? []
        : [
            { kind: 'label' as const, text: labels.missing },
            {
              kind: 'list' as const,
              items: each.missing.map((it) => ({ text: missingText(it, language) })),
            },
          ]),
      { kind: 'label', text: labels.command },
      { kind: 'code', text: each.command },
      ...(output === ''
        ? []
        : [
            { kind: 'label' as const, text: labels.output },
            { kind: 'code' as const, text: cut ? `${output}\n${words.texts.truncated}` : output },
          ]),
    ],
  }
}

function missingText(
  { what, reason, hint }: Evidence['missing'][number],
  language: Language,
): string {
  const not = say`${what} (${missingReason(reason)})`
  return inLanguage(language, hint === undefined ? not : say`${not}. ${hint}`)
}

/** A part of a post as a block: buttons and progress have no place on paper. */
function fromPart(part: Part): Block[] {
  switch (part.kind) {
    case 'heading':
      return [{ kind: 'label', text: part.text }]
    case 'text':
    case 'small':
    case 'code':
      return [{ kind: part.kind, text: part.text }]
    case 'line':
      return [{ kind: 'text', text: spansText(part.spans) }]
    case 'list':
      return [{ kind: 'list', items: part.items.map((item) => ({ text: itemText(item) })) }]
    case 'table':
      return [{ kind: 'table', caption: part.caption, columns: part.columns, rows: part.rows }]
    case 'progress':
    case 'actions':
    case 'chart':
      return []
  }
}
