import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PressRequest } from '../../src/core/investigations-port.ts'
import type { Store } from '../../src/core/store-port.ts'
import { anEngine } from '../support/an-engine.ts'
import { aService } from '../support/builders.ts'
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
    reason: { code: 'already-done', message: expect.stringMatching(/by U[12] at 2026/) },
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
