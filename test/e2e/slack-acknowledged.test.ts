import { expect, test, vi } from 'vitest'
import { aThread } from '../support/slack-bridge/a-thread.ts'

/** Slack shows an error where an app takes longer: the bridge gives null then. */
const LIMIT_MS = 3_000

/** A thread whose store answers at once until it is held, and then nothing before it is let go. */
async function aHeldThread(http = false) {
  const held = Promise.withResolvers<void>()
  let holding = false
  let waiting = 0
  const known = await aThread({
    http,
    async answersAfter() {
      if (!holding) return
      waiting += 1
      await held.promise
    },
  })
  return {
    ...known,
    hold: () => {
      holding = true
    },
    /** Something waits for the store: what was acknowledged by then did not. */
    untilHeld: () => vi.waitFor(() => expect(waiting).toBeGreaterThan(0)),
    letGo: held.resolve,
  }
}

test.each([
  ['a button over Socket Mode', false],
  ['a button over HTTP', true],
])('%s is acknowledged while the store does not answer', async (_, http) => {
  const { hold, untilHeld, letGo, press, after } = await aHeldThread(http)
  hold()

  const [ack] = await press('Verify after the fix')

  expect(ack?.afterMs).toBeLessThan(LIMIT_MS)
  await untilHeld()
  letGo()
  await vi.waitFor(() => expect(after().presses).toMatchObject([{ action: 'verify' }]))
})

test('a window is acknowledged, and opens, while the store does not answer', async () => {
  const { slack, hold, untilHeld, letGo, press } = await aHeldThread()
  hold()

  const [ack] = await press('Show more', 'step:top')

  expect(ack?.afterMs).toBeLessThan(LIMIT_MS)
  await untilHeld()
  expect(JSON.stringify(slack.views().at(-1)?.view)).toContain('Reading the log')
  letGo()
  await vi.waitFor(() => expect(JSON.stringify(slack.views().at(-1)?.view)).toContain('line 0 of'))
})

test('a window that is sent off is acknowledged while the store does not answer', async () => {
  const { slack, started, hold, untilHeld, letGo } = await aHeldThread()
  await slack.slash({ user: 'alice', channel: 'incidents', text: '' })
  await vi.waitFor(() => expect(slack.views()).toHaveLength(1))
  hold()

  const ack = await slack.submit({
    user: 'alice',
    viewId: slack.views()[0]?.id ?? '',
    values: {
      service: { 'memdiag:service': { selected_option: { value: 'checkout' } } },
      steps: { 'memdiag:steps': { selected_options: [] } },
    },
  })

  expect(ack?.afterMs).toBeLessThan(LIMIT_MS)
  await untilHeld()
  expect(started).toEqual([])
  letGo()
  await vi.waitFor(() => expect(started).toHaveLength(1))
})

test('the shortcut of an alert is acknowledged while the store does not answer', async () => {
  const { slack, started, hold, untilHeld, letGo } = await aHeldThread()
  const text = '[FIRING:1] MemoryHigh service="checkout"'
  const ts = await slack.say({ text, channel: 'incidents' })
  hold()

  const ack = await slack.shortcut({
    user: 'alice',
    channel: 'incidents',
    callbackId: 'investigate_memory',
    message: { ts, text },
  })

  expect(ack?.afterMs).toBeLessThan(LIMIT_MS)
  await untilHeld()
  letGo()
  await vi.waitFor(() => expect(started).toHaveLength(1))
})

test('the Home tab is acknowledged while the store does not answer, and shown when it does', async () => {
  const { slack, hold, untilHeld, letGo } = await aHeldThread()
  hold()

  const ack = await slack.openHome('alice')

  expect(ack?.afterMs).toBeLessThan(LIMIT_MS)
  await untilHeld()
  expect(slack.home('alice')).toBeUndefined()
  letGo()
  await vi.waitFor(() => expect(slack.home('alice')).toBeDefined())
})

test('a search is answered with nothing in time where the store does not answer', async () => {
  const { slack, hold, untilHeld, letGo, press } = await aHeldThread()
  await press('Show more', 'step:top')
  await vi.waitFor(() => expect(JSON.stringify(slack.views().at(-1)?.view)).toContain('line 0 of'))
  const search = {
    user: 'alice',
    viewId: slack.views().at(-1)?.id ?? '',
    actionId: 'memdiag:node',
    typed: '',
  }
  const offered = await slack.search(search)
  hold()

  const held = await slack.search(search)

  expect(offered).not.toEqual([])
  expect(held).toEqual([])
  await untilHeld()
  letGo()
})
