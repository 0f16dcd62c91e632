import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Event } from '../../src/core/event.ts'
import type { Remote } from '../../src/core/remote-port.ts'
import type { Store } from '../../src/core/store-port.ts'
import { fold } from '../../src/core/state.ts'
import { anEngine, aRemote, echoSteps } from '../support/an-engine.ts'
import { aService } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

const never = new AbortController().signal
const targets = ['web-1', 'web-2'].map((name) => ({ kind: 'local' as const, name }))

let open: OpenStore
let store: Store
beforeAll(async () => {
  open = await aStore()
  store = open.store
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
})

const kinds = (events: readonly Event[]) =>
  events.map((event) => ('step' in event ? `${event.kind} ${event.step}` : event.kind))

test('works the steps in the order of the runbook and ends with a verdict', async () => {
  const engine = anEngine(store)
  const { id } = await engine.open({ service: aService(), startedBy: 'terminal:alice' })

  const state = await engine.advance(id, never)

  expect(state.state).toBe('done')
  expect(kinds(await store.load(id)).slice(0, 6)).toEqual([
    'opened',
    'step-started load',
    'evidence',
    'step-done load',
    'step-started snapshot',
    'evidence',
  ])
  expect(kinds(await store.load(id)).slice(-2)).toEqual(['verdict', 'ended'])
  expect(state.findings.map((finding) => finding.text)).toEqual(
    ['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'].map((step) => `${step} on Linux`),
  )
})

test('asks all nodes of a step at once', async () => {
  // Each node waits until the other has begun: one after the other would never end.
  const meet = 'dir=$(dirname "$0"); echo load'
  const service = aService({ targets })
  const begun = new Set<string>()
  const remote: Remote = {
    connect: async (target, signal) => {
      begun.add(target.name)
      const connection = await aRemote().connect(target, signal)
      return {
        ...connection,
        async run(script, stop) {
          while (begun.size < 2) await new Promise((resolve) => setImmediate(resolve))
          return connection.run(script, stop)
        },
      }
    },
    close: async () => undefined,
  }
  const engine = anEngine(store, { remote, steps: echoSteps({ load: meet }) })
  const { id } = await engine.open({ service, only: ['load'], startedBy: 'x' })

  const state = await engine.advance(id, never)

  expect(state.evidence.map((each) => each.node).toSorted()).toEqual(['web-1', 'web-2'])
})

/** The start of the first step, then one a step: what follows from an answer is stored with it. */
const APPENDS = 7

describe('killed anywhere, it goes on', () => {
  async function undisturbed(): Promise<Event[]> {
    const engine = anEngine(store)
    const { id } = await engine.open({ service: aService(), startedBy: 'x' })
    await engine.advance(id, never)
    return store.load(id)
  }

  test('with the same log, at every append', async () => {
    const whole = await undisturbed()
    const outcomes: string[] = []
    for (let kill = 0; kill <= APPENDS; kill += 1) {
      // The process dies right before its append number `kill`: what was stored stays, the rest is lost.
      let appends = 0
      const dying: Store = {
        ...store,
        append: async (...args) => {
          appends += 1
          if (appends > kill) throw new Error('killed')
          return store.append(...args)
        },
      }
      const engine = anEngine(dying)
      const { id } = await engine.open({ service: aService(), startedBy: 'x' })
      outcomes.push(
        await engine.advance(id, never).then(
          (state) => state.state,
          () => 'killed',
        ),
      )

      const state = await anEngine(store).advance(id, never)

      expect(state.state).toBe('done')
      expect(kinds(await store.load(id))).toEqual(kinds(whole))
      expect(fold(await store.load(id)).verdict).toEqual(fold(whole).verdict)
    }
    expect(outcomes).toEqual([...Array.from({ length: APPENDS }, () => 'killed'), 'done'])
  }, 90_000)

  test('an interrupted one stops with its log as far as it came', async () => {
    const stop = new AbortController()
    const engine = anEngine(store)
    const { id } = await engine.open({ service: aService(), startedBy: 'x' })

    const state = await engine.advance(id, stop.signal, (now) => {
      if (now.steps[1]?.state === 'done') stop.abort()
    })

    expect(state.state).toBe('running')
    expect((await engine.advance(id, never)).state).toBe('done')
  })
})

test('a judge with a fault loses its step and not the investigation', async () => {
  const steps = echoSteps()
  const engine = anEngine(store, {
    steps: {
      ...steps,
      load: {
        ...steps.load,
        judge: () => {
          throw new Error('a bug')
        },
      },
    },
  })
  const { id } = await engine.open({ service: aService(), startedBy: 'x' })

  const state = await engine.advance(id, never)

  expect(state.steps[0]).toMatchObject({ state: 'failed', reason: 'internal: a bug' })
  expect(state.state).toBe('done')
})

test('one investigation is worked on by one process at a time', async () => {
  const first = anEngine(store, { steps: echoSteps({ load: 'sleep 2; echo load' }) })
  const second = anEngine(store)
  const { id } = await first.open({ service: aService(), only: ['load'], startedBy: 'x' })

  const working = first.advance(id, never)
  await expect.poll(async () => (await first.show(id)).steps[0]?.state).toBe('running')

  await expect(second.advance(id, never)).rejects.toMatchObject({ code: 'busy' })
  expect((await working).state).toBe('done')
})

test('list and show find it by a prefix of its id', async () => {
  const engine = anEngine(store, { newId: () => 'zebra12345' })
  await engine.open({ service: aService({ name: 'zoo' }), startedBy: 'x' })

  expect((await engine.show('zebra')).service.name).toBe('zoo')
  expect((await engine.list(1))[0]).toMatchObject({
    id: 'zebra12345',
    service: 'zoo',
    state: 'running',
  })
})
