import type { StepName } from '../core/names.ts'
import type { State } from '../core/state.ts'
import { answerQuestion } from '../questions/answer-question.ts'
import { QUESTIONS } from '../questions/what-can-be-asked.ts'
import { type Intent, parseQuestion } from '../questions/parse-question.ts'
import { languageAsked } from '../core/narration.ts'
import type { AnswerDeps, Request } from './answer.ts'
import { notice, type Reply } from './replies.ts'
import { cleanText } from './text.ts'
import { say } from '../core/say.ts'

type Question = { readonly state: State; readonly text: string; readonly intent: Intent | null }

/** A question about the investigation of the thread; null where it is none, or there is no investigation. */
export async function questionIn(
  { investigations }: AnswerDeps,
  { channel, threadTs, text: typed }: Request,
  services: readonly string[],
): Promise<Question | null> {
  const text = cleanText(typed).trim()
  if (threadTs === undefined || text === '') return null
  // A service may be called by a word that questions have in them.
  if (services.includes(text.split(/\s/)[0] ?? '')) return null
  const id = await investigations.inThread(channel, threadTs)
  if (id === null) return null
  const state = await investigations.show(id)
  const intent = parseQuestion(text, {
    steps: state.steps.map((step) => step.name),
    nodes: state.service.targets.map((target) => target.name),
  })
  if (intent === null && !/[?\uFF1F]$/.test(text)) return null
  return { state, text, intent }
}

/** What it takes to measure again. */
type Again = {
  readonly service: string
  readonly only: readonly StepName[]
  readonly node: string | null
}

/** Answers in the thread, for all; a step is measured again there as an investigation of its own. */
export async function ask(
  deps: AnswerDeps,
  { state, text, intent }: Question,
  by: string,
  measure: (again: Again) => Promise<unknown>,
): Promise<Reply | null> {
  if (intent === null) return consult(deps, { state, text, by }, measure)
  if (intent.kind === 'help') return notice(QUESTIONS)
  if (intent.kind === 'run')
    await measure({ service: state.service.name, only: [intent.step], node: intent.node })
  const reply = answerQuestion(state, intent, languageAsked(text, state.language))
  await deps.investigations.keepAnswer({ id: state.id, question: text, by, reply })
  return null
}

/** A model answers what the grammar does not read; without one, the person is told what can be asked. */
async function consult(
  { investigations }: AnswerDeps,
  { state, text, by }: Pick<Question, 'state' | 'text'> & { readonly by: string },
  measure: (again: Again) => Promise<unknown>,
): Promise<Reply | null> {
  const consulted = await investigations.consult({ id: state.id, question: text, by })
  if (consulted === null) return notice(say`I don't understand this question.`, QUESTIONS)
  if (consulted.measure === null) return null
  const { step, node } = consulted.measure
  await measure({ service: state.service.name, only: [step], node })
  return null
}
