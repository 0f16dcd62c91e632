import type { State } from '../core/state.ts'
import { say, SILENCE } from '../core/say.ts'
import type { DraftPart } from './draft.ts'

/** The verdict in words: a model's where they stood up to the evidence, else the built-in ones. */
export function wordedParts({ verdict, narration }: State): DraftPart[] {
  if (verdict === null) return []
  const worded = narration?.outcome === 'used' ? narration : null
  const sentences = worded?.sentences.filter((each) => each.section === 'summary') ?? []
  if (worded === null || sentences.length === 0) return [{ kind: 'text', text: verdict }]
  const model = worded.call?.model ?? say`a model`
  const dropped =
    worded.dropped.length === 0
      ? SILENCE
      : say` ${worded.dropped.length} of its sentences were dropped because they did not stand up to it.`
  return [
    {
      kind: 'text',
      text: sentences.map(({ text, cites }) => `${text} [${cites.join(', ')}]`).join('\n'),
    },
    {
      kind: 'small',
      text: say`Worded by ${model} from the findings; code settled the verdict from the evidence.${dropped}`,
    },
  ]
}
