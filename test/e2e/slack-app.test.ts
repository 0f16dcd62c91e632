import { afterEach, describe, expect, test, vi } from 'vitest'
import { MemdiagError } from '../../src/core/errors.ts'
import type { StartRequest } from '../../src/core/ports.ts'
import type { Post } from '../../src/core/post.ts'
import type { Access, Service } from '../../src/core/service.ts'
import { createSlackApp, type SlackApp } from '../../src/slack/app.ts'
import {
  type SlackWorkspace,
  type SlackWorkspaceOptions,
  startSlackWorkspace,
} from '../support/slack-bridge/workspace.ts'

const checkout: Service = { name: 'checkout', targets: [{ name: 'web-1', kind: 'local' }] }

type Line = { readonly level: string; readonly message: string; readonly [field: string]: unknown }

type Setup = SlackWorkspaceOptions & {
  readonly access?: Access
  readonly http?: boolean
  readonly startFails?: MemdiagError
}

type Running = {
  readonly slack: SlackWorkspace
  readonly app: SlackApp
  readonly started: StartRequest[]
  readonly lines: Line[]
  /** What alice was told, as it would be read. */
  told(): string[]
}

const running: { stop(): Promise<void> }[] = []

afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.stop()
})

/** The app as `memdiag start` makes it, with an engine that only writes down what it was asked for. */
async function start(setup: Setup = {}): Promise<Running> {
  const slack = await startSlackWorkspace(setup)
  running.push({ stop: () => slack.close() })
  const started: StartRequest[] = []
  const lines: Line[] = []
  const write = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    lines.push({ ...fields, level, message })
  }
  const app = createSlackApp({
    services: {
      names: async () => ['checkout'],
      async find(name) {
        if (name === 'checkout') return checkout
        throw new MemdiagError(
          'service-unknown',
          `There is no service \`${name}\` in services.yml.`,
          {
            hint: 'Did you mean checkout?',
          },
        )
      },
    },
    investigations: {
      async start(request) {
        if (setup.startFails !== undefined) throw setup.startFails
        started.push(request)
        return `id${started.length}`
      },
      async show() {
        throw new MemdiagError('investigation-unknown', 'There is no investigation yet.')
      },
      list: async () => [
        {
          id: 'k3x9q2',
          service: 'checkout',
          state: 'done',
          startedAt: '2026-11-23T10:00:00.000Z',
          endedAt: '2026-11-23T10:00:12.000Z',
          cause: 'overforked-workers',
          confidence: 'confirmed',
        },
      ],
    },
    access: setup.access,
    steps: ['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'],
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    tokens:
      setup.http === true
        ? { botToken: slack.botToken, signingSecret: slack.signingSecret }
        : { botToken: slack.botToken, appToken: slack.appToken },
    slackApiUrl: slack.apiUrl,
    port: 0,
  })
  await app.start()
  running.push({ stop: () => app.stop() })
  if (setup.http === true) {
    const listening = lines.find((line) => line.message === 'listening for Slack')
    slack.deliverTo(`http://127.0.0.1:${String(listening?.['port'])}/slack/events`)
  }
  const told = () => slack.ephemerals().map(({ text }) => text)
  return { slack, app, started, lines, told }
}

const SLASH = { user: 'alice', channel: 'incidents' }

describe.each([
  ['Socket Mode', false],
  ['signed HTTP requests', true],
])('over %s', (_, http) => {
  test('a command is acknowledged at once and starts one investigation', async () => {
    const { slack, started, told } = await start({ http })

    const acks = await slack.slash({ ...SLASH, text: 'checkout --only top,cpuinfo' })

    await vi.waitFor(() => expect(started).toHaveLength(1))
    expect(acks[0]?.afterMs).toBeLessThan(1_000)
    expect(started[0]).toEqual({
      service: checkout,
      only: ['top', 'cpuinfo'],
      startedBy: `slack:${slack.userId('alice')}`,
      slack: { channel: slack.channelId('incidents') },
    })
    expect(told()).toEqual([])
    expect(await slack.messages('incidents')).toEqual([])
  })

  test('the same command delivered twice starts one investigation, typed twice two', async () => {
    const { slack, started } = await start({ http })

    await slack.slash({ ...SLASH, text: 'checkout', deliveries: 3 })
    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() => expect(started).toHaveLength(2))
  })

  test('a mention in a thread starts an investigation that answers there, once', async () => {
    const { slack, started } = await start({ http })
    const threadTs = await slack.say({ text: 'memory alarm', channel: 'incidents' })

    const { acks } = await slack.mention({
      ...SLASH,
      text: 'look, @memdiag top checkout',
      threadTs,
      deliveries: 2,
    })

    await vi.waitFor(() => expect(started).toHaveLength(1))
    expect(acks.every((ack) => ack !== null && ack.afterMs < 1_000)).toBe(true)
    expect(started[0]?.only).toEqual(['top'])
    expect(started[0]?.slack).toEqual({ channel: slack.channelId('incidents'), threadTs })
  })
})

test('a request with a wrong signature is refused', async () => {
  const { slack, lines, started } = await start({ http: true })
  const listening = lines.find((line) => line.message === 'listening for Slack')

  const response = await fetch(`http://127.0.0.1:${String(listening?.['port'])}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
      'x-slack-signature': `v0=${'0'.repeat(64)}`,
    },
    body: `command=%2Fmemdiag&text=checkout&user_id=${slack.userId('alice')}`,
  })

  expect(response.status).toBe(401)
  expect(started).toEqual([])
})

describe('the person alone is told', () => {
  test.each([
    ['', 'How to ask memdiag'],
    [
      'checkout --only topp',
      'There is no step `topp`. The steps are load, snapshot, websocket, logs, top, cpuinfo. /memdiag checkout --only top,cpuinfo',
    ],
    ['chekout', 'There is no service `chekout` in services.yml. Did you mean checkout?'],
    ['show zz', 'There is no investigation yet.'],
    ['list', 'The latest investigations: 1'],
    ['verify k3', '`verify` is not there yet in Slack. /memdiag help'],
  ])('for %j', async (text, reply) => {
    const { slack, started, told } = await start()

    await slack.slash({ ...SLASH, text })

    await vi.waitFor(() => expect(told()).toEqual([reply]))
    expect(slack.ephemerals()[0]).toMatchObject({
      via: 'response_url',
      user: slack.userId('alice'),
    })
    expect(started).toEqual([])
    expect(await slack.messages('incidents')).toEqual([])
  })

  test('what a thread may be asked for, inside that thread', async () => {
    const { slack, told } = await start()
    const threadTs = await slack.say({ text: 'memory alarm', channel: 'incidents' })

    await slack.mention({ ...SLASH, text: '@memdiag', threadTs })

    await vi.waitFor(() => expect(told()).toEqual(['How to ask memdiag']))
    expect(slack.ephemerals()[0]).toMatchObject({ via: 'postEphemeral', threadTs })
  })

  test('why nothing could be started', async () => {
    const failure = new MemdiagError('store-unavailable', 'The database does not answer.', {
      hint: 'Check DATABASE_URL.',
    })
    const { slack, told } = await start({ startFails: failure })

    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() =>
      expect(told()).toEqual(['The database does not answer. Check DATABASE_URL.']),
    )
  })

  test('by a message when the address to respond to has expired', async () => {
    const { slack, told } = await start()

    const delivered = slack.slash({ ...SLASH, text: 'list' })
    slack.expireResponseUrls()
    await delivered

    await vi.waitFor(() => expect(told()).toHaveLength(1))
    expect(slack.ephemerals()[0]?.via).toBe('postEphemeral')
  })
})

describe('where memdiag is not in the channel', () => {
  test.each([
    [
      'a public channel',
      { incidents: { bot: false } },
      'memdiag is not in this channel and cannot post here. Type /invite @memdiag here, then your command again.',
    ],
    [
      'a private channel',
      { incidents: { bot: false, private: true } },
      /^memdiag cannot see this conversation\. In a channel: Type \/invite @memdiag here/,
    ],
    ['an archived channel', { incidents: { archived: true } }, /archived/],
    ['a channel shared with others', { incidents: { extShared: true } }, /another organisation/],
  ])('%s: the hint comes and nothing runs', async (_, channels, hint) => {
    const { slack, started, told } = await start({ channels })

    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(hint)]))
    expect(started).toEqual([])
  })

  test('a direct message: the hint comes and nothing runs', async () => {
    const { slack, started, told } = await start()

    await slack.slash({ ...SLASH, channel: 'D0123', text: 'checkout' })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(/direct message/)]))
    expect(started).toEqual([])
  })

  test('the very next command after an invitation does', async () => {
    const { slack, started, told } = await start({
      channels: { incidents: { bot: false, private: true } },
    })
    await slack.slash({ ...SLASH, text: 'checkout' })
    await vi.waitFor(() => expect(told()).toHaveLength(1))

    slack.invite('incidents')
    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() => expect(started).toHaveLength(1))
  })
})

describe('who may not use it is told so and starts nothing', () => {
  test.each([
    ['a guest', { guest: 'multi-channel' }, /guest/],
    ['a guest of one channel', { guest: 'single-channel' }, /guest/],
    ['a Slack Connect outsider', { outsiderOf: 'T0OTHER' }, /another one/],
    ['a bot', { bot: true }, /people only/],
    ['a deactivated account', { deleted: true }, /deactivated/],
    ['somebody of whom too little is told', { omit: ['is_restricted'] }, /full member/],
  ] as const)('%s', async (_, person, reason) => {
    const { slack, started, told } = await start({ users: { alice: person } })

    await slack.slash({ ...SLASH, text: 'checkout' })
    await slack.mention({ ...SLASH, text: '@memdiag checkout' })

    await vi.waitFor(() =>
      expect(told()).toEqual([expect.stringMatching(reason), expect.stringMatching(reason)]),
    )
    expect(started).toEqual([])
  })

  test.each([
    ['not listed', { users: ['U0BOB'] }],
    ['in a channel that is not listed', { channels: ['C0OTHER'] }],
  ])('somebody %s', async (_, access) => {
    const { slack, started, told } = await start({ access })

    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() =>
      expect(told()).toEqual([expect.stringMatching(/services\.yml does not name/)]),
    )
    expect(started).toEqual([])
  })

  test('anybody in a channel shared with another organisation', async () => {
    const { slack, started, told } = await start({ channels: { incidents: { extShared: true } } })

    await slack.mention({ ...SLASH, text: '@memdiag checkout' })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(/another organisation/)]))
    expect(started).toEqual([])
  })

  test('everybody while Slack does not tell who they are', async () => {
    const { slack, started, told } = await start()
    slack.fail('users.info', { status: 500 }, 3)

    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(/Nothing was started/)]))
    expect(started).toEqual([])
  })

  test('bots are not even answered', async () => {
    const { slack, started, told } = await start()

    await slack.mention({ ...SLASH, text: '@memdiag checkout', byBot: true })
    await slack.slash({ ...SLASH, text: 'list' })

    await vi.waitFor(() => expect(told()).toEqual(['The latest investigations: 1']))
    expect(started).toEqual([])
  })
})

describe('the socket', () => {
  test.each([
    ['Slack asks to connect anew', (slack: SlackWorkspace) => slack.refreshSockets()],
    ['it was cut', (slack: SlackWorkspace) => slack.cutSockets()],
  ])('is opened again when %s', async (_, lose) => {
    const { slack, started } = await start()

    lose(slack)

    await vi.waitFor(() => expect(slack.socketsOpened()).toBe(2), 10_000)
    await slack.slash({ ...SLASH, text: 'checkout' })
    await vi.waitFor(() => expect(started).toHaveLength(1))
  })

  test('is opened again after an outage', async () => {
    const { slack, started, lines } = await start()

    slack.outage(true)
    await vi.waitFor(
      () => expect(lines.map((line) => line.message)).toContain('socket to Slack not opened'),
      10_000,
    )
    slack.outage(false)

    await vi.waitFor(() => expect(slack.socketsOpened()).toBe(2), 20_000)
    await slack.slash({ ...SLASH, text: 'checkout' })
    await vi.waitFor(() => expect(started).toHaveLength(1))
  })

  test('is not opened with a wrong token, and start says so', async () => {
    const slack = await startSlackWorkspace()
    running.push({ stop: () => slack.close() })
    const none = () => undefined
    const app = createSlackApp({
      services: { names: async () => [], find: async () => checkout },
      investigations: {
        start: async () => 'id',
        show: () => Promise.reject(new Error()),
        list: async () => [],
      },
      access: undefined,
      steps: ['load'],
      log: { info: none, warn: none, error: none },
      tokens: { botToken: 'xoxb-wrong', appToken: slack.appToken },
      slackApiUrl: slack.apiUrl,
    })

    await expect(app.start()).rejects.toThrow('Slack refused the bot token: invalid_auth.')
    await app.stop()
  })
})

const root: Post = {
  key: 'root',
  kind: 'root',
  text: 'Memory of checkout: investigating',
  parts: [
    { kind: 'heading', text: 'Memory of checkout: investigating' },
    { kind: 'progress', steps: [{ name: 'load', state: 'running', text: '' }] },
  ],
}
const top: Post = {
  key: 'step:top',
  kind: 'step',
  text: '48 workers',
  parts: [
    {
      kind: 'table',
      caption: 'Processes',
      columns: [{ title: 'COMMAND', align: 'left' }],
      rows: [['worker process'], ['<!channel>']],
    },
  ],
}

describe('posts', () => {
  test('are sent, changed in place and found again by their key', async () => {
    const { slack, app } = await start()
    const channel = slack.channelId('incidents')
    const thread = { investigation: 'id1', channel }

    const rootTs = await app.posts.send(thread, root)
    const ts = await app.posts.send({ ...thread, threadTs: rootTs }, top)
    await app.posts.update(thread, rootTs, { ...root, text: 'Memory of checkout: done' })

    const [message, more] = await slack.messages('incidents')
    expect(more).toBeUndefined()
    expect(message).toMatchObject({
      ts: rootTs,
      user: slack.botUserId,
      text: 'Memory of checkout: done',
      unfurl_links: false,
      unfurl_media: false,
      metadata: {
        event_type: 'memdiag_post',
        event_payload: { investigation: 'id1', key: 'root' },
      },
    })
    const [, reply] = await slack.thread('incidents', rootTs)
    expect(reply).toMatchObject({ ts, text: '48 workers', thread_ts: rootTs })
    expect(reply?.blocks.map((block) => block.type)).toEqual(['rich_text', 'table'])
    expect(await app.posts.find(thread, 'root')).toBe(rootTs)
    expect(await app.posts.find({ ...thread, threadTs: rootTs }, 'step:top')).toBe(ts)
    expect(await app.posts.find({ ...thread, threadTs: rootTs }, 'summary')).toBeNull()
    expect(await app.posts.find({ ...thread, investigation: 'id2' }, 'root')).toBeNull()
    expect(await app.posts.find({ ...thread, threadTs: '1.000001' }, 'root')).toBeNull()
  })

  test('wait as long as Slack asks, and keep their order', async () => {
    const { slack, app } = await start()
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }
    slack.fail('chat.postMessage', { rateLimitedSeconds: 1 })
    const begun = performance.now()

    await app.posts.send(thread, root)
    await app.posts.send(thread, top)

    expect(performance.now() - begun).toBeGreaterThan(990)
    expect((await slack.messages('incidents')).map(({ text }) => text)).toEqual([
      root.text,
      top.text,
    ])
  })

  test.each([
    ['a long rate limit', { rateLimitedSeconds: 3_600 }],
    ['an error of its servers', { status: 503 }],
    ['an internal error', { error: 'internal_error' }],
    ['a broken connection', { lost: 'call' }],
  ] as const)('are for the caller to try again after %s', async (_, fault) => {
    const { slack, app } = await start()
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }
    slack.fail('chat.postMessage', fault)

    await expect(app.posts.send(thread, root)).rejects.toMatchObject({ code: 'busy' })
    expect(slack.calls('chat.postMessage')).toHaveLength(1)
    await app.posts.send(thread, root)

    expect(await slack.messages('incidents')).toHaveLength(1)
  })

  test('whose answer was lost are not sent a second time', async () => {
    const { slack, app } = await start()
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }
    slack.fail('chat.postMessage', { lost: 'answer' })

    await expect(app.posts.send(thread, root)).rejects.toMatchObject({ code: 'busy' })
    const ts = await app.posts.send(thread, root)

    const messages = await slack.messages('incidents')
    expect(messages.map((message) => message.ts)).toEqual([ts])
  })

  test.each(['invalid_blocks', 'msg_blocks_too_long'])(
    'with a table that Slack refuses (%s) are sent as monospaced lines',
    async (error) => {
      const { slack, app } = await start()
      slack.fail('chat.postMessage', { error })

      await app.posts.send({ investigation: 'id1', channel: slack.channelId('incidents') }, top)

      const [message] = await slack.messages('incidents')
      expect(message?.blocks.map((block) => block.type)).toEqual(['rich_text', 'rich_text'])
      expect(JSON.stringify(message?.blocks)).toContain('COMMAND\\nworker process\\n<!channel>')
    },
  )

  test.each([
    ['not_in_channel', { incidents: { bot: false } }],
    ['channel_not_found', { incidents: { bot: false, private: true } }],
    ['is_archived', { incidents: { archived: true } }],
  ])('are refused for good with the word of Slack: %s', async (word, channels) => {
    const { slack, app } = await start({ channels })
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }

    await expect(app.posts.send(thread, root)).rejects.toMatchObject({
      code: 'slack-refused',
      message: `Slack refused a message: ${word}.`,
    })
  })

  test('are refused for good when Slack takes them in no form, or the token was revoked', async () => {
    const { slack, app } = await start()
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }

    slack.fail('chat.postMessage', { error: 'invalid_blocks' }, 3)
    await expect(app.posts.send(thread, top)).rejects.toMatchObject({
      code: 'slack-refused',
      message: 'Slack refused a message: invalid_blocks.',
    })
    slack.fail('chat.update', { error: 'token_revoked' })
    await expect(app.posts.update(thread, '1.000001', root)).rejects.toMatchObject({
      code: 'slack-refused',
      message: 'Slack refused the change of a message: token_revoked.',
    })
  })
})
