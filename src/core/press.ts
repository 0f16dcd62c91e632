import { z } from 'zod'
import { Instant } from './names.ts'
import { ButtonAction } from './post.ts'

/** Characters of what a person may write with a button: a few sentences. */
export const PRESS_TEXT_CHARACTERS = 1_000

/** A button that was used: once, by one person. */
export const Press = z.object({
  action: ButtonAction,
  subject: z.string().nullable(),
  /** `slack:U0123` */
  by: z.string(),
  at: Instant,
  /** What the person wrote with it, masked. */
  text: z.string().max(PRESS_TEXT_CHARACTERS).nullable(),
  /** What came of it, in words; null while it is under way. */
  outcome: z.string().nullable(),
  /** It came to nothing, and may be pressed again. */
  open: z.boolean(),
})
export type Press = z.infer<typeof Press>

/** Which button of an investigation. */
export type Pressable = Pick<Press, 'action' | 'subject'>

/** The latest use of a button; null when it was never used. */
export function pressOf(presses: readonly Press[], button: Pressable): Press | null {
  return presses.findLast((each) => isSame(each, button)) ?? null
}

/** The presses after a button came to an end. */
export function withOutcome(
  presses: readonly Press[],
  done: Pressable & Pick<Press, 'outcome' | 'open'>,
): Press[] {
  const index = presses.findLastIndex((each) => isSame(each, done))
  return presses.map((each, at) =>
    at === index ? { ...each, outcome: done.outcome, open: done.open } : each,
  )
}

function isSame(left: Pressable, right: Pressable): boolean {
  return left.action === right.action && left.subject === right.subject
}
