import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LEASE_SECONDS, PRESS_LOOK_SECONDS } from '../../src/engine/limits.ts'
import type { PressRequest } from '../../src/core/investigations-port.ts'
import type { Store } from '../../src/core/store-port.ts'
import { anEngine } from '../support/an-engine.ts'
import { aService, AT } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

let open: OpenStore
let store: Store
beforeAll(async () => {
  open = await aStore()
  store = open.store
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
})

const never = new AbortController().signal
let names = 0

async function anEnded() {
  const engine = anEngine(store)
  const { id } = await engine.open({
    service: aService({ name: `checkout-${names++}` }),
    startedBy: 'slack:U1',
    slack: { channel: 'C1' },
  })
  await engine.advance(id, new AbortController().signal)
  const again: PressRequest = { id, action: 'again', subject: null, by: 'slack:U1' }
  return { engine, id, again }
}

test('of two people who press at once one is first, and the other is told who', async () => {
  const { engine, again } = await anEnded()

  const ends = await Promise.allSettled([
    engine.press(again),
    engine.press({ ...again, by: 'slack:U2' }),
  ])

  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'already-done', message: expect.stringMatching(/by slack:U[12] at 2026/) },
  })
})

test('a button that came to nothing may be pressed again, and the thread says what happened', async () => {
  const { engine, id, again } = await anEnded()

  await engine.press(again)
  await engine.pressDone(id, { ...again, outcome: 'web-1 is gone', open: true })
  await engine.press({ ...again, by: 'slack:U2' })
  await engine.pressDone(id, { ...again, outcome: 'investigation xyz', open: false })

  await expect(engine.press(again)).rejects.toMatchObject({ code: 'already-done' })
  const posts = await store.pendingPosts(id)
  expect(JSON.stringify(posts.find(({ key }) => key === 'summary')?.post.parts)).toContain(
    'Run again, by ',
  )
  expect((await engine.show(id)).presses.map(({ by, outcome }) => [by, outcome])).toEqual([
    ['slack:U1', 'web-1 is gone'],
    ['slack:U2', 'investigation xyz'],
  ])
})

test('what a person writes with a button is masked before it is stored', async () => {
  const { engine, id } = await anEnded()

  await engine.press({
    id,
    action: 'not-the-cause',
    subject: null,
    by: 'slack:U1',
    text: 'it was password=hunter2secret in the url',
  })

  expect(JSON.stringify(await store.load(id))).not.toContain('hunter2secret')
})

/** Later than any press of a test, by more than a lease lasts. */
const LATER = new Date(Date.parse(AT) + (LEASE_SECONDS + 1) * 1000).toISOString()

describe('a press whose process died', () => {
  /** As it is left: the log has the press, and nobody renews its lease. */
  async function abandoned(press: Partial<PressRequest>, begun = false) {
    const { engine, id, again } = await anEnded()
    const { presses } = await engine.press({ ...again, ...press })
    const [{ opens = '' } = {}] = presses
    const service = aService({ name: `begun-${opens}` })
    if (begun) await engine.start({ service, startedBy: 'slack:U1', id: opens })
    return { id, opens }
  }

  /** Another process on the same store, which may have every lease that is not renewed. */
  const anotherProcess = () => {
    const lease: Store['lease'] = async (name, owner, seconds) =>
      name.startsWith('press:') || (await store.lease(name, owner, seconds))
    return anEngine({ ...store, lease }, { clock: { now: () => LATER } })
  }

  const endsOf = async (id: string) =>
    (await store.load(id)).filter(({ kind }) => kind === 'button-done')

  test('is told to have been interrupted, once, and may be pressed again', async () => {
    const { id } = await abandoned({ action: 'export' })
    const other = anotherProcess()

    await Promise.allSettled([other.advance(id, never), other.advance(id, never)])
    await other.advance(id, never)

    expect(await endsOf(id)).toMatchObject([
      { action: 'export', open: true, outcome: 'was interrupted before its end; press it again' },
    ])
    await expect(
      other.press({ id, action: 'export', subject: null, by: 'slack:U2' }),
    ).resolves.toMatchObject({ id })
  })

  test('is done where the investigation is there that it was to begin', async () => {
    const { id, opens } = await abandoned({ action: 'measure', subject: 'snapshot' }, true)

    await anotherProcess().advance(id, never)

    expect(await endsOf(id)).toMatchObject([
      { action: 'measure', open: false, outcome: `investigation ${opens}, step snapshot` },
    ])
  })

  test('is interrupted where that investigation was not begun', async () => {
    const { id } = await abandoned({ action: 'again' })

    await anotherProcess().advance(id, never)

    expect(await endsOf(id)).toMatchObject([{ action: 'again', open: true }])
  })

  test('keeps what a person wrote with it', async () => {
    const { id } = await abandoned({ action: 'not-the-cause', text: 'it was the cache' })

    await anotherProcess().advance(id, never)

    expect((await anotherProcess().show(id)).presses).toMatchObject([
      { action: 'not-the-cause', open: false, outcome: 'noted', text: 'it was the cache' },
    ])
  })

  test('is looked for by a job that was stored together with it', async () => {
    const wakes: unknown[] = []
    const watched: Store = {
      ...store,
      append: (id, version, events, also) => {
        wakes.push([events.map(({ kind }) => kind), also?.advanceInSeconds])
        return store.append(id, version, events, also)
      },
    }
    const { id, again } = await anEnded()

    await anEngine(watched).press({ ...again, id })

    expect(wakes).toEqual([[['button-pressed'], PRESS_LOOK_SECONDS]])
  })
})

test('a press that is at work is left alone, however long it takes', async () => {
  const { engine, id, again } = await anEnded()
  await engine.press(again)

  await anEngine(store, { clock: { now: () => LATER } }).advance(id, never)

  expect((await engine.show(id)).presses).toMatchObject([{ outcome: null, open: false }])
  await engine.pressDone(id, { ...again, outcome: 'investigation xyz', open: false })
  expect((await engine.show(id)).presses).toMatchObject([{ outcome: 'investigation xyz' }])
})

test('one that was stored just now has no lease yet, and is left alone as well', async () => {
  const { id, again } = await anEnded()
  await anEngine({ ...store, lease: async () => false }).press(again)

  await anEngine(store).advance(id, never)

  expect((await anEngine(store).show(id)).presses).toMatchObject([{ outcome: null }])
})
