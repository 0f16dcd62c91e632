import type { Note } from '../../core/note.ts'
import type { Block } from '../blocks.ts'
import { percent, personOf, type ReportContext, taggedNotes } from '../context.ts'
import { fixesOf } from './fix.ts'

type Action = { readonly text: string; readonly owner: string; readonly check: string }

/** What is left to do: what the verdict asks for, and what people wrote that begins with `action:`. */
export function actions(context: ReportContext): Block[] {
  const { columns } = context.words
  return [
    {
      kind: 'table',
      columns: [
        { title: '#', align: 'right' },
        { title: columns.action, align: 'left' },
        { title: columns.owner, align: 'left', whole: true },
        { title: columns.check, align: 'left' },
      ],
      rows: [...fromVerdict(context), ...fromPeople(context)].map((each, index) => [
        String(index + 1),
        each.text,
        each.owner,
        each.check,
      ]),
    },
  ]
}

function fromVerdict({ state, words }: ReportContext): Action[] {
  const { texts } = words
  const owner = texts.unassigned
  const { problemUsageRatio } = state.runbook.thresholds
  const fixes = fixesOf(state.verdict)
  const next = state.verdict?.nextMeasurement
  return [
    ...fixes.map((each) => ({ text: each.text, owner, check: texts.fixCheck })),
    ...(fixes.length === 0
      ? []
      : [
          {
            text: words.colon(texts.verifyAction, `\`memdiag verify ${state.id}\``),
            owner,
            check: texts.atHand(percent(problemUsageRatio)),
          },
        ]),
    ...(next === undefined ? [] : [{ text: words.colon(next.step, next.text), owner, check: '' }]),
    { text: texts.watch, owner, check: texts.watchCheck },
  ]
}

function fromPeople({ state }: ReportContext): Action[] {
  return taggedNotes(state, 'action').map((note) => ({ ...ownerOf(note), check: '' }))
}

/** The first person named with an @ owns it, else who wrote it. */
function ownerOf(note: Note): Pick<Action, 'text' | 'owner'> {
  const named = /<@([A-Z0-9]{2,})(?:\|([^>]{1,80}))?>|(?:^|\s)@([\p{L}\p{N}._-]{1,80})/u.exec(
    note.text,
  )
  if (named === null) return { text: note.text, owner: note.name ?? personOf(note.by) }
  const owner = named[2] ?? named[1] ?? named[3] ?? ''
  return {
    text: note.text
      .replace(named[0], ' ')
      .replaceAll(/\s{2,}/g, ' ')
      .trim(),
    owner: `@${owner}`,
  }
}
