import { mask } from '../core/mask.ts'
import {
  type Answer,
  type Language,
  languageAsked,
  type ModelAnswer,
  type Sentence,
} from '../core/narration.ts'
import { say, SILENCE, type Wording } from '../core/say.ts'
import type { Consulted, ConsultRequest } from '../core/investigations-port.ts'
import { fold, type State } from '../core/state.ts'
import { QUESTION_CHARACTERS } from './ask.ts'
import type { EngineDeps } from './engine.ts'
import { inLanguage } from '../words/in-language.ts'
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
    sentences: sentencesOf(state, found, languageAsked(asked, state.language)),
    shows: [],
    from: found.sentences.length > 0 ? 'model' : 'log',
    dropped: found.dropped,
    call: found.call,
    tools: found.tools,
  }
  const after = await append(deps, { id }, () => ({
    kind: 'answered',
    version: 1,
    at: deps.clock.now(),
    answer,
  }))
  return { state: after, answer, measure: found.measure }
}

/** What is added to a model's sentences is in their language; alone, in that of the question. */
function sentencesOf(state: State, found: ModelAnswer, asked: Language): Sentence[] {
  const language = found.sentences.length > 0 ? state.language : asked
  const uncited = (words: Wording): Sentence => ({ text: inLanguage(language, words), cites: [] })
  const { measure } = found
  const kept = found.sentences.map(({ text, cites }) => ({ text, cites: [...cites] }))
  const again =
    measure === null
      ? []
      : [uncited(say`To be measured again: ${measure.step} on ${measure.node ?? say`all nodes`}.`)]
  if (kept.length === 0) {
    const step = found.wouldTell ?? state.verdict?.nextMeasurement?.step ?? null
    return [uncited(say`I don't know. ${found.reason ?? ''}${wouldTell(state, step)}`), ...again]
  }
  const open =
    found.wouldTell === null
      ? []
      : [uncited(say`The rest is open.${wouldTell(state, found.wouldTell)}`)]
  return [...kept, ...open, ...again]
}

/** Built here and not by the model: it names a command. */
function wouldTell({ service }: State, step: string | null): Wording {
  return step === null ? SILENCE : say` This would tell: memdiag run ${service.name} --only ${step}`
}
