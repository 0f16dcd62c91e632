import type { ButtonAction } from '../core/post.ts'
import { type Press, pressOf } from '../core/press.ts'
import type { State } from '../core/state.ts'
import { say, type Said } from '../core/say.ts'
import type { DraftButton, DraftPart, DraftSpan } from './draft.ts'

/** Buttons that are still to be pressed, and what became of those that were. */
export function buttonParts(state: State, buttons: readonly DraftButton[]): DraftPart[] {
  const presses = buttons.map((button) => ({ button, press: used(state, button) }))
  const left = presses.filter(({ press }) => press === null || press.open)
  return [
    ...presses.flatMap(({ press }) => (press === null ? [] : [outcomeLine(press)])),
    ...(left.length === 0
      ? []
      : [{ kind: 'actions' as const, buttons: left.map(({ button }) => button) }]),
  ]
}

function used(state: State, { action, subject }: DraftButton): Press | null {
  return pressOf(state.presses, { action, subject: subject ?? null })
}

/** What a used button is called afterwards. */
const DONE: Readonly<Record<ButtonAction, Said>> = {
  approve: say`Approved`,
  deny: say`Denied`,
  cancel: say`Cancelled`,
  again: say`Run again`,
  measure: say`Next measurement`,
  verify: say`Verification after the fix`,
  export: say`Postmortem`,
  'not-the-cause': say`Not the cause`,
  more: say`Shown`,
}

function outcomeLine(press: Press): DraftPart {
  const spans: DraftSpan[] = [
    say`${DONE[press.action]}, by `,
    { person: press.by },
    say`, `,
    { at: press.at },
  ]
  if (press.text !== null && press.text !== '') spans.push(say`: \u201C${press.text}\u201D`)
  else if (press.outcome !== null) spans.push(say`: ${press.outcome}`)
  else spans.push(say`: under way`)
  return { kind: 'line', spans }
}
