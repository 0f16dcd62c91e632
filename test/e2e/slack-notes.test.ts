import { describe, expect, test, vi } from 'vitest'
import { startApp } from '../support/slack-bridge/start-app.ts'
import { aState, anOpening } from '../support/builders.ts'

/** The app with an investigation that was asked for in the thread of a message. */
async function startInThread() {
  const setup = await startApp()
  const { slack, know } = setup
  const root = await slack.say({ text: 'checkout is short of memory', channel: 'incidents' })
  const reply = await slack.say({
    text: 'impact: <https://status.example|status page> went red &amp; 3 orders failed. password=hunter2secret',
    channel: 'incidents',
    threadTs: root,
  })
  know(aState([], anOpening({ slack: { channel: slack.channelId('incidents'), threadTs: root } })))
  return { ...setup, root, reply }
}

describe('a message is added to the postmortem', () => {
  test('by the reaction :memo:', async () => {
    const { slack, after, reply, told } = await startInThread()

    await slack.react({ user: 'alice', channel: 'incidents', ts: reply, reaction: 'memo' })

    await vi.waitFor(() => expect(after().notes).toHaveLength(1))
    const channel = slack.channelId('incidents')
    expect(after().notes[0]).toMatchObject({
      id: `slack:${channel}/${reply}`,
      markedBy: `slack:${slack.userId('alice')}`,
      text: 'impact: status page went red & 3 orders failed. password=hunter2secret',
      writtenAt: new Date(Number(reply) * 1000).toISOString(),
      link: expect.stringContaining(channel),
    })
    await vi.waitFor(() =>
      expect(told()).toEqual([expect.stringMatching(/Added to the postmortem of abc123defg/)]),
    )
  })

  test('by the menu of the message, once however often', async () => {
    const { slack, after, root, reply } = await startInThread()
    const message = {
      ts: reply,
      thread_ts: root,
      text: 'We scaled out.',
      user: slack.userId('alice'),
    }
    const shortcut = {
      user: 'alice',
      channel: 'incidents',
      callbackId: 'add_to_postmortem',
      message,
    }

    await slack.shortcut(shortcut)
    await vi.waitFor(() => expect(after().notes).toHaveLength(1))
    await slack.shortcut({ ...shortcut, message: { ...message, text: 'We scaled out to 8.' } })

    await vi.waitFor(() => expect(after().notes[0]?.text).toBe('We scaled out to 8.'))
    expect(after().notes).toHaveLength(1)
    expect(after().notes[0]).toMatchObject({ by: `slack:${slack.userId('alice')}`, name: 'alice' })
  })
})

describe('nothing is added', () => {
  test('by another reaction, nor outside of an investigation, without a word', async () => {
    const { slack, after, reply, told } = await startInThread()
    const elsewhere = await slack.say({ text: 'lunch?', channel: 'incidents' })
    // The thread of the investigation is known by its root alone.
    await slack.react({ user: 'alice', channel: 'incidents', ts: reply, reaction: 'eyes' })
    await slack.react({ user: 'alice', channel: 'incidents', ts: elsewhere, reaction: 'memo' })
    await slack.react({ user: 'alice', channel: 'incidents', ts: reply, reaction: 'memo' })

    await vi.waitFor(() => expect(after().notes).toHaveLength(1))
    await vi.waitFor(() => expect(told()).toHaveLength(1))
    expect(after().notes[0]?.id).toContain(reply)
  })

  test('from the menu where there is no investigation: that is told', async () => {
    const { slack, told } = await startApp()

    await slack.shortcut({
      user: 'alice',
      channel: 'incidents',
      callbackId: 'add_to_postmortem',
      message: { ts: '1.000001', text: 'hello' },
    })

    await vi.waitFor(() =>
      expect(told()).toEqual([expect.stringMatching(/no investigation in this thread/)]),
    )
  })

  test('by somebody who may not use memdiag', async () => {
    const { slack, told } = await startApp({ access: { users: ['U0NOBODY'] } })

    await slack.shortcut({
      user: 'alice',
      channel: 'incidents',
      callbackId: 'add_to_postmortem',
      message: { ts: '1.000001', text: 'hello' },
    })

    await vi.waitFor(() => expect(told()).toHaveLength(1))
    expect(told()[0]).not.toMatch(/Added/)
  })
})
