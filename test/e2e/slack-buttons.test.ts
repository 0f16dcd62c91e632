import { describe, expect, test, vi } from 'vitest'
import { MemdiagError } from '../../src/core/errors.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { aThread } from '../support/slack-bridge/a-thread.ts'
import type { SlackWorkspace } from '../support/slack-bridge/workspace.ts'

const lastView = (slack: SlackWorkspace) => JSON.stringify(slack.views().at(-1)?.view)

describe.each([
  ['Socket Mode', false],
  ['signed HTTP requests', true],
])('over %s', (_, http) => {
  test('a button is acknowledged at once, and starts what it says once, however often it is delivered', async () => {
    const { started, state, press, channel, refs } = await aThread({ http })

    const acks = await press('Next measurement: snapshot', 'summary', 'alice', 2)

    await vi.waitFor(() => expect(started).toHaveLength(1))
    expect(acks.every((ack) => ack !== null && ack.afterMs < 1_000)).toBe(true)
    expect(started[0]).toMatchObject({
      service: { name: state.service.name },
      only: ['snapshot'],
      startedBy: 'slack:U0ALICE',
      slack: { channel, threadTs: refs.get('root') },
    })
  })
})

describe('a button', () => {
  test('is used once: the second person is told who was first, and nothing more is started', async () => {
    const { slack, started, told, press } = await aThread({ users: { alice: {}, bob: {} } })

    await press('Run again')
    await vi.waitFor(() => expect(started).toHaveLength(1))
    await press('Run again', 'summary', 'bob')

    await vi.waitFor(() =>
      expect(told()).toEqual(['That was pressed already, by U0ALICE at 2026-11-23 20:05 UTC.']),
    )
    expect(slack.ephemerals()[0]).toMatchObject({ user: 'U0BOB', via: 'postEphemeral' })
    expect(started).toHaveLength(1)
  })

  test('is replaced by its outcome, with who pressed it and when', async () => {
    const { press, after, started } = await aThread()

    await press('Run again')
    await vi.waitFor(() => expect(started).toHaveLength(1))

    await vi.waitFor(() => {
      const summary = renderThread(after()).find(({ key }) => key === 'summary')
      const text = JSON.stringify(summary?.parts)
      expect(text).toContain('{"person":"slack:U0ALICE"}')
      expect(text).toContain(': investigation id1')
      expect(text).not.toContain('"again"')
    })
  })

  test('that came to nothing may be pressed again', async () => {
    const { slack, press, after, told } = await aThread()
    slack.kick('incidents')

    await press('Verify after the fix')

    await vi.waitFor(() =>
      expect(after().presses).toMatchObject([{ action: 'verify', open: true }]),
    )
    // The bot is not in the channel any more: whoever pressed cannot be told there, and the log has it.
    expect(told()).toEqual([])
  })

  test('to verify measures again in the same thread', async () => {
    const { asked, press, channel, refs, state } = await aThread()

    await press('Verify after the fix')

    await vi.waitFor(() =>
      expect(asked).toContainEqual({
        what: 'verify',
        id: state.id,
        by: 'slack:U0ALICE',
        slack: { channel, threadTs: refs.get('root') },
      }),
    )
  })

  test('to cancel ends the investigation', async () => {
    const { press, after } = await aThread({}, true)

    await press('Cancel', 'root')

    await vi.waitFor(() => expect(after()).toMatchObject({ state: 'cancelled' }))
    expect(JSON.stringify(renderThread(after())[0]?.parts)).not.toContain('"cancel"')
  })

  test.each([
    ['a guest', { alice: { guest: 'multi-channel' as const } }, undefined, /guest/],
    [
      'somebody whom services.yml does not name',
      { alice: {} },
      { users: ['U0BOB'] },
      /does not name you/,
    ],
    ['an outsider', { alice: { outsiderOf: 'T0OTHER' } }, undefined, /another one/],
  ])('does nothing for %s, who is told why', async (_, users, access, reason) => {
    const { started, asked, told, press } = await aThread({
      users,
      ...(access === undefined ? {} : { access }),
    })

    await press('Run again')

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(reason)]))
    expect([...started, ...asked]).toEqual([])
  })

  test('does nothing in another channel than its own', async () => {
    const { slack, app, started, told, state } = await aThread({
      channels: { incidents: {}, elsewhere: {} },
    })
    const thread = { investigation: state.id, channel: slack.channelId('elsewhere') }
    const [summary] = renderThread(state).filter(({ key }) => key === 'summary')
    if (summary === undefined) throw new Error('There is no summary.')
    const ts = await app.posts.send(thread, summary)

    await slack.click({ label: 'Run again', user: 'alice', channel: 'elsewhere', ts })

    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(/another channel/)]))
    expect(started).toEqual([])
  })
})

test('a fix is verified in the thread where it is asked for, of its own investigation', async () => {
  const { slack, asked, refs, state, channel } = await aThread()
  const threadTs = refs.get('root') ?? ''

  await slack.mention({ user: 'alice', channel: 'incidents', text: '@memdiag verify', threadTs })

  await vi.waitFor(() =>
    expect(asked).toEqual([
      { what: 'verify', id: state.id, by: 'slack:U0ALICE', slack: { channel, threadTs } },
    ]),
  )
})

describe('an approval', () => {
  /** As the card of an approval has it. */
  const card = (investigation: string) => ({
    key: 'approval',
    kind: 'notice' as const,
    text: 'Approve a forced GC?',
    parts: [
      {
        kind: 'actions' as const,
        buttons: [
          { action: 'approve' as const, label: 'Approve', investigation, subject: 'gc-1' },
          { action: 'deny' as const, label: 'Deny', investigation, subject: 'gc-1' },
        ],
      },
    ],
  })

  test.each([
    ['Approve', 'approve'],
    ['Deny', 'deny'],
  ])('is answered by %s, in the name of who pressed', async (label, decision) => {
    const { slack, app, asked, state, channel } = await aThread()
    const ts = await app.posts.send({ investigation: state.id, channel }, card(state.id))

    await slack.click({ label, user: 'alice', channel: 'incidents', ts })

    const answer = { approval: 'gc-1', decision, by: 'slack:U0ALICE' }
    await vi.waitFor(() => expect(asked).toEqual([{ what: 'decide', id: state.id, ...answer }]))
  })

  test('that this person may not give is refused with the reason, for them alone', async () => {
    const decideFails = new MemdiagError('not-approver', 'You may not approve this.', {
      hint: 'U0BOB may.',
    })
    const { slack, app, told, state, channel } = await aThread({ decideFails })
    const ts = await app.posts.send({ investigation: state.id, channel }, card(state.id))

    await slack.click({ label: 'Approve', user: 'alice', channel: 'incidents', ts })

    await vi.waitFor(() => expect(told()).toEqual(['You may not approve this. U0BOB may.']))
  })
})

describe('"Not the cause"', () => {
  test('asks why in a window and keeps the answer', async () => {
    const { slack, press, after } = await aThread()

    await press('Not the cause')
    await vi.waitFor(() => expect(slack.views()).toHaveLength(1))
    await slack.submit({
      user: 'alice',
      viewId: slack.views()[0]?.id ?? '',
      values: { why: { 'memdiag:why': { value: 'It was the timed feature.' } } },
    })

    await vi.waitFor(() =>
      expect(after().presses).toMatchObject([
        { action: 'not-the-cause', by: 'slack:U0ALICE', text: 'It was the timed feature.' },
      ]),
    )
  })
})

describe('"Show more"', () => {
  test('shows the raw output page by page, with node and command, and posts it whole as a file', async () => {
    const { slack, press, refs } = await aThread()

    await press('Show more', 'step:top')
    await vi.waitFor(() => expect(lastView(slack)).toContain('Page 1 of 3'))
    expect(lastView(slack)).toContain('node web-1')
    expect(lastView(slack)).toContain('line 0 of what top said')
    expect(lastView(slack)).toContain('The node sent more than memdiag keeps')
    const viewId = slack.views()[0]?.id ?? ''
    for (const page of [2, 3]) {
      await slack.clickInView({ label: 'Next page', user: 'alice', viewId })
      await vi.waitFor(() => expect(lastView(slack)).toContain(`Page ${page} of 3`))
    }
    expect(lastView(slack)).toContain('line 899 of what top said')
    expect(lastView(slack)).toContain('[what was run]')
    expect(lastView(slack)).not.toContain('Next page')
    await slack.clickInView({ label: 'Post it as a file', user: 'alice', viewId })

    await vi.waitFor(async () => {
      const upload = slack.calls('files.completeUploadExternal').at(-1)?.params
      expect(upload).toMatchObject({ thread_ts: refs.get('root') })
      expect(upload?.['files']).toContain('top/web-1')
    })
  })
})
