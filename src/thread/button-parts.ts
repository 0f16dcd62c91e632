import type { Button, ButtonAction, Part, Span } from '../core/post.ts'
import { type Press, pressOf } from '../core/press.ts'
import type { State } from '../core/state.ts'

/** Buttons that are still to be pressed, and what became of those that were. */
export function buttonParts(state: State, buttons: readonly Button[]): Part[] {
  const presses = buttons.map((button) => ({ button, press: used(state, button) }))
  const left = presses.filter(({ press }) => press === null || press.open)
  return [
    ...presses.flatMap(({ press }) => (press === null ? [] : [outcomeLine(press)])),
    ...(left.length === 0
      ? []
      : [{ kind: 'actions' as const, buttons: left.map(({ button }) => button) }]),
  ]
}

function used(state: State, { action, subject }: Button): Press | null {
  return pressOf(state.presses, { action, subject: subject ?? null })
}

/** What a used button is called afterwards. */
const DONE: Readonly<Record<ButtonAction, string>> = {
  approve: 'Approved',
  deny: 'Denied',
  cancel: 'Cancelled',
  again: 'Run again',
  measure: 'Next measurement',
  verify: 'Verification after the fix',
  export: 'Postmortem',
  'not-the-cause': 'Not the cause',
  more: 'Shown',
}

function outcomeLine(press: Press): Part {
  const spans: Span[] = [`${DONE[press.action]}, by `, { person: press.by }, ', ', { at: press.at }]
  if (press.text !== null && press.text !== '') spans.push(`: \u201C${press.text}\u201D`)
  else if (press.outcome !== null) spans.push(`: ${press.outcome}`)
  else spans.push(': under way')
  return { kind: 'line', spans }
}
