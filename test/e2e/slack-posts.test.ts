import { describe, expect, test } from 'vitest'
import type { Post } from '../../src/core/post.ts'
import { startApp } from '../support/slack-bridge/start-app.ts'

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
    const { slack, app } = await startApp()
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

  test('that are for the channel, too, are shown there once, and change in place', async () => {
    const { slack, app } = await startApp()
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }
    const rootTs = await app.posts.send(thread, root)
    const place = { ...thread, threadTs: rootTs }
    const summary: Post = { ...top, key: 'summary', text: 'Verdict: healthy', broadcast: true }
    slack.fail('chat.postMessage', { lost: 'answer' })

    await expect(app.posts.send(place, summary)).rejects.toMatchObject({ code: 'busy' })
    const ts = await app.posts.send(place, summary)
    await app.posts.update(place, ts, { ...summary, text: 'Verdict: page-cache' })

    const shown = await slack.messages('incidents')
    expect(shown.map((message) => [message.ts, message.text])).toEqual([
      [rootTs, root.text],
      [ts, 'Verdict: page-cache'],
    ])
    expect(slack.calls('chat.update').filter(({ params }) => 'reply_broadcast' in params)).toEqual(
      [],
    )
  })

  test('that a channel allows in threads only stay in their thread', async () => {
    const { slack, app, lines } = await startApp()
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }
    const rootTs = await app.posts.send(thread, root)
    slack.fail('chat.postMessage', { error: 'restricted_action_thread_only_channel' })

    const ts = await app.posts.send({ ...thread, threadTs: rootTs }, { ...top, broadcast: true })

    expect((await slack.messages('incidents')).map((message) => message.ts)).toEqual([rootTs])
    expect((await slack.thread('incidents', rootTs)).map((message) => message.ts)).toContain(ts)
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'post shown in its thread only' }),
    )
  })

  test('are not mistaken for what somebody else marked like one of ours', async () => {
    const { slack, app } = await startApp()
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }
    await slack.say({
      channel: 'incidents',
      text: 'forged',
      metadata: {
        event_type: 'memdiag_post',
        event_payload: { investigation: 'id1', key: 'root' },
      },
    })

    expect(await app.posts.find(thread, 'root')).toBeNull()
  })

  test('wait as long as Slack asks, and keep their order', async () => {
    const { slack, app } = await startApp()
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
    const { slack, app } = await startApp()
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }
    slack.fail('chat.postMessage', fault)

    await expect(app.posts.send(thread, root)).rejects.toMatchObject({ code: 'busy' })
    expect(slack.calls('chat.postMessage')).toHaveLength(1)
    await app.posts.send(thread, root)

    expect(await slack.messages('incidents')).toHaveLength(1)
  })

  test('whose answer was lost are not sent a second time', async () => {
    const { slack, app } = await startApp()
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
      const { slack, app } = await startApp()
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
    const { slack, app } = await startApp({ channels })
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }

    await expect(app.posts.send(thread, root)).rejects.toMatchObject({
      code: 'slack-refused',
      message: `Slack refused a message: ${word}.`,
    })
  })

  test('are refused for good when Slack takes them in no form, and wait while the token is revoked', async () => {
    const { slack, app } = await startApp()
    const thread = { investigation: 'id1', channel: slack.channelId('incidents') }

    slack.fail('chat.postMessage', { error: 'invalid_blocks' }, 3)
    await expect(app.posts.send(thread, top)).rejects.toMatchObject({
      code: 'slack-refused',
      message: 'Slack refused a message: invalid_blocks.',
    })
    slack.fail('chat.update', { error: 'token_revoked' })
    await expect(app.posts.update(thread, '1.000001', root)).rejects.toMatchObject({
      code: 'slack-locked-out',
      message: 'Slack refused the change of a message: token_revoked.',
    })
  })
})
