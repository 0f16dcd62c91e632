import type { ModalView } from '@slack/types'
import { z } from 'zod'
import { FEEDBACK_CHARACTERS } from './limits.ts'
import { paragraph } from './rich-text.ts'
import { wordsIn } from './words.ts'
import type { Language } from '../core/narration.ts'
import { say, type Wording } from '../core/say.ts'

/** The window that asks why a verdict is wrong. */
export const FEEDBACK_VIEW = 'memdiag:not-the-cause'

export const FeedbackOf = z.object({
  investigation: z.string(),
  channel: z.string(),
  threadTs: z.string().exactOptional(),
})
export type FeedbackOf = z.infer<typeof FeedbackOf>

export function feedbackView(of: FeedbackOf, cause: Wording, language: Language): ModalView {
  const put = wordsIn(language)
  return {
    type: 'modal',
    callback_id: FEEDBACK_VIEW,
    private_metadata: JSON.stringify(of),
    title: plain(put(say`Not the cause`)),
    submit: plain(put(say`Tell`)),
    close: plain(put(say`Back`)),
    blocks: [
      paragraph(
        put(say`memdiag settled on ${cause}. What was it really, or what speaks against it?`),
      ),
      {
        type: 'input',
        block_id: 'why',
        label: plain(put(say`In a sentence or two`)),
        hint: plain(
          put(say`It is kept with the investigation and shown in its thread and postmortem.`),
        ),
        element: {
          type: 'plain_text_input',
          action_id: 'memdiag:why',
          multiline: true,
          max_length: FEEDBACK_CHARACTERS,
        },
      },
    ],
  }
}

const Told = z.object({
  private_metadata: z.string(),
  state: z.object({
    values: z.object({ why: z.object({ 'memdiag:why': z.object({ value: z.string() }) }) }),
  }),
})

export function toldIn(view: unknown): FeedbackOf & { readonly text: string } {
  const { private_metadata: metadata, state } = Told.parse(view)
  return { ...FeedbackOf.parse(JSON.parse(metadata)), text: state.values.why['memdiag:why'].value }
}

function plain(text: string) {
  return { type: 'plain_text' as const, text, emoji: false }
}
