import { mask } from '../core/mask.ts'
import { NOTE_CHARACTERS } from '../core/note.ts'
import type { NoteRequest } from '../core/investigations-port.ts'
import type { State } from '../core/state.ts'
import type { EngineDeps } from './engine.ts'
import { append } from './append-decided.ts'

/** Puts a person's message on the log for the postmortem. The same message again replaces what was kept of it. */
export async function addNote(
  deps: Pick<EngineDeps, 'store' | 'clock' | 'log'>,
  { id, note }: NoteRequest,
): Promise<State> {
  const text = mask(note.text).slice(0, NOTE_CHARACTERS)
  const state = await append(deps, { id }, () => ({
    kind: 'note',
    version: 1,
    at: deps.clock.now(),
    note: { ...note, text },
  }))
  deps.log.info({ investigation: id, by: note.markedBy }, 'note added to the postmortem')
  return state
}
