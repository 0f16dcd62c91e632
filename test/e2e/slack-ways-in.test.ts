import { describe, expect, test, vi } from 'vitest'
import { startApp } from '../support/slack-bridge/start-app.ts'
import type { SlackWorkspace } from '../support/slack-bridge/workspace.ts'

const lastView = (slack: SlackWorkspace) => JSON.stringify(slack.views().at(-1)?.view)

describe('a window to start from', () => {
  test('opens when nothing was typed, finds services by what is typed, and starts what was chosen', async () => {
    const { slack, started } = await startApp()

    await slack.slash({ user: 'alice', channel: 'incidents', text: '' })
    await vi.waitFor(() => expect(slack.views()).toHaveLength(1))
    const viewId = slack.views()[0]?.id ?? ''
    const search = { user: 'alice', viewId, actionId: 'memdiag:service' }
    expect(await slack.search({ ...search, typed: 'CHECK' })).toEqual(['checkout'])
    expect(await slack.search({ ...search, typed: 'nothing like it' })).toEqual([])
    await slack.submit({ user: 'alice', viewId, values: chosen('checkout', ['top']) })

    await vi.waitFor(() => expect(started).toHaveLength(1))
    expect(started[0]).toMatchObject({
      only: ['top'],
      slack: { channel: slack.channelId('incidents') },
    })
    await vi.waitFor(() => expect(lastView(slack)).toContain('has begun: id1'))
  })

  test('says in itself why nothing was started', async () => {
    const { slack, started } = await startApp({ channels: { incidents: { bot: false } } })

    await slack.slash({ user: 'alice', channel: 'incidents', text: '' })
    await vi.waitFor(() => expect(slack.views()).toHaveLength(1))
    const viewId = slack.views()[0]?.id ?? ''
    await slack.submit({ user: 'alice', viewId, values: chosen('checkout', []) })

    await vi.waitFor(() => expect(lastView(slack)).toContain('/invite @memdiag'))
    expect(started).toEqual([])
  })

  test('offers no service to who may not use memdiag', async () => {
    const { slack } = await startApp({
      access: { users: ['U0BOB'] },
      users: { alice: {}, bob: {} },
    })

    await slack.slash({ user: 'bob', channel: 'incidents', text: '' })
    await vi.waitFor(() => expect(slack.views()).toHaveLength(1))
    const viewId = slack.views()[0]?.id ?? ''

    expect(
      await slack.search({ user: 'alice', viewId, actionId: 'memdiag:service', typed: '' }),
    ).toEqual([])
  })
})

describe('the shortcut "Investigate memory"', () => {
  const callbackId = 'investigate_memory'

  test('investigates the service of an alert in the thread of the alert', async () => {
    const { slack, started, told } = await startApp()
    const ts = await slack.say({
      text: '[FIRING:1] MemoryHigh service="checkout"',
      channel: 'incidents',
    })

    await slack.shortcut({
      user: 'alice',
      channel: 'incidents',
      callbackId,
      message: { ts, text: '[FIRING:1] MemoryHigh service="checkout"' },
    })

    await vi.waitFor(() => expect(started).toHaveLength(1))
    expect(started[0]?.slack).toEqual({ channel: slack.channelId('incidents'), threadTs: ts })
    await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(/about checkout/)]))
  })

  test('asks when it is unsure, and answers in that thread then', async () => {
    const { slack, started } = await startApp()
    const ts = await slack.say({ text: 'the site is slow', channel: 'incidents' })

    await slack.shortcut({
      user: 'alice',
      channel: 'incidents',
      callbackId,
      message: { ts: '1.000002', thread_ts: ts, text: 'the site is slow' },
    })
    await vi.waitFor(() => expect(lastView(slack)).toContain('names no service that memdiag knows'))
    const viewId = slack.views()[0]?.id ?? ''
    await slack.submit({ user: 'alice', viewId, values: chosen('checkout', []) })

    await vi.waitFor(() => expect(started).toHaveLength(1))
    expect(started[0]?.slack).toEqual({ channel: slack.channelId('incidents'), threadTs: ts })
  })
})

describe('the Home tab', () => {
  test('shows what was found lately and the services, and leads to a window', async () => {
    const { slack, started } = await startApp()

    await slack.openHome('alice')
    await vi.waitFor(() => expect(JSON.stringify(slack.home('alice')?.view)).toContain('k3x9q2'))
    const home = slack.home('alice')
    expect(JSON.stringify(home?.view)).toContain('overforked-workers (confirmed)')
    await slack.clickInView({
      label: 'Investigate a service',
      user: 'alice',
      viewId: home?.id ?? '',
    })
    await vi.waitFor(() => expect(lastView(slack)).toContain('Where to post the results'))
    const channel = { 'memdiag:channel': { selected_conversation: slack.channelId('incidents') } }
    await slack.submit({
      user: 'alice',
      viewId: slack.views()[0]?.id ?? '',
      values: { ...chosen('checkout', []), channel },
    })

    await vi.waitFor(() => expect(started).toHaveLength(1))
  })

  test('shows a guest nothing but why', async () => {
    const { slack } = await startApp({ users: { alice: { guest: 'single-channel' } } })

    await slack.openHome('alice')

    await vi.waitFor(() => expect(JSON.stringify(slack.home('alice')?.view)).toContain('guest'))
    expect(JSON.stringify(slack.home('alice')?.view)).not.toContain('k3x9q2')
  })
})

function chosen(service: string, steps: readonly string[]) {
  return {
    service: { 'memdiag:service': { selected_option: { value: service } } },
    steps: { 'memdiag:steps': { selected_options: steps.map((value) => ({ value })) } },
  }
}
