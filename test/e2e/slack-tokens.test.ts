import { afterEach, expect, test } from 'vitest'
import { checkJson } from '../../src/cli/check-line.ts'
import { checkTokens } from '../../src/slack/check-tokens.ts'
import { BOT_SCOPES } from '../../src/slack/scopes.ts'
import { type SlackWorkspace, startSlackWorkspace } from '../support/slack-bridge/workspace.ts'

const running: SlackWorkspace[] = []

afterEach(async () => {
  for (const slack of running.splice(0)) await slack.close()
})

async function workspace(scopes?: readonly string[]): Promise<SlackWorkspace> {
  const slack = await startSlackWorkspace(scopes === undefined ? {} : { scopes })
  running.push(slack)
  return slack
}

/** The lines in English. */
async function toldOf(...of: Parameters<typeof checkTokens>) {
  return (await checkTokens(...of)).map(checkJson)
}

test('good tokens are found good, with the scopes of manifest.yml', async () => {
  const slack = await workspace()

  const lines = await toldOf({
    botToken: slack.botToken,
    appToken: slack.appToken,
    slackApiUrl: slack.apiUrl,
  })

  expect(lines.map((line) => [line.name, line.ok])).toEqual([
    ['slack bot token', true],
    ['slack way in', true],
  ])
})

test('a scope that can be done without is named and fails nothing', async () => {
  const most = BOT_SCOPES.filter((scope) => scope !== 'canvases:write')
  const slack = await workspace(most)

  const [bot] = await toldOf({ botToken: slack.botToken, slackApiUrl: slack.apiUrl })

  expect(bot?.ok).toBe(true)
  expect(bot?.text).toMatch(
    /^memdiag in .+; without the scope canvases:write postmortems are files and no canvases$/,
  )
})

test('a missing scope is named, and what to do about it', async () => {
  const slack = await workspace(['chat:write', 'commands'])

  const [bot] = await toldOf({ botToken: slack.botToken, slackApiUrl: slack.apiUrl })

  expect(bot).toEqual({
    name: 'slack bot token',
    ok: false,
    text: 'memdiag lacks the scopes app_mentions:read, canvases:write, channels:history, channels:read, files:write, groups:history, groups:read, reactions:read, users:read',
    todo: 'Add them under "OAuth & Permissions" (or paste manifest.yml again) and install the app again.',
  })
})

test('wrong tokens are told, and never shown', async () => {
  const slack = await workspace()

  const lines = await toldOf({
    botToken: 'xoxb-wrong',
    appToken: 'xapp-wrong',
    slackApiUrl: slack.apiUrl,
  })

  expect(lines.map((line) => line.ok)).toEqual([false, false])
  expect(JSON.stringify(lines)).toContain('invalid_auth')
  expect(JSON.stringify(lines)).not.toContain('wrong')
})

test.each([
  ['token_expired', /has expired/],
  ['token_revoked', /Install the app again/],
  ['account_inactive', /Install the app again/],
])('a bot token with the trouble %s is told from others, with what to do', async (error, todo) => {
  const slack = await workspace()
  slack.fail('auth.test', { error })

  const [bot] = await toldOf({ botToken: slack.botToken, slackApiUrl: slack.apiUrl })

  expect(bot).toMatchObject({
    ok: false,
    text: `Slack refused SLACK_BOT_TOKEN: ${error}.`,
    todo: expect.stringMatching(todo),
  })
})

test('a channel that memdiag is not in is named', async () => {
  const slack = await startSlackWorkspace({
    channels: { incidents: {}, elsewhere: { bot: false } },
  })
  running.push(slack)
  const tokens = { botToken: slack.botToken, appToken: slack.appToken, slackApiUrl: slack.apiUrl }
  const channels = [slack.channelId('incidents'), slack.channelId('elsewhere')]

  const lines = await toldOf(tokens, channels)

  expect(lines.slice(2).map(({ ok, todo }) => [ok, todo])).toEqual([
    [true, undefined],
    [false, 'Type /invite @memdiag in the channel.'],
  ])
})
