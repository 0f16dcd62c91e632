import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../src/core/store-port.ts'
import { anEngine } from '../support/an-engine.ts'
import { aService } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

const never = new AbortController().signal
let open: OpenStore
let store: Store
beforeAll(async () => {
  open = await aStore()
  store = open.store
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
})

test('a second request for a service joins the investigation under way', async () => {
  const engine = anEngine(store)
  const service = aService({ name: 'joined' })
  const first = await engine.start({ service, startedBy: 'slack:U1' })

  const second = await anEngine(store).start({ service, only: ['top'], startedBy: 'slack:U2' })

  expect(first.joined).toBe(false)
  expect(second).toEqual({ id: first.id, joined: true })
  await engine.advance(first.id, never)
  expect((await engine.start({ service, startedBy: 'slack:U1' })).joined).toBe(false)
})

test('of requests at the same moment one begins and the others join', async () => {
  const service = aService({ name: 'at-once' })

  const started = await Promise.all(
    ['U1', 'U2', 'U3', 'U4'].map((user) => anEngine(store).start({ service, startedBy: user })),
  )

  expect(new Set(started.map((each) => each.id)).size).toBe(1)
  expect(started.filter((each) => each.joined)).toHaveLength(3)
})

test('a request for more than what is under way is told so', async () => {
  const engine = anEngine(store)
  const service = aService({ name: 'narrow' })
  const { id } = await engine.start({ service, only: ['top'], startedBy: 'x' })

  await expect(engine.start({ service, startedBy: 'y' })).rejects.toMatchObject({
    code: 'busy',
    hint: expect.stringContaining(`memdiag cancel ${id}`),
  })
})

test('the same name on other hosts is another service', async () => {
  const engine = anEngine(store)
  const on = (host: string) =>
    aService({ name: 'node', targets: [{ kind: 'ssh', name: host, ssh: { host } }] })
  await engine.start({ service: on('web-1'), startedBy: 'x' })

  expect((await engine.start({ service: on('web-2'), startedBy: 'y' })).joined).toBe(false)
  expect((await engine.start({ service: on('web-2'), startedBy: 'y' })).joined).toBe(true)
})

test('one that was interrupted and left behind is not joined', async () => {
  const engine = anEngine(store)
  const service = aService({ name: 'left' })
  const { id } = await engine.open({ service, startedBy: 'x' })
  await store.forgetAdvance(id)

  expect((await engine.open({ service, startedBy: 'x' })).joined).toBe(false)
})

test('no more investigations are at work at once than may be', async () => {
  const gate = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const slow = anEngine(store, {
    mostRunning: 1,
    remote: {
      async connect() {
        begun.resolve()
        await gate.promise
        throw new Error('no host')
      },
      close: async () => undefined,
    },
  })
  const first = await slow.open({ service: aService({ name: 'a' }), startedBy: 'x' })
  const working = slow.advance(first.id, never)
  await begun.promise
  const other = anEngine(store, { mostRunning: 1 })
  const second = await other.open({ service: aService({ name: 'b' }), startedBy: 'x' })

  await expect(other.advance(second.id, never)).rejects.toMatchObject({ code: 'busy' })

  gate.resolve()
  await working
  expect((await other.advance(second.id, never)).state).toBe('done')
})
