import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Directory } from './directory.ts'
import { BOT, type SlackMessage } from './emulator.ts'
import type { ShownView } from './views.ts'

/** The payloads of clicks, windows, searches and shortcuts, shaped as Slack sends them. */

const Element = z.looseObject({
  type: z.string(),
  action_id: z.string(),
  text: z.looseObject({ text: z.string() }).optional(),
  value: z.string().optional(),
})
const WithElements = z.looseObject({ elements: z.array(Element) })

type Blocks = readonly { readonly type: string; readonly [field: string]: unknown }[]

/** The button with a label, or the element with an action id. Throws where there is none: nobody can press it then. */
export function findElement(blocks: Blocks, label: string): z.infer<typeof Element> {
  const elements = blocks
    .filter(({ type }) => type === 'actions')
    .flatMap((block) => WithElements.parse(block).elements)
  const found = elements.find((each) => each.text?.text === label || each.action_id === label)
  if (found !== undefined) return found
  const there = elements.map((each) => each.text?.text ?? each.action_id).join(', ')
  throw new Error(`There is no button ${label}; there is: ${there}`)
}

type From = { readonly directory: Directory; readonly user: string; readonly trigger: string }

function common({ directory, user }: From) {
  const person = directory.personOf(user)
  return {
    team: { id: directory.teamId, domain: 'emulate' },
    user: {
      id: user,
      username: person?.name ?? 'somebody',
      name: person?.name ?? 'somebody',
      team_id: person?.person.outsiderOf ?? directory.teamId,
    },
    api_app_id: BOT.app,
    token: 'legacy-verification-token',
    enterprise: null,
    is_enterprise_install: false,
  }
}

function actionOf(element: z.infer<typeof Element>, chosen: string | undefined) {
  const now = Date.now()
  return {
    type: element.type,
    action_id: element.action_id,
    block_id: 'b0',
    ...(element.value === undefined ? {} : { value: element.value }),
    ...(element.text === undefined ? {} : { text: element.text }),
    ...(chosen === undefined
      ? {}
      : {
          selected_option: { text: { type: 'plain_text', text: chosen }, value: chosen },
        }),
    action_ts: `${Math.floor(now / 1000)}.${randomBytes(3).readUIntBE(0, 3)}`,
  }
}

/** A button in a message. */
export function clickPayload(
  from: From,
  at: { readonly channel: { id: string; name: string }; readonly message: SlackMessage },
  click: { readonly label: string; readonly responseUrl: string },
): Record<string, unknown> {
  const { channel, message } = at
  return {
    ...common(from),
    type: 'block_actions',
    trigger_id: from.trigger,
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: false,
      ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
    },
    channel: { id: channel.id, name: channel.name },
    message: { ...message, bot_id: BOT.id, app_id: BOT.app },
    response_url: click.responseUrl,
    state: { values: {} },
    actions: [actionOf(findElement(message.blocks, click.label), undefined)],
  }
}

/** A button or a choice in a window or on the Home tab. */
export function viewClickPayload(
  from: From,
  shown: ShownView,
  click: { readonly label: string; readonly choose?: string },
): Record<string, unknown> {
  return {
    ...common(from),
    type: 'block_actions',
    trigger_id: from.trigger,
    container: { type: 'view', view_id: shown.id },
    view: { ...shown.view, id: shown.id, state: { values: {} } },
    actions: [actionOf(findElement(shown.view.blocks, click.label), click.choose)],
  }
}

export function submissionPayload(
  from: From,
  shown: ShownView,
  values: Record<string, unknown>,
): Record<string, unknown> {
  return {
    ...common(from),
    type: 'view_submission',
    trigger_id: from.trigger,
    view: { ...shown.view, id: shown.id, state: { values } },
    response_urls: [],
  }
}

export function suggestionPayload(
  from: From,
  shown: ShownView,
  search: { readonly actionId: string; readonly typed: string },
): Record<string, unknown> {
  return {
    ...common(from),
    type: 'block_suggestion',
    container: { type: 'view', view_id: shown.id },
    action_id: search.actionId,
    block_id: 'b0',
    value: search.typed,
    view: { ...shown.view, id: shown.id, state: { values: {} } },
  }
}

export function shortcutPayload(
  from: From,
  at: {
    readonly channel: { id: string; name: string }
    readonly message: Record<string, unknown> & { ts: string }
  },
  shortcut: { readonly callbackId: string; readonly responseUrl: string },
): Record<string, unknown> {
  return {
    ...common(from),
    type: 'message_action',
    callback_id: shortcut.callbackId,
    trigger_id: from.trigger,
    response_url: shortcut.responseUrl,
    message_ts: at.message.ts,
    channel: { id: at.channel.id, name: at.channel.name },
    message: { type: 'message', ...at.message },
    action_ts: `${Date.now() / 1000}`,
  }
}

export function homePayload(directory: Directory, user: string): Record<string, unknown> {
  return eventPayload(directory, { type: 'app_home_opened', user, channel: 'D0HOME', tab: 'home' })
}

export function reactionPayload(
  directory: Directory,
  user: string,
  on: { readonly reaction: string; readonly channel: string; readonly ts: string },
): Record<string, unknown> {
  const item = { type: 'message', channel: on.channel, ts: on.ts }
  return eventPayload(directory, { type: 'reaction_added', user, reaction: on.reaction, item })
}

function eventPayload(
  directory: Directory,
  event: Record<string, unknown>,
): Record<string, unknown> {
  return {
    token: 'legacy-verification-token',
    team_id: directory.teamId,
    api_app_id: BOT.app,
    event: { ...event, event_ts: `${Date.now() / 1000}` },
    type: 'event_callback',
    event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: directory.teamId,
        user_id: BOT.user,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
  }
}
