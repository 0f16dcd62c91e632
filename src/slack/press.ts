import { causeName } from '../core/cause-names.ts'
import { MemdiagError, wordsOf } from '../core/errors.ts'
import { StepName } from '../core/names.ts'
import { begunText, pressOf } from '../core/press.ts'
import type { State } from '../core/state.ts'
import { type AnswerDeps, type Asker, investigate } from './answer.ts'
import type { Pressed } from './buttons.ts'
import { mustBeInChannel } from './channel.ts'
import { feedbackView } from './feedback-view.ts'
import { exportOne } from './on-investigation.ts'
import { openView, updateView } from './open-view.ts'
import { outputView } from './output-view.ts'
import { notice, type Reply } from './replies.ts'
import { noteView } from './start-view.ts'
import { say, type Wording } from '../core/say.ts'
import { wordsIn } from './words.ts'

/** A button that was pressed in a channel. */
export type Press = Asker & { readonly pressed: Pressed; readonly messageTs: string }

/**
 * Does what a pressed button asks for: only for the investigation whose thread it stands in, and each button
 * once. What came of it is told in the thread; why it was refused, to the person alone.
 */
export async function press(deps: AnswerDeps, asked: Press): Promise<Reply | null> {
  const { action, investigation } = asked.pressed
  if (action === 'more') return showOutput(deps, asked)
  const state = await deps.investigations.show(investigation)
  mustStandIn(state, asked)
  switch (action) {
    case 'not-the-cause':
      return askWhy(deps, asked, state)
    case 'again':
      return once(deps, { asked, state }, (id) => again(deps, asked, { state, id }))
    case 'measure':
      return once(deps, { asked, state }, (id) => measure(deps, asked, { state, id }))
    case 'verify':
      return once(deps, { asked, state }, (id) => verify(deps, asked, { state, id }))
    case 'cancel':
      await deps.investigations.cancel({ id: investigation, by: `slack:${asked.user}` })
      return null
    case 'approve':
    case 'deny':
      return decide(deps, asked, action)
    case 'export':
      return once(deps, { asked, state }, () => exportHere(deps, asked, state))
  }
}

/** Who may is decided where the approval is kept; its card in the thread tells the rest. */
async function decide(
  { investigations }: AnswerDeps,
  { pressed, user }: Press,
  decision: 'approve' | 'deny',
): Promise<null> {
  const { investigation: id, subject: approval = '' } = pressed
  await investigations.decide({ id, approval, decision, by: `slack:${user}` })
  return null
}

/** A button is good where memdiag put it. */
function mustStandIn(state: State, { channel }: Press): void {
  if (state.slack?.channel === channel) return
  throw new MemdiagError(
    'usage',
    say`This button belongs to an investigation of another channel, and does nothing here.`,
  )
}

/** Uses the button up first: of two people who press it at once, one starts something. */
async function once(
  deps: AnswerDeps,
  { asked: { pressed, user }, state }: { readonly asked: Press; readonly state: State },
  work: (opens: string | undefined) => Promise<Wording>,
): Promise<null> {
  const { investigations } = deps
  // What came of it stands in the thread, whoever pressed.
  const put = wordsIn(state.language)
  const button = { action: pressed.action, subject: pressed.subject ?? null }
  const by = `slack:${user}`
  const { presses } = await investigations.press({ id: state.id, ...button, by })
  try {
    const outcome = put(await work(pressOf(presses, button)?.opens))
    await investigations.pressDone(state.id, { ...button, outcome, open: false })
    return null
  } catch (error) {
    await investigations.pressDone(state.id, {
      ...button,
      outcome: put(wordsOf(error)),
      open: true,
    })
    throw error
  }
}

/** What a button begins: for which state, and the id that the press gave it. */
type Begins = { readonly state: State; readonly id: string | undefined }

/** In the same place, with the service as services.yml has it now. */
async function again(deps: AnswerDeps, { user }: Press, { state, id }: Begins): Promise<Wording> {
  const { service, only, slack } = state
  const threadTs = slack?.threadTs
  const place = {
    user,
    channel: slack?.channel ?? '',
    ...(threadTs === undefined ? {} : { threadTs }),
  }
  const command = { service: service.name, id, ...(only === null ? {} : { only }) }
  const started = await investigate(deps, place, command)
  return begunText(started.id, null, started.joined)
}

/** In this very thread: it goes on with the question that stayed open. */
async function measure(deps: AnswerDeps, asked: Press, { state, id }: Begins): Promise<Wording> {
  const step = stepOf(asked.pressed.subject)
  const place = {
    user: asked.user,
    channel: asked.channel,
    threadTs: asked.threadTs ?? asked.messageTs,
  }
  const command = { service: state.service.name, id, only: [step] }
  const started = await investigate(deps, place, command)
  return begunText(started.id, step, started.joined)
}

/** In this very thread, below the prediction that it is held against. */
async function verify(deps: AnswerDeps, asked: Press, { state, id: as }: Begins): Promise<Wording> {
  const threadTs = asked.threadTs ?? asked.messageTs
  await mustBeInChannel(deps.reader, asked.channel)
  const id = await deps.investigations.verify({
    id: state.id,
    by: `slack:${asked.user}`,
    slack: { channel: asked.channel, threadTs },
    ...(as === undefined ? {} : { as }),
  })
  return begunText(id, null)
}

/** What came of it is told in the language of the thread. */
async function exportHere(deps: AnswerDeps, asked: Press, { language }: State): Promise<Wording> {
  const { investigation: id } = asked.pressed
  const threadTs = asked.threadTs ?? asked.messageTs
  const reply = await exportOne(deps, { ...asked, threadTs }, { id, format: 'canvas' })
  return reply(language).text
}

function stepOf(subject: string | undefined): StepName {
  const step = StepName.safeParse(subject)
  if (step.success) return step.data
  throw new MemdiagError('usage', say`This button names no step of memdiag.`)
}

async function askWhy(deps: AnswerDeps, asked: Press, state: State): Promise<null> {
  const { channel, threadTs, pressed } = asked
  const earlier = state.presses.find(({ action }) => action === 'not-the-cause')
  if (earlier !== undefined)
    throw new MemdiagError(
      'already-done',
      say`Somebody has told already why this is not the cause.`,
    )
  const of = {
    investigation: pressed.investigation,
    channel,
    ...(threadTs === undefined ? {} : { threadTs }),
  }
  const language = await deps.languageOf(asked.user)
  await openView(
    deps.writer,
    triggerOf(asked),
    feedbackView(of, state.verdict === null ? '-' : causeName(state.verdict.cause), language),
  )
  return null
}

/** The window opens at once and fills when the log was read: a trigger does not wait. */
async function showOutput(deps: AnswerDeps, asked: Press): Promise<Reply | null> {
  const { channel, threadTs, messageTs, pressed } = asked
  const { writer, investigations } = deps
  const language = await deps.languageOf(asked.user)
  const title = say`Output`
  const reading = noteView(language, title, [say`Reading the log …`])
  const viewId = await openView(writer, triggerOf(asked), reading)
  try {
    const state = await investigations.show(pressed.investigation)
    mustStandIn(state, asked)
    const at = { investigation: state.id, step: pressed.subject ?? '', evidence: null, page: 0 }
    const place = { channel, threadTs: threadTs ?? messageTs }
    await updateView(writer, viewId, outputView(state, { ...at, ...place }, language))
    return null
  } catch (error) {
    await updateView(writer, viewId, noteView(language, title, [wordsOf(error)]))
    throw error
  }
}

function triggerOf({ triggerId }: Asker): string {
  if (triggerId !== undefined) return triggerId
  throw new MemdiagError('internal', say`Slack sent no trigger with this button.`)
}

/** What nobody but the person who pressed it needs to know. */
export const NOT_OURS = notice(say`This button is none that memdiag knows any more.`)
