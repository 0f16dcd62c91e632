import { z } from 'zod'
import { Instant } from './names.ts'
import { ButtonAction } from './post.ts'
import { type Said, say } from './say.ts'

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
  /** The investigation that it begins, named before it is begun: a crash in between leaves no doubt whether it was. */
  opens: z.string().optional(),
})
export type Press = z.infer<typeof Press>

/** Which button of an investigation. */
export type Pressable = Pick<Press, 'action' | 'subject'>

/** The latest use of a button; null when it was never used. */
export function pressOf(presses: readonly Press[], button: Pressable): Press | null {
  return presses.findLast((each) => isSame(each, button)) ?? null
}

/** Presses whose end is not known. */
export function underWay(presses: readonly Press[]): Press[] {
  return presses.filter(({ outcome, open }) => outcome === null && !open)
}

/** Buttons that begin an investigation. */
const BEGINS: ReadonlySet<ButtonAction> = new Set(['again', 'measure', 'verify'])

export function begins({ action }: Pressable): boolean {
  return BEGINS.has(action)
}

/**
 * What came of a press whose process died, by what it left: `begun` tells whether the investigation is there that it
 * was to begin. What a person wrote is kept by the press itself; anything else may have come to nothing.
 */
export function outcomeAfterDeath(
  { action, subject, opens }: Press,
  begun: boolean,
): Pick<Press, 'open'> & { readonly outcome: Said } {
  if (begun && opens !== undefined) return { outcome: begunText(opens, subject), open: false }
  if (action === 'not-the-cause') return { outcome: say`noted`, open: false }
  return { outcome: say`was interrupted before its end; press it again`, open: true }
}

/** What came of a press that began an investigation, or found it under way. */
export function begunText(id: string, step: string | null, joined = false): Said {
  const which = joined
    ? say`investigation ${id}, which was under way already`
    : say`investigation ${id}`
  return step === null ? which : say`${which}, step ${step}`
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
