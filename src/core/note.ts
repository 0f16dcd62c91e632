import { z } from 'zod'
import { Instant } from './names.ts'

/** Characters of a note that are kept: a long message, and no essay. */
export const NOTE_CHARACTERS = 3_000

/** What a person wrote and marked for the postmortem. Its text is masked and bounded. */
export const Note = z.object({
  /** The message's own id, so that marking it twice is once: `slack:C0123/1764000000.000100`, or one made up. */
  id: z.string(),
  /** Who wrote it, and who marked it: `slack:U0123`, `terminal:alice`. */
  by: z.string(),
  markedBy: z.string(),
  /** What the writer is called, where that is known. */
  name: z.string().optional(),
  text: z.string().max(NOTE_CHARACTERS),
  /** When it was written, which may be before the investigation. */
  writtenAt: Instant,
  link: z.url().optional(),
})
export type Note = z.infer<typeof Note>

/** In the order in which they were written; a message marked again stands there once, as it reads now. */
export function withNote(notes: readonly Note[], note: Note): Note[] {
  return [...notes.filter((each) => each.id !== note.id), note].toSorted((left, right) =>
    left.writtenAt.localeCompare(right.writtenAt, 'en'),
  )
}
