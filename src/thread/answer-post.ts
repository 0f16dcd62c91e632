import type { StepName } from '../core/names.ts'
import { type Answer, languageAsked, type Sentence } from '../core/narration.ts'
import type { Post, Span } from '../core/post.ts'
import { say, SILENCE, type Wording } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { type DraftPart, worded } from './draft.ts'
import { hasPost, stepKey } from './step-post.ts'
import { evidenceParts } from './tables.ts'

/** The answer to a question of the thread: a message of its own, with what each sentence rests on. */
export function answerPost(state: State, answer: Answer): Post {
  const items = answer.sentences.map((sentence) => itemOf(state, sentence))
  const shown = state.evidence.filter((each) => answer.shows.includes(each.id))
  const [first = say`No answer.`] = items
  const body: DraftPart =
    items.length < 2 && !isLinked(first) ? { kind: 'text', text: first } : { kind: 'list', items }
  // A model answers in the language of the thread, whatever it is asked in.
  const language =
    answer.from === 'log' ? languageAsked(answer.question, state.language) : state.language
  return worded(language, {
    key: `answer:${answer.id}`,
    kind: 'notice',
    text: say`${answer.question}: ${answer.sentences[0]?.text ?? say`no answer`}`,
    parts: [
      { kind: 'small', text: answer.question },
      body,
      ...shown.flatMap((each) => evidenceParts(each, state.service.targets.length > 1)),
      ...from(answer),
    ],
  })
}

/** A sentence with the ids it rests on; each leads to the message of the step that has it. */
function itemOf(state: State, { text, cites }: Sentence): string | Span[] {
  if (cites.length === 0) return text
  const ids = cites.flatMap((id, index): Span[] => {
    const step = stepOf(state, id)
    const span = step === null ? id : { text: id, post: stepKey(step) }
    return index === 0 ? [span] : [', ', span]
  })
  return [`${text} [`, ...ids, ']']
}

function isLinked(item: Wording | readonly Span[]): item is readonly Span[] {
  return Array.isArray(item)
}

/** The step whose message has a finding or evidence; null where there is no such message. */
function stepOf(state: State, id: string): StepName | null {
  const cited = [...state.findings, ...state.evidence].find((each) => each.id === id)
  const step = state.steps.find((each) => each.name === cited?.step)
  return step !== undefined && hasPost(step) ? step.name : null
}

function from({ from: source, call, dropped }: Answer): DraftPart[] {
  if (source === 'log') return []
  const lost =
    dropped.length === 0
      ? SILENCE
      : say` ${dropped.length} of its sentences did not stand up to the evidence.`
  return [
    {
      kind: 'small',
      text: say`Worded by ${call?.model ?? say`a model`} from the findings.${lost}`,
    },
  ]
}
