import type { ActionsBlock, Button as SlackButton } from '@slack/types'
import { z } from 'zod'
import { type Button, ButtonAction } from '../core/post.ts'
import {
  BUTTON_CHARACTERS,
  BUTTON_ID_CHARACTERS,
  BUTTONS,
  CONFIRM_BUTTON_CHARACTERS,
  CONFIRM_TEXT_CHARACTERS,
  CONFIRM_TITLE_CHARACTERS,
} from './limits.ts'
import { oneLine, shorten } from './text.ts'

/** All of memdiag's buttons: Bolt hands on the ids that match. */
export const BUTTON_ID = /^memdiag:button:/

const Value = z.object({
  action: ButtonAction,
  investigation: z.string().min(1).max(BUTTON_ID_CHARACTERS),
  subject: z.string().max(BUTTON_ID_CHARACTERS).optional(),
})

/** What a pressed button asks for. */
export type Pressed = z.infer<typeof Value>

/** Buttons in a row. What one is bound to stands in its value, which no person can change. */
export function buttonBlock(buttons: readonly Button[]): ActionsBlock {
  return { type: 'actions', elements: buttons.slice(0, BUTTONS).map(slackButton) }
}

/** Reads a value back; null when it is none of ours. */
export function pressedOf(value: string): Pressed | null {
  try {
    return Value.safeParse(JSON.parse(value)).data ?? null
  } catch {
    return null
  }
}

function slackButton(button: Button, index: number): SlackButton {
  const { action, investigation, subject } = button
  return {
    type: 'button',
    action_id: `memdiag:button:${action}:${index}`,
    text: plain(button.label, BUTTON_CHARACTERS),
    value: JSON.stringify({
      action,
      investigation,
      ...(subject === undefined ? {} : { subject }),
    } satisfies Pressed),
    ...(button.style === undefined ? {} : { style: button.style }),
    ...(button.confirm === undefined ? {} : { confirm: confirmOf(button.confirm) }),
  }
}

function confirmOf({ title, text, yes, no }: NonNullable<Button['confirm']>) {
  return {
    title: plain(title, CONFIRM_TITLE_CHARACTERS),
    text: plain(text, CONFIRM_TEXT_CHARACTERS),
    confirm: plain(yes, CONFIRM_BUTTON_CHARACTERS),
    deny: plain(no, CONFIRM_BUTTON_CHARACTERS),
  }
}

/** Slack refuses an empty text. */
function plain(text: string, characters: number) {
  return {
    type: 'plain_text' as const,
    text: shorten(oneLine(text), characters) || '–',
    emoji: false,
  }
}
