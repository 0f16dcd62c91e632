import { describe, expect, test, vi } from 'vitest'
import { createSlackApp } from '../../src/slack/app.ts'
import { someInvestigations } from '../support/slack-bridge/investigations.ts'
import { checkout, startApp, stopLater } from '../support/slack-bridge/start-app.ts'
import { type SlackWorkspace, startSlackWorkspace } from '../support/slack-bridge/workspace.ts'

const SLASH = { user: 'alice', channel: 'incidents' }

describe('the socket', () => {
  test.each([
    ['Slack asks to connect anew', (slack: SlackWorkspace) => slack.refreshSockets()],
    ['it was cut', (slack: SlackWorkspace) => slack.cutSockets()],
  ])('is opened again when %s', async (_, lose) => {
    const { slack, started } = await startApp()

    lose(slack)

    await vi.waitFor(() => expect(slack.socketsOpened()).toBe(2), 10_000)
    await slack.slash({ ...SLASH, text: 'checkout' })
    await vi.waitFor(() => expect(started).toHaveLength(1))
  })

  test('is opened again after an outage', async () => {
    const { slack, started, lines } = await startApp()

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
    stopLater({ stop: () => slack.close() })
    const none = () => undefined
    const app = createSlackApp({
      services: { names: async () => [], find: async () => checkout },
      investigations: someInvestigations(),
      access: undefined,
      steps: ['load'],
      log: { info: none, warn: none, error: none },
      tokens: { botToken: 'xoxb-wrong', appToken: slack.appToken },
      slackApiUrl: slack.apiUrl,
    })

    await expect(app.start()).rejects.toThrow('Slack refused the bot token: invalid_auth.')
    await app.stop()
  })

  test('is closed only after the request at work has ended', async () => {
    const engine = Promise.withResolvers<void>()
    const { slack, app, started } = await startApp({ answersAfter: () => engine.promise })
    await slack.slash({ ...SLASH, text: 'checkout' })
    await vi.waitFor(() => expect(slack.calls('conversations.info')).toHaveLength(1))

    const stopped = app.stop().then(() => started.length)
    await vi.waitFor(() => expect(slack.socketsOpen()).toBe(0))
    engine.resolve()

    expect(await stopped).toBe(1)
  })

  test('acknowledges 300 commands at once, each well inside three seconds', async () => {
    const { slack, started } = await startApp()

    const acks = await Promise.all(
      Array.from({ length: 300 }, () => slack.slash({ ...SLASH, text: 'checkout' })),
    )

    const times = acks.map(([ack]) => ack?.afterMs ?? Infinity).toSorted((a, b) => a - b)
    expect(times.at(-1)).toBeLessThan(3_000)
    await vi.waitFor(() => expect(started).toHaveLength(300), 20_000)
  })
})
