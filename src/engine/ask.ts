import { mask } from '../core/mask.ts'
import type { Answer } from '../core/narration.ts'
import type { AskRequest } from '../core/investigations-port.ts'
import type { State } from '../core/state.ts'
import type { EngineDeps } from './engine.ts'
import { append } from './append-decided.ts'

/** Characters of a question that are kept. */
export const QUESTION_CHARACTERS = 300

/** Puts a question and its answer on the log; the thread shows it as a message of its own. */
export async function keepAnswer(
  deps: Pick<EngineDeps, 'store' | 'clock' | 'newId'>,
  { id, question, by, reply }: AskRequest,
): Promise<State> {
  const answer: Answer = {
    id: deps.newId(),
    question: mask(question).slice(0, QUESTION_CHARACTERS),
    by,
    sentences: reply.sentences.map(({ text, cites }) => ({ text, cites: [...cites] })),
    shows: [...reply.shows],
    from: 'log',
    dropped: [],
    call: null,
  }
  return append(deps, { id }, () => ({
    kind: 'answered',
    version: 1,
    at: deps.clock.now(),
    answer,
  }))
}
