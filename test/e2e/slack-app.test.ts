import { describe, expect, test, vi } from 'vitest'
import { MemdiagError } from '../../src/core/errors.ts'
import { checkout, startApp } from '../support/slack-bridge/start-app.ts'

const SLASH = { user: 'alice', channel: 'incidents' }

describe.each([
  ['Socket Mode', false],
  ['signed HTTP requests', true],
])('over %s', (_, http) => {
  test('a command is acknowledged at once and starts one investigation', async () => {
    const { slack, started, told } = await startApp({ http })

    const acks = await slack.slash({ ...SLASH, text: 'checkout --only top,cpuinfo' })

    await vi.waitFor(() => expect(started).toHaveLength(1))
    expect(acks[0]?.afterMs).toBeLessThan(1_000)
    expect(started[0]).toEqual({
      service: checkout,
      only: ['top', 'cpuinfo'],
      startedBy: `slack:${slack.userId('alice')}`,
      language: 'en',
      slack: { channel: slack.channelId('incidents') },
    })
    expect(told()).toEqual([])
    expect(await slack.messages('incidents')).toEqual([])
  })

  test('the same command delivered twice starts one investigation, typed twice two', async () => {
    const { slack, started } = await startApp({ http })

    await slack.slash({ ...SLASH, text: 'checkout', deliveries: 3 })
    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() => expect(started).toHaveLength(2))
  })

  test('a mention in a thread starts an investigation that answers there, once', async () => {
    const { slack, started } = await startApp({ http })
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

test('a mention in a channel starts an investigation with a thread of its own', async () => {
  const { slack, started } = await startApp()

  await slack.mention({ ...SLASH, text: 'hey @memdiag checkout --only top' })

  await vi.waitFor(() => expect(started).toHaveLength(1))
  expect(started[0]).toMatchObject({
    only: ['top'],
    slack: { channel: slack.channelId('incidents') },
  })
  expect(started[0]?.slack?.threadTs).toBeUndefined()
})

test('a request with a wrong signature is refused', async () => {
  const { slack, lines, started } = await startApp({ http: true })
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
    ['help', 'How to ask memdiag'],
    [
      'checkout --only topp',
      'There is no step `topp`. The steps are load, snapshot, websocket, logs, top, cpuinfo. /memdiag checkout --only top,cpuinfo',
    ],
    ['chekout', 'There is no service `chekout` in services.yml. Did you mean checkout?'],
    ['show zz', 'There is no investigation yet.'],
    ['list', 'The latest investigations: 1'],
    ['resume k3', '`resume` is not there yet in Slack. /memdiag help'],
    [
      'export k3 zip',
      '`export` takes one id, or none for the latest, and canvas, markdown, html, json. /memdiag export ID --format html',
    ],
  ])('for %j', async (text, reply) => {
    const { slack, started, told } = await startApp()

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
    const { slack, told } = await startApp()
    const threadTs = await slack.say({ text: 'memory alarm', channel: 'incidents' })

    await slack.mention({ ...SLASH, text: '@memdiag', threadTs })

    await vi.waitFor(() => expect(told()).toEqual(['How to ask memdiag']))
    expect(slack.ephemerals()[0]).toMatchObject({ via: 'postEphemeral', threadTs })
  })

  test('why nothing could be started', async () => {
    const failure = new MemdiagError('store-unavailable', 'The database does not answer.', {
      hint: 'Check DATABASE_URL.',
    })
    const { slack, told } = await startApp({ startFails: failure })

    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() =>
      expect(told()).toEqual(['The database does not answer. Check DATABASE_URL.']),
    )
  })

  test('by a message when the address to respond to has expired', async () => {
    const { slack, told } = await startApp()

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
    const { slack, started, told } = await startApp({ channels })

    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(hint)]))
    expect(started).toEqual([])
  })

  test('a direct message: the hint comes and nothing runs', async () => {
    const { slack, started, told } = await startApp()

    await slack.slash({ ...SLASH, channel: 'D0123', text: 'checkout' })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(/direct message/)]))
    expect(started).toEqual([])
  })

  test('the very next command after an invitation does', async () => {
    const { slack, started, told } = await startApp({
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
    const { slack, started, told } = await startApp({ users: { alice: person } })

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
    const { slack, started, told } = await startApp({ access })

    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() =>
      expect(told()).toEqual([expect.stringMatching(/services\.yml does not name/)]),
    )
    expect(started).toEqual([])
  })

  test('anybody in a channel shared with another organisation', async () => {
    const { slack, started, told } = await startApp({
      channels: { incidents: { extShared: true } },
    })

    await slack.mention({ ...SLASH, text: '@memdiag checkout' })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(/another organisation/)]))
    expect(started).toEqual([])
  })

  test('everybody while Slack does not tell who they are', async () => {
    const { slack, started, told } = await startApp()
    slack.fail('users.info', { status: 500 }, 3)

    await slack.slash({ ...SLASH, text: 'checkout' })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(/Nothing was started/)]))
    expect(started).toEqual([])
    // The three tries of one question: it is not asked again for the language of the answer.
    expect(slack.calls('users.info')).toHaveLength(3)
  })

  test('bots are not even answered', async () => {
    const { slack, started, told } = await startApp()

    await slack.mention({ ...SLASH, text: '@memdiag checkout', byBot: true })
    await slack.slash({ ...SLASH, text: 'list' })

    await vi.waitFor(() => expect(told()).toEqual(['The latest investigations: 1']))
    expect(started).toEqual([])
  })
})
