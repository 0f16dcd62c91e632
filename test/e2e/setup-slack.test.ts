import { afterEach, expect, test } from 'vitest'
import { aCli } from '../support/cli.ts'
import {
  environmentOf,
  type SlackWorkspace,
  startSlackWorkspace,
} from '../support/slack-bridge/workspace.ts'

const running: SlackWorkspace[] = []
afterEach(async () => {
  for (const slack of running.splice(0)) await slack.close()
})

async function aWorkspace(setup: Parameters<typeof startSlackWorkspace>[0] = {}) {
  const slack = await startSlackWorkspace(setup)
  running.push(slack)
  return slack
}

test('without tokens it tells where to create the app, with the manifest filled in, and is not done', async () => {
  using cli = await aCli({})

  const { exitCode, stdout } = await cli.run('setup', 'slack')

  expect(exitCode).toBe(1)
  const [, manifest = ''] = /manifest_yaml=(\S+)/.exec(stdout) ?? []
  expect(decodeURIComponent(manifest)).toContain('callback_id: investigate_memory')
  expect(stdout).toContain('connections:write')
  expect(stdout).toContain('SLACK_BOT_TOKEN')
})

test('with tokens and a channel it sends a test message, and all is set', async () => {
  const slack = await aWorkspace()
  using cli = await aCli(environmentOf(slack))

  const { exitCode, stdout } = await cli.run(
    'setup',
    'slack',
    '--channel',
    slack.channelId('incidents'),
  )

  expect(stdout).toContain('All is set: memdiag start')
  expect(exitCode).toBe(0)
  expect((await slack.messages('incidents')).map(({ text }) => text)).toEqual([
    expect.stringContaining('memdiag is set up'),
  ])
})

test('where memdiag is not in the channel or lacks a scope it says which, and sends nothing', async () => {
  const slack = await aWorkspace({ channels: { incidents: { bot: false } } })
  using cli = await aCli(environmentOf(slack))
  const bare = await aWorkspace({ scopes: ['chat:write'] })
  using bareCli = await aCli(environmentOf(bare))

  const outside = await cli.run('setup', 'slack', '--channel', slack.channelId('incidents'))
  const lacking = await bareCli.run('setup', 'slack')

  expect(outside.exitCode).toBe(1)
  expect(outside.stdout).toContain('/invite @memdiag')
  expect(lacking.exitCode).toBe(1)
  expect(lacking.stdout).toContain('files:write')
})

test('in Chinese the walk, what Slack says and the test message are Chinese', async () => {
  const slack = await aWorkspace()
  using cli = await aCli({ ...environmentOf(slack), MEMDIAG_LANGUAGE: 'zh' })

  const { stdout } = await cli.run('setup', 'slack', '--channel', slack.channelId('incidents'))

  expect(stdout).toContain('Slack 接入方式：Socket Mode')
  expect(stdout).not.toMatch(/ way in|test message|sent: /)
  expect((await slack.messages('incidents')).map(({ text }) => text)).toEqual([
    expect.stringContaining('memdiag 已设置好'),
  ])
})
