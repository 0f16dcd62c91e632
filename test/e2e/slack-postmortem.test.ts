import { describe, expect, test, vi } from 'vitest'
import { aThread } from '../support/slack-bridge/a-thread.ts'

describe('the postmortem', () => {
  test('is a canvas that the channel may read when its button is pressed', async () => {
    const { slack, press, refs, state, after, channel } = await aThread()

    await press('Export postmortem')

    await vi.waitFor(() => expect(after().presses[0]?.outcome).toContain('is a canvas in the'))
    expect(slack.canvases()).toEqual([
      {
        id: 'F0CANVAS1',
        title: `Postmortem ${state.id}`,
        markdown: `## ${state.id}\n`,
        readers: [channel],
      },
    ])
    const thread = await slack.thread('incidents', refs.get('root') ?? '')
    expect(JSON.stringify(thread.at(-1)?.blocks)).toMatch(
      /"url":"https:\/\/[^"]+\/docs\/T\w+\/F0CANVAS1","text":"Postmortem /,
    )
    expect(thread.some((message) => message.files !== undefined)).toBe(false)
    // Slack wants it shared where access to it is given.
    const calls = slack.calls().map(({ method }) => method)
    expect(calls.lastIndexOf('chat.postMessage')).toBeLessThan(calls.indexOf('canvases.access.set'))
  })

  test.each([
    ['a free plan', { canvasPlan: 'free' }, "On Slack's free plan a canvas can only be"],
    ['canvases turned off', { canvasPlan: 'off' }, 'Canvases are turned off in this workspace.'],
    [
      'a text that no canvas holds',
      { canvas: { title: 'Postmortem', markdown: 'x'.repeat(1_048_577) } },
      'It is longer than a canvas holds',
    ],
    [
      'a text that Slack does not take',
      { canvas: { title: 'Postmortem', markdown: '#### Too deep' } },
      'Slack refused a canvas: canvas_creation_failed.',
    ],
  ] as const)('is a file where there is %s, and says why in one line', async (_, setup, why) => {
    const { slack, press, refs, state, after } = await aThread(setup)

    await press('Export postmortem')

    await vi.waitFor(() => expect(after().presses[0]?.outcome).toContain(`No canvas: ${why}`))
    expect(after().presses[0]?.outcome).not.toContain('\n')
    const thread = await slack.thread('incidents', refs.get('root') ?? '')
    expect(thread.at(-1)?.files?.[0]?.name).toBe(`postmortem-${state.id}.markdown`)
    expect(slack.canvases()).toEqual([])
  })

  test('is a file where the app lacks the scope for canvases', async () => {
    const scopes = [
      'channels:history',
      'channels:read',
      'chat:write',
      'commands',
      'files:write',
      'users:read',
    ]
    const { slack, told } = await aThread({ scopes })

    await slack.slash({ user: 'alice', channel: 'incidents', text: 'export' })

    await vi.waitFor(() => expect(told()).toHaveLength(1))
    expect(told()[0]).toMatch(/is in the thread of the .* No canvas: The app lacks the scope/)
    expect(slack.calls('files.completeUploadExternal')).toHaveLength(1)
  })

  test('leaves no canvas behind that nobody may read', async () => {
    const { slack, press, refs, after } = await aThread()
    slack.fail('canvases.access.set', { error: 'no_permission' })

    await press('Export postmortem')

    await vi.waitFor(() => expect(after().presses[0]?.outcome).toContain('No canvas: Slack'))
    expect(slack.canvases()).toEqual([])
    const thread = await slack.thread('incidents', refs.get('root') ?? '')
    expect(JSON.stringify(thread)).not.toContain('F0CANVAS1')
    expect(thread.at(-1)?.files).toHaveLength(1)
  })

  test('of the investigation of a thread is asked for there without naming it', async () => {
    const { slack, refs, state } = await aThread()
    const threadTs = refs.get('root') ?? ''

    await slack.mention({
      user: 'alice',
      channel: 'incidents',
      text: '@memdiag export html',
      threadTs,
    })

    await vi.waitFor(async () => {
      const thread = await slack.thread('incidents', threadTs)
      expect(thread.at(-1)?.files?.[0]?.name).toBe(`postmortem-${state.id}.html`)
    })
    expect(slack.calls('canvases.create')).toEqual([])
  })

  test('goes into the thread of the investigation when it is asked for in the channel', async () => {
    const { slack, refs, told } = await aThread()

    await slack.slash({
      user: 'alice',
      channel: 'incidents',
      text: 'export --format markdown',
    })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(/in the thread of the/)]))
    expect(slack.calls('files.completeUploadExternal').at(-1)?.params).toMatchObject({
      thread_ts: refs.get('root'),
    })
  })
})
