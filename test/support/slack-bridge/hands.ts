import { z } from 'zod'
import type { Channel, Directory } from './directory.ts'
import type { SlackMessage } from './emulator.ts'
import {
  clickPayload,
  homePayload,
  reactionPayload,
  shortcutPayload,
  submissionPayload,
  suggestionPayload,
  viewClickPayload,
} from './interactions.ts'
import type { ResponseUrls } from './response-urls.ts'
import type { Ack, Delivery } from './socket-mode.ts'
import type { ShownView, Views } from './views.ts'

/** What people do with buttons, windows, shortcuts and the Home tab. */
export type Hands = {
  /** A person presses a button of a message, by its label. Throws when there is none. */
  click(
    click: { label: string; user: string; channel: string; ts: string } & {
      readonly deliveries?: number
    },
  ): Promise<readonly Ack[]>
  /** A person presses a button, or chooses something, in a window or on the Home tab. */
  clickInView(click: { label: string; user: string; viewId: string; choose?: string }): Promise<Ack>
  /** A person sends a window off. What the acknowledgement puts into the window is in it. */
  submit(submit: { user: string; viewId: string; values: Record<string, unknown> }): Promise<Ack>
  /** A person types into a search; the values that it offers. */
  search(search: {
    user: string
    viewId: string
    actionId: string
    typed: string
  }): Promise<readonly string[]>
  /** A person chooses a shortcut in the menu of a message. `message` adds what an integration's message has. */
  shortcut(shortcut: {
    user: string
    channel: string
    callbackId: string
    message: Record<string, unknown> & { ts: string }
  }): Promise<Ack>
  openHome(user: string): Promise<Ack>
  /** A person reacts to a message. */
  react(reaction: { user: string; channel: string; ts: string; reaction: string }): Promise<Ack>
  /** Windows as they are now, in the order of their opening. */
  views(): readonly ShownView[]
  home(user: string): ShownView | undefined
}

export function createHands({
  directory,
  views,
  responseUrls,
  deliver,
  mustFind,
  message: messageAt,
}: {
  readonly directory: Directory
  readonly views: Views
  readonly responseUrls: ResponseUrls
  readonly deliver: (
    type: Delivery,
    payload: Record<string, unknown>,
    times?: number,
  ) => Promise<Ack[]>
  readonly mustFind: (channel: string) => Channel
  readonly message: (channel: string, ts: string) => Promise<SlackMessage>
}): Hands {
  return {
    async click({ label, user: name, channel: where, ts, deliveries }) {
      const channel = mustFind(where)
      const user = directory.userId(name)
      const message = await messageAt(channel.id, ts)
      const from = { directory, user, trigger: views.trigger(user) }
      const responseUrl = responseUrls.make({ user, channel: channel.id })
      const payload = clickPayload(from, { channel, message }, { label, responseUrl })
      return deliver('interactive', payload, deliveries)
    },
    async clickInView({ user: name, viewId, ...click }) {
      const user = directory.userId(name)
      const from = { directory, user, trigger: views.trigger(user) }
      return first(deliver('interactive', viewClickPayload(from, views.find(viewId), click)))
    },
    async submit({ user: name, viewId, values }) {
      const user = directory.userId(name)
      const from = { directory, user, trigger: views.trigger(user) }
      const ack = await first(
        deliver('interactive', submissionPayload(from, views.find(viewId), values)),
      )
      const updated = UpdateAck.safeParse(bodyOf(ack)).data
      if (updated !== undefined) {
        const shown = views.update(viewId, updated.view)
        if ('error' in shown) throw new Error(`${shown.error}: ${shown.messages?.join('; ')}`)
      }
      return ack
    },
    async search({ user: name, viewId, ...search }) {
      const user = directory.userId(name)
      const from = { directory, user, trigger: '' }
      const ack = await first(
        deliver('interactive', suggestionPayload(from, views.find(viewId), search)),
      )
      return SearchAck.parse(bodyOf(ack)).options.map(({ value }) => value)
    },
    async shortcut({ user: name, channel: where, callbackId, message }) {
      const channel = mustFind(where)
      const user = directory.userId(name)
      const from = { directory, user, trigger: views.trigger(user) }
      const responseUrl = responseUrls.make({ user, channel: channel.id })
      const at = { channel, message }
      return first(deliver('interactive', shortcutPayload(from, at, { callbackId, responseUrl })))
    },
    openHome: (name) =>
      first(deliver('events_api', homePayload(directory, directory.userId(name)))),
    react: ({ user, channel, ts, reaction }) =>
      first(
        deliver(
          'events_api',
          reactionPayload(directory, directory.userId(user), {
            reaction,
            channel: mustFind(channel).id,
            ts,
          }),
        ),
      ),
    views: () => views.shown(),
    home: (name) => views.home(directory.userId(name)),
  }
}

const UpdateAck = z.object({ response_action: z.literal('update'), view: z.unknown() })
const SearchAck = z.object({ options: z.array(z.object({ value: z.string() })).max(100) })

async function first(acks: Promise<readonly Ack[]>): Promise<Ack> {
  return (await acks)[0] ?? null
}

/** Over HTTP a body is text. */
function bodyOf(ack: Ack): unknown {
  return typeof ack?.body === 'string' && ack.body !== '' ? JSON.parse(ack.body) : ack?.body
}
