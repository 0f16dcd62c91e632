import type { App } from '@slack/bolt'
import type { Post } from '../core/post.ts'
import { say } from '../core/say.ts'
import { type Asker, inPrivate } from './answer.ts'
import { BUTTON_ID, pressedOf } from './buttons.ts'
import { FEEDBACK_VIEW, FeedbackOf } from './feedback-view.ts'
import { HOME_START, showHome } from './home.ts'
import { type ListenDeps, tellIn } from './listen.ts'
import { inTime } from './in-time.ts'
import { openView, updateView } from './open-view.ts'
import {
  answerOptions,
  answersOf,
  FILE_BUTTON,
  NODE_SELECT,
  OutputPage,
  PAGE_BUTTON,
} from './output-view.ts'
import {
  BlockActions,
  BlockSuggestion,
  HomeOpened,
  MessageShortcut,
  teamsOf,
  ViewSubmission,
} from './payloads.ts'
import { NOT_OURS, press } from './press.ts'
import { investigateMessage, SHORTCUT } from './shortcut.ts'
import {
  chosenIn,
  noteView,
  type Place,
  placeOf,
  SERVICE_SELECT,
  serviceOptions,
  START_TITLE,
  START_VIEW,
  startView,
} from './start-view.ts'
import { keepFeedback, startChosen, turnPage } from './windows.ts'

/** Registers buttons, windows, the shortcut and the Home tab. Each is acknowledged before anything else. */
export function listenToClicks(app: App, deps: ListenDeps): void {
  listenToButtons(app, deps)
  listenToWindows(app, deps)
  listenToSearches(app, deps)
  app.shortcut({ callback_id: SHORTCUT, type: 'message_action' }, async ({ ack, body }) => {
    await ack()
    const { user, team, channel, message, trigger_id: triggerId } = MessageShortcut.parse(body)
    const threadTs = message.thread_ts ?? message.ts
    const place = { user: user.id, channel: channel.id, threadTs }
    const asker = {
      ...place,
      teams: teamsOf({ team, user }),
      shared: false,
      triggerId,
      reply: tellIn(deps.writer, place),
    }
    await deps.take(`shortcut:${triggerId}`, () =>
      inPrivate(deps.answering, asker, () => investigateMessage(deps.answering, asker, message)),
    )
  })
  app.event('app_home_opened', async ({ body }) => {
    const { event, team_id: team } = HomeOpened.parse(body)
    if (event.tab !== 'home') return
    const origin = { user: event.user, channel: null, teams: [team], shared: false }
    await showHome(deps.answering, event.user, await deps.answering.gate(origin))
  })
}

function listenToButtons(app: App, deps: ListenDeps): void {
  app.action(BUTTON_ID, async ({ ack, body }) => {
    await ack()
    const click = BlockActions.parse(body)
    const [action] = click.actions
    const { channel, message } = click
    if (action === undefined || channel === undefined || message === undefined) return
    const asker = askerOf(deps, click, {
      channel: channel.id,
      threadTs: message.thread_ts ?? message.ts,
    })
    const pressed = pressedOf(action.value ?? '')
    await deps.take(`click:${asker.user}:${message.ts}:${action.action_ts}`, () =>
      inPrivate(deps.answering, asker, async () =>
        pressed === null
          ? NOT_OURS
          : press(deps.answering, { ...asker, pressed, messageTs: message.ts }),
      ),
    )
  })
  for (const id of [PAGE_BUTTON, FILE_BUTTON, NODE_SELECT]) {
    app.action(id, async ({ ack, body }) => {
      await ack()
      const click = BlockActions.parse(body)
      const at = OutputPage.parse(JSON.parse(click.view?.private_metadata ?? 'null'))
      const asker = askerOf(deps, click, at)
      await deps.take(`page:${asker.user}:${click.actions[0]?.action_ts}`, () =>
        inPrivate(deps.answering, asker, () => turnPage(deps.answering, asker, click)),
      )
    })
  }
  app.action(HOME_START, async ({ ack, body }) => {
    await ack()
    const click = BlockActions.parse(body)
    const { answering } = deps
    const origin = { user: click.user.id, channel: null, teams: teamsOf(click), shared: false }
    const refusal = await answering.gate(origin)
    const language = await answering.languageOf(click.user.id)
    const view =
      refusal === null
        ? startView({ place: null, steps: answering.steps, language })
        : noteView(language, 'memdiag', [refusal])
    await openView(deps.writer, click.trigger_id, view)
  })
}

function listenToWindows(app: App, deps: ListenDeps): void {
  app.view(START_VIEW, async ({ ack, body }) => {
    const { view, ...from } = ViewSubmission.parse(body)
    const language = deps.answering.languageSoFar(from.user.id)
    const starting = noteView(language, START_TITLE, [say`Starting …`])
    await ack({ response_action: 'update', view: starting })
    const chosen = chosenIn(view)
    // The channel may not know memdiag: what there is to say is said in the window.
    const reply = ({ text, language: said = 'en' }: Post) =>
      updateView(deps.writer, view.id, noteView(said, START_TITLE, [text]))
    const asker = { ...askerOf(deps, from, chosen.place), reply }
    await deps.take(`start:${view.id}`, () =>
      inPrivate(deps.answering, asker, () => startChosen(deps.answering, asker, chosen)),
    )
  })
  app.view(FEEDBACK_VIEW, async ({ ack, body }) => {
    await ack()
    const { view, ...from } = ViewSubmission.parse(body)
    const asker = askerOf(deps, from, FeedbackOf.parse(JSON.parse(view.private_metadata)))
    await deps.take(`feedback:${view.id}`, () =>
      inPrivate(deps.answering, asker, () => keepFeedback(deps.answering, asker, view)),
    )
  })
}

function listenToSearches(app: App, deps: ListenDeps): void {
  const { answering } = deps
  app.options(SERVICE_SELECT, async ({ ack, body }) => {
    const { value, view, ...from } = BlockSuggestion.parse(body)
    const channel = placeOf(view)?.channel ?? null
    const origin = { user: from.user.id, channel, teams: teamsOf(from), shared: false }
    const found = async () => {
      if ((await answering.gate(origin)) !== null) return []
      return serviceOptions(await answering.services.names(), value)
    }
    await ack({ options: await inTime(answering.log, found) })
  })
  app.options(NODE_SELECT, async ({ ack, body }) => {
    const { value, view, ...from } = BlockSuggestion.parse(body)
    const at = OutputPage.parse(JSON.parse(view?.private_metadata ?? 'null'))
    const asker = askerOf(deps, from, at)
    const found = async () => {
      if ((await answering.gate(asker)) !== null) return []
      const state = await answering.investigations.show(at.investigation)
      return answerOptions(answersOf(state, at.step), value)
    }
    await ack({ options: await inTime(answering.log, found) })
  })
}

type From = Parameters<typeof teamsOf>[0] & { readonly user: { readonly id: string } }

function askerOf(
  deps: ListenDeps,
  from: From & { readonly trigger_id?: string },
  { channel, threadTs }: Place,
): Asker {
  const place = { user: from.user.id, channel, ...(threadTs === undefined ? {} : { threadTs }) }
  return {
    ...place,
    teams: teamsOf(from),
    shared: false,
    ...(from.trigger_id === undefined ? {} : { triggerId: from.trigger_id }),
    reply: tellIn(deps.writer, place),
  }
}
