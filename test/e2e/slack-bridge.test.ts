import { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBoltLog } from '../../src/slack/bolt-log.ts'
import { type SlackWorkspace, startSlackWorkspace } from '../support/slack-bridge/workspace.ts'

let slack: SlackWorkspace
let client: WebClient

beforeAll(async () => {
  slack = await startSlackWorkspace()
  const none = () => undefined
  client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logger: createBoltLog({ info: none, warn: none, error: none }),
  })
})

afterAll(async () => {
  await slack.close()
})

const divider = { type: 'divider' } as const
const section = (text: string) => ({ type: 'section', text: { type: 'plain_text', text } }) as const
const table = (rows: number, columns: number, text = 'x') => ({
  type: 'table' as const,
  rows: Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => ({ type: 'raw_text' as const, text })),
  ),
})

describe('the bridge refuses what Slack refuses', () => {
  test.each([
    ['51 blocks', Array.from({ length: 51 }, () => divider), 'invalid_blocks'],
    ['3,001 characters in a section', [section('x'.repeat(3_001))], 'invalid_blocks'],
    ['an empty text', [section('')], 'invalid_blocks'],
    ['a field of no block', [{ ...divider, colour: 'red' }], 'invalid_blocks'],
    ['101 rows', [table(101, 1)], 'invalid_blocks'],
    ['21 columns', [table(1, 21)], 'invalid_blocks'],
    ['an empty cell', [table(1, 1, '')], 'invalid_blocks'],
    ['two tables', [table(1, 1), table(1, 1)], 'invalid_attachments'],
    [
      '14,000 characters in all',
      Array.from({ length: 5 }, () => section('x'.repeat(2_800))),
      'msg_blocks_too_long',
    ],
  ])('%s', async (_, blocks, error) => {
    const sent = client.chat.postMessage({
      channel: slack.channelId('incidents'),
      text: 'x',
      blocks,
    })

    await expect(sent).rejects.toMatchObject({ data: { error } })
  })

  test('a text that is too long for a change', async () => {
    const channel = slack.channelId('incidents')
    const { ts } = await client.chat.postMessage({ channel, text: 'x' })

    await expect(
      client.chat.update({ channel, ts: ts ?? '', text: 'x'.repeat(4_001) }),
    ).rejects.toMatchObject({ data: { error: 'msg_too_long' } })
  })

  test('metadata that was not asked for', async () => {
    const channel = slack.channelId('incidents')
    await client.chat.postMessage({
      channel,
      text: 'marked',
      metadata: { event_type: 'memdiag_post', event_payload: { key: 'root' } },
    })

    const { messages } = await client.conversations.history({ channel, limit: 1 })

    expect(messages?.[0]).toMatchObject({ text: 'marked' })
    expect(messages?.[0]).not.toHaveProperty('metadata')
  })

  test('a command that nobody acknowledges', async () => {
    const acks = await slack.slash({ user: 'alice', channel: 'incidents', text: 'checkout' })

    expect(acks).toEqual([null])
    expect(slack.ephemerals().at(-1)?.text).toBe(
      '/memdiag failed with the error "operation_timeout"',
    )
  })
})
