import { mask } from '../core/mask.ts'
import type { Answer, ModelAnswer, Sentence } from '../core/narration.ts'
import type { Consulted, ConsultRequest } from '../core/investigations-port.ts'
import { fold, type State } from '../core/state.ts'
import { QUESTION_CHARACTERS } from './ask.ts'
import type { EngineDeps } from './engine.ts'
import { append } from './append-decided.ts'

type Deps = Pick<EngineDeps, 'store' | 'clock' | 'newId' | 'answerer'>

/**
 * Has a model answer, and appends what came of it whatever that is: the log has what it cost. What it found
 * nothing for is answered with "I don't know" and what would tell.
 */
export async function consult(
  deps: Deps,
  { id, question, by }: ConsultRequest,
): Promise<Consulted | null> {
  const state = fold(await deps.store.load(id))
  if (deps.answerer === undefined || state.service.narrate === 'off') return null
  const asked = mask(question).slice(0, QUESTION_CHARACTERS)
  const found = await deps.answerer.answer(state, asked)
  const answer: Answer = {
    id: deps.newId(),
    question: asked,
    by,
    sentences: sentencesOf(state, found),
    shows: [],
    from: found.sentences.length > 0 ? 'model' : 'log',
    dropped: found.dropped,
    call: found.call,
    tools: found.tools,
  }
  const after = await append(deps, id, () => ({
    kind: 'answered',
    version: 1,
    at: deps.clock.now(),
    answer,
  }))
  return { state: after, answer, measure: found.measure }
}

function sentencesOf(state: State, found: ModelAnswer): Sentence[] {
  const { measure } = found
  const kept = found.sentences.map(({ text, cites }) => ({ text, cites: [...cites] }))
  const again =
    measure === null
      ? []
      : [uncited(`To be measured again: ${measure.step} on ${measure.node ?? 'all nodes'}.`)]
  if (kept.length === 0) {
    const step = found.wouldTell ?? state.verdict?.nextMeasurement?.step ?? null
    return [uncited(`I don't know. ${found.reason ?? ''}${wouldTell(state, step)}`), ...again]
  }
  const open =
    found.wouldTell === null
      ? []
      : [uncited(`The rest is open.${wouldTell(state, found.wouldTell)}`)]
  return [...kept, ...open, ...again]
}

/** Built here and not by the model: it names a command. */
function wouldTell({ service }: State, step: string | null): string {
  return step === null ? '' : ` This would tell: memdiag run ${service.name} --only ${step}`
}

function uncited(text: string): Sentence {
  return { text, cites: [] }
}
