import { createEmulator } from 'emulate'
import { z } from 'zod'

export const BOT = {
  id: 'B0MEMDIAG',
  user: 'U0MEMDIAG',
  name: 'memdiag',
  app: 'A0MEMDIAG',
} as const

/** A person's token, with which the bridge speaks for people and reads along. */
const READER_TOKEN = 'xoxp-of-the-bridge'

/**
 * The emulator takes 5,000 calls an hour under a token and then refuses all, which no Slack does. A thousand
 * investigations need more: the calls go under so many tokens of the same owner in turn.
 */
const TOKENS_OF_AN_OWNER = 50

export type SlackMessage = z.infer<typeof SlackMessage>
const SlackMessage = z.object({
  ts: z.string(),
  user: z.string(),
  text: z.string(),
  thread_ts: z.string().optional(),
  blocks: z.array(z.looseObject({ type: z.string() })).default([]),
  metadata: z
    .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
    .optional(),
  files: z
    .array(
      z.looseObject({
        id: z.string(),
        name: z.string(),
        title: z.string().optional(),
        alt_txt: z.string().optional(),
      }),
    )
    .optional(),
  reply_broadcast: z.boolean().optional(),
  reply_count: z.number().optional(),
  edited: z.object({ ts: z.string() }).optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
})

export type Emulator = {
  readonly url: string
  /** A token of the bot, for the next call. */
  readonly botToken: () => string
  /** Calls a method as a person who sees everything. */
  call(method: string, args: Record<string, unknown>): Promise<Record<string, unknown>>
  channelIds(): Promise<ReadonlyMap<string, string>>
  /** As the channel shows them: with the replies that were sent into it as well. */
  messages(channel: string): Promise<SlackMessage[]>
  thread(channel: string, ts: string): Promise<SlackMessage[]>
  /** One message, wherever it stands. */
  message(channel: string, ts: string): Promise<SlackMessage>
  /** The bytes of a file that was posted. */
  download(file: { readonly url_private?: unknown }): Promise<Uint8Array>
  close(): Promise<void>
}

/** The stateful Slack behind the bridge: it keeps the messages. Scopes are enforced for the bot's token. */
export async function startEmulator(options: {
  readonly botToken: string
  readonly scopes: readonly string[]
  readonly channels: readonly string[]
}): Promise<Emulator> {
  const bot = { bot_id: BOT.id, bot_user_id: BOT.user, app_id: BOT.app }
  const bots = tokensOf(options.botToken)
  const readers = tokensOf(READER_TOKEN)
  const nextBot = inTurn(bots)
  const nextReader = inTurn(readers)
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    hostname: '127.0.0.1',
    seed: {
      slack: {
        strict_scopes: true,
        channels: options.channels.map((name) => ({ name })),
        oauth_apps: [
          {
            ...bot,
            client_id: '1.1',
            client_secret: 'none',
            name: BOT.name,
            bot_name: BOT.name,
            redirect_uris: [],
            scopes: options.scopes,
          },
        ],
        tokens: [
          ...bots.map((token) => ({
            ...bot,
            token,
            type: 'bot' as const,
            user_id: BOT.user,
            scopes: options.scopes,
          })),
          ...readers.map((token) => ({ token, type: 'user' as const, user: 'admin' })),
        ],
      },
    },
  })
  const url = emulator.url.replace('localhost', '127.0.0.1')
  const call: Emulator['call'] = async (method, args) => {
    const response = await fetch(`${url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${nextReader()}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    })
    const answer = z.looseObject({ ok: z.boolean() }).parse(await response.json())
    if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer)}`)
    return answer
  }
  return {
    url,
    botToken: nextBot,
    call,
    async channelIds() {
      const { channels } = z
        .object({ channels: z.array(z.object({ id: z.string(), name: z.string() })) })
        .parse(await call('conversations.list', { limit: 1000 }))
      return new Map(channels.map(({ id, name }) => [name, id]))
    },
    async messages(channel) {
      const roots = messagesOf(await call('conversations.history', { channel, limit: 1000 }))
      const all = await Promise.all(
        roots.map(async (root) => {
          if (root.reply_count === undefined) return [root]
          const [, ...replies] = messagesOf(
            await call('conversations.replies', { channel, ts: root.ts }),
          )
          return [root, ...replies.filter((reply) => reply.reply_broadcast === true)]
        }),
      )
      return all.flat().toSorted((left, right) => Number(left.ts) - Number(right.ts))
    },
    async thread(channel, ts) {
      return messagesOf(await call('conversations.replies', { channel, ts }))
    },
    async message(channel, ts) {
      const roots = messagesOf(await call('conversations.history', { channel, limit: 1000 }))
      for (const root of roots) {
        const thread = messagesOf(await call('conversations.replies', { channel, ts: root.ts }))
        const found = [root, ...thread].find((each) => each.ts === ts)
        if (found !== undefined) return found
      }
      throw new Error(`There is no message ${ts}.`)
    },
    async download(file) {
      const { pathname } = new URL(z.string().parse(file.url_private))
      const headers = { authorization: `Bearer ${nextReader()}` }
      const response = await fetch(`${url}${pathname}`, { headers })
      if (!response.ok) throw new Error(`The file is not to be had: ${await response.text()}`)
      return new Uint8Array(await response.arrayBuffer())
    },
    close: () => emulator.close(),
  }
}

function messagesOf(answer: Record<string, unknown>): SlackMessage[] {
  return z.array(SlackMessage).parse(answer['messages'])
}

function tokensOf(owner: string): string[] {
  return Array.from({ length: TOKENS_OF_AN_OWNER }, (_unused, number) => `${owner}-${number}`)
}

function inTurn(tokens: readonly string[]): () => string {
  let turn = 0
  return () => {
    turn += 1
    return tokens[turn % tokens.length] ?? ''
  }
}
