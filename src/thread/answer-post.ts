import type { Answer } from '../core/narration.ts'
import type { Post } from '../core/post.ts'
import type { State } from '../core/state.ts'
import { say, SILENCE } from '../core/say.ts'
import { type DraftPart, worded } from './draft.ts'
import { evidenceParts } from './tables.ts'

/** The answer to a question of the thread: a message of its own, with what each sentence rests on. */
export function answerPost(state: State, answer: Answer): Post {
  const lines = answer.sentences.map(({ text, cites }) =>
    cites.length === 0 ? text : `${text} [${cites.join(', ')}]`,
  )
  const shown = state.evidence.filter((each) => answer.shows.includes(each.id))
  const [first = say`No answer.`] = lines
  const body: DraftPart =
    lines.length > 1 ? { kind: 'list', items: lines } : { kind: 'text', text: first }
  return worded(state.language, {
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
