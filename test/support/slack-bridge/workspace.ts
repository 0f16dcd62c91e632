import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import {
  type Channel,
  channelOf,
  type ChannelSetup,
  createDirectory,
  type Person,
} from './directory.ts'
import { BOT, type SlackMessage, startEmulator } from './emulator.ts'
import { type Canvas, type CanvasPlan, createCanvases } from './canvases.ts'
import { createFaults, type Fault } from './faults.ts'
import { createHands, type Hands } from './hands.ts'
import { deliverOverHttp } from './http-mode.ts'
import { mentionPayload, mentionText, slashPayload } from './payloads.ts'
import { createResponseUrls } from './response-urls.ts'
import { type BridgeDeps, type Call, startServer } from './server.ts'
import { type Ack, createSocketMode, type Delivery } from './socket-mode.ts'
import { createViews } from './views.ts'

/** A message that only one person sees. */
export type Ephemeral = {
  readonly via: 'response_url' | 'postEphemeral' | 'ack' | 'slack'
  readonly user: string
  readonly channel: string
  readonly text: string
  readonly blocks: readonly unknown[]
  readonly threadTs?: string
}

export type SlackWorkspaceOptions = {
  /** Absent: one full member, `alice`. */
  readonly users?: Readonly<Record<string, Person>>
  /** Absent: one channel, `incidents`, with everybody and the bot in it. */
  readonly channels?: Readonly<Record<string, ChannelSetup>>
  /** Absent: the bot scopes of manifest.yml. */
  readonly scopes?: readonly string[]
  /** Absent: a paid plan. */
  readonly canvasPlan?: CanvasPlan
}

/** How often to deliver the same; Slack now and then does it twice. */
type Delivered = { readonly deliveries?: number }

type Said = {
  readonly text: string
  readonly channel: string
  readonly threadTs?: string
  readonly metadata?: { readonly event_type: string; readonly event_payload: object }
}

export type SlackWorkspace = Hands & {
  /** For `slackApiUrl` or SLACK_API_URL. */
  readonly apiUrl: string
  readonly botToken: string
  readonly appToken: string
  readonly signingSecret: string
  readonly botUserId: string
  userId(name: string): string
  channelId(name: string): string
  /** A person types a command. Resolves when the app acknowledged it, or three seconds later. `channel` may be `D…`. */
  slash(
    command: { text: string; user: string; channel: string; command?: string } & Delivered,
  ): Promise<readonly Ack[]>
  /** A person writes a message with `@memdiag` in it. */
  mention(
    mention: {
      text: string
      user: string
      channel: string
      threadTs?: string
      byBot?: boolean
    } & Delivered,
  ): Promise<{ readonly ts: string; readonly acks: readonly Ack[] }>
  /** A person writes a message. Returns its ts. */
  say(message: Said): Promise<string>
  /** Messages of a channel outside of threads, with the replies that were sent into it as well; the oldest first. */
  messages(channel: string): Promise<SlackMessage[]>
  /** A message and its replies, the oldest first. */
  thread(channel: string, ts: string): Promise<SlackMessage[]>
  /** The bytes of a file of a message. */
  download(file: { readonly url_private?: unknown }): Promise<Uint8Array>
  canvases(): readonly Canvas[]
  ephemerals(): readonly Ephemeral[]
  /** Calls of the Web API so far. */
  calls(method?: string): readonly Call[]
  invite(channel: string): void
  kick(channel: string): void
  /** The next calls of a method go wrong. */
  fail(method: string, fault: Fault, times?: number): void
  /** Slack is away, or back again. */
  outage(down: boolean): void
  refreshSockets(): void
  cutSockets(): void
  /** From now on requests go to all replicas in turn. */
  spreadOverSockets(): void
  /** Sockets opened so far, and open now. */
  socketsOpened(): number
  socketsOpen(): number
  expireResponseUrls(): void
  /** From now on requests are sent to this address, signed, instead of over a socket. */
  deliverTo(requestUrl: string): void
  close(): Promise<void>
}

/** What `memdiag start` needs in its environment to meet people there, by Socket Mode. */
export function environmentOf(
  slack: Pick<SlackWorkspace, 'botToken' | 'appToken' | 'apiUrl'>,
): Readonly<Record<'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN' | 'SLACK_API_URL', string>> {
  return {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  }
}

const TEAM = 'T000000001'
const TOKENS = {
  botToken: 'xoxb-1-test',
  appToken: 'xapp-1-test',
  signingSecret: 'a-signing-secret',
}

/** A Slack workspace on loopback: emulate keeps the messages, the bridge adds what it lacks. */
export async function startSlackWorkspace(
  options: SlackWorkspaceOptions = {},
): Promise<SlackWorkspace> {
  const people = options.users ?? { alice: {} }
  const setups = options.channels ?? { incidents: {} }
  const scopes = options.scopes ?? scopesOfManifest()
  const emulator = await startEmulator({ ...TOKENS, scopes, channels: Object.keys(setups) })
  const ids = await emulator.channelIds()
  const channels = Object.entries(setups).map(([name, setup]) =>
    channelOf(name, ids.get(name) ?? '', setup, Object.keys(people)),
  )
  const directory = createDirectory(TEAM, people, channels)
  const ephemerals: Ephemeral[] = []
  const keepEphemeral = (ephemeral: Ephemeral) => {
    ephemerals.push(ephemeral)
  }
  const sockets = createSocketMode()
  const faults = createFaults()
  const views = createViews()
  const canvases = createCanvases(options.canvasPlan ?? 'paid')
  const calls: Call[] = []
  let down = false
  let requestUrl: string | null = null
  let origin = ''
  const responseUrls = createResponseUrls(() => origin, keepEphemeral)
  const bridge: BridgeDeps = {
    webApi: {
      ...TOKENS,
      directory,
      scopes,
      openSocket: () => `${origin.replace('http', 'ws')}/link/?ticket=${calls.length}`,
      keepEphemeral,
      views,
      canvases,
    },
    emulatorUrl: emulator.url,
    emulatorToken: emulator.botToken,
    faults,
    responseUrls,
    sockets,
    calls,
    isDown: () => down,
  }
  const started = await startServer(() => bridge)
  origin = started.origin

  function mustFind(name: string): Channel {
    const found = directory.channel(name)
    if (found === undefined) throw new Error(`There is no channel ${name}.`)
    return found
  }

  function deliver(type: Delivery, payload: Record<string, unknown>, times = 1): Promise<Ack[]> {
    const url = requestUrl
    return Promise.all(
      Array.from({ length: times }, () =>
        url === null
          ? sockets.deliver(type, payload)
          : deliverOverHttp({ url, signingSecret: TOKENS.signingSecret }, type, payload),
      ),
    )
  }

  async function say(message: Said) {
    const { ts } = await emulator.call('chat.postMessage', {
      channel: mustFind(message.channel).id,
      text: message.text,
      ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    })
    return z.string().parse(ts)
  }

  return {
    ...TOKENS,
    apiUrl: `${origin}/api/`,
    botUserId: BOT.user,
    userId: (name) => directory.userId(name),
    channelId: (name) => mustFind(name).id,
    async slash({ text, user: name, channel: where, command = '/memdiag', deliveries }) {
      const user = directory.userId(name)
      const direct = { id: where, name: 'directmessage' }
      const channel = where.startsWith('D') ? direct : mustFind(where)
      const responseUrl = responseUrls.make({ user, channel: channel.id })
      const typed = { user, channel, command, text, responseUrl }
      const payload = { ...slashPayload(directory, typed), trigger_id: views.trigger(user) }
      const acks = await deliver('slash_commands', payload, deliveries)
      for (const ack of acks) {
        const shown =
          ack === null
            ? `${command} failed with the error "operation_timeout"`
            : textOfAck(ack.body)
        const via = ack === null ? 'slack' : 'ack'
        if (shown !== '') keepEphemeral({ via, user, channel: channel.id, text: shown, blocks: [] })
      }
      return acks
    },
    async mention({ text, user, channel: where, threadTs, byBot, deliveries }) {
      const channel = mustFind(where)
      const thread = threadTs === undefined ? {} : { threadTs }
      const ts = await say({ text: mentionText(text), channel: where, ...thread })
      // Slack tells an app nothing of a channel that it is not in.
      if (!channel.bot) return { ts, acks: [] }
      const payload = mentionPayload(directory, {
        user: directory.userId(user),
        channel,
        text,
        ts,
        ...thread,
        ...(byBot === undefined ? {} : { byBot }),
      })
      return { ts, acks: await deliver('events_api', payload, deliveries) }
    },
    say,
    ...createHands({
      directory,
      views,
      responseUrls,
      deliver,
      mustFind,
      message: (channel, ts) => emulator.message(channel, ts),
    }),
    messages: (channel) => emulator.messages(mustFind(channel).id),
    thread: (channel, ts) => emulator.thread(mustFind(channel).id, ts),
    download: (file) => emulator.download(file),
    canvases: () => canvases.all(),
    ephemerals: () => [...ephemerals],
    calls: (method) => calls.filter((call) => method === undefined || call.method === method),
    invite(channel) {
      mustFind(channel).bot = true
    },
    kick(channel) {
      mustFind(channel).bot = false
    },
    fail: (method, fault, times) => faults.add(method, fault, times),
    outage(isDown) {
      down = isDown
      if (isDown) sockets.cut()
    },
    refreshSockets: () => sockets.refresh(),
    cutSockets: () => sockets.cut(),
    spreadOverSockets: () => sockets.spread(),
    socketsOpened: () => sockets.opened(),
    socketsOpen: () => sockets.open(),
    expireResponseUrls: () => responseUrls.expireAll(),
    deliverTo(url) {
      requestUrl = url
    },
    async close() {
      await sockets.close()
      started.server.closeAllConnections()
      await new Promise((resolve) => {
        started.server.close(resolve)
      })
      await emulator.close()
    },
  }
}

function scopesOfManifest(): readonly string[] {
  const manifest: unknown = parse(
    readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8'),
  )
  return z
    .object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) })
    .parse(manifest).oauth_config.scopes.bot
}

/** The body of an acknowledgement may hold a text for the person. */
function textOfAck(body: unknown): string {
  if (typeof body === 'string') return body
  return z.object({ text: z.string() }).safeParse(body).data?.text ?? ''
}
