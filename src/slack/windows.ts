import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { type AnswerDeps, type Asker, investigate, startedReply } from './answer.ts'
import { toldIn } from './feedback-view.ts'
import { postFile } from './files.ts'
import { updateView } from './open-view.ts'
import {
  answersOf,
  FILE_BUTTON,
  fileName,
  NODE_SELECT,
  OutputPage,
  outputView,
  wholeText,
} from './output-view.ts'
import type { BlockActions } from './payloads.ts'
import { notice, type Reply } from './replies.ts'
import type { Chosen } from './start-view.ts'
import { say } from '../core/say.ts'
import { wordsIn } from './words.ts'

/** Starts what was chosen in a window, and says where to look. */
export async function startChosen(
  deps: AnswerDeps,
  { user }: Asker,
  { service, only, place }: Chosen,
): Promise<Reply> {
  const command = { service, ...(only.length === 0 ? {} : { only }) }
  const started = await investigate(deps, { user, ...place }, command)
  const joined = await startedReply(deps, started, place.channel)
  return joined ?? notice(say`The investigation of ${service} has begun: ${started.id}.`)
}

/** Keeps what a person said against a verdict. */
export async function keepFeedback(deps: AnswerDeps, asker: Asker, view: unknown): Promise<null> {
  const { investigation, text } = toldIn(view)
  const button = { action: 'not-the-cause' as const, subject: null }
  const { language } = await deps.investigations.press({
    id: investigation,
    ...button,
    by: `slack:${asker.user}`,
    text,
  })
  const outcome = wordsIn(language)(say`noted`)
  await deps.investigations.pressDone(investigation, { ...button, outcome, open: false })
  return null
}

/** Turns a page, shows another answer, or posts the whole of one as a file into the thread. */
export async function turnPage(
  deps: AnswerDeps,
  { user }: Asker,
  { view, actions }: Pick<BlockActions, 'view' | 'actions'>,
): Promise<Reply | null> {
  const [action] = actions
  if (view === undefined || action === undefined) return null
  const language = await deps.languageOf(user)
  const at = OutputPage.parse(JSON.parse(view.private_metadata))
  const state = await deps.investigations.show(at.investigation)
  if (state.slack?.channel !== at.channel)
    throw new MemdiagError(
      'usage',
      say`This window belongs to an investigation of another channel.`,
    )
  if (action.action_id === FILE_BUTTON) {
    const shown = answersOf(state, at.step).find(({ id }) => id === at.evidence)
    if (shown === undefined) return null
    const name = fileName(state, shown)
    const place = {
      channel: at.channel,
      ...(at.threadTs === undefined ? {} : { threadTs: at.threadTs }),
    }
    await postFile(deps.writer, place, {
      name,
      title: shown.id,
      bytes: Buffer.from(wholeText(state, shown, wordsIn(language))),
    })
    return notice(say`${name} is in the thread now.`)
  }
  const turned =
    action.action_id === NODE_SELECT
      ? { ...at, evidence: action.selected_option?.value ?? null, page: 0 }
      : { ...at, page: z.coerce.number().int().nonnegative().parse(action.value) }
  await updateView(deps.writer, view.id, outputView(state, turned, language))
  return null
}
