import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../src/core/store-port.ts'
import type { LiveDeps } from '../../src/engine/live.ts'
import { processStart } from '../../src/store/process-start.ts'
import { anEngine, echoSteps, nothingLive } from '../support/an-engine.ts'
import { anOpening, aService, AT } from '../support/builders.ts'
import { asked, attempted, decided, THE_PROCESS } from '../support/ladder-builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

const never = new AbortController().signal
let folder: string
let open: OpenStore
let store: Store
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'memdiag-cancel-'))
  open = await aStore()
  store = open.store
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** A probe that leaves its pid in a file and then takes a minute. */
function slowSteps(name: string) {
  const file = path.join(folder, name)
  const steps = echoSteps({
    load: `echo $$ > ${file}.new; mv ${file}.new ${file}; sleep 60; echo load`,
  })
  const pid = async () => Number(await readFile(file, 'utf8'))
  return { steps, begun: () => existsSync(file), pid }
}

async function running(name: string) {
  const slow = slowSteps(name)
  const engine = anEngine(store, { steps: slow.steps })
  const { id } = await engine.open({ service: aService({ name }), startedBy: 'terminal:alice' })
  const working = engine.advance(id, never)
  await expect.poll(slow.begun, { timeout: 10_000 }).toBe(true)
  return { id, engine, working, pid: await slow.pid() }
}

test('a running investigation is cancelled at once, and what ran on the host is killed', async () => {
  const { id, engine, working, pid } = await running('here')

  await engine.cancel({ id, by: 'slack:U1' })

  const state = await working
  expect(state).toMatchObject({ state: 'cancelled', reason: 'cancelled by slack:U1' })
  expect(state.evidence).toEqual([])
  await expect.poll(() => processStart(pid)).toBeNull()
})

test('one that another process works is cancelled too', async () => {
  const { id, working, pid } = await running('elsewhere')

  await anEngine(store).cancel({ id, by: 'terminal:bob' })

  expect(await working).toMatchObject({ state: 'cancelled', reason: 'cancelled by terminal:bob' })
  await expect.poll(() => processStart(pid)).toBeNull()
})

test('one that nobody works is cancelled, and never begun', async () => {
  const engine = anEngine(store)
  const { id } = await engine.start({ service: aService({ name: 'waits' }), startedBy: 'x' })

  const state = await engine.cancel({ by: 'terminal:alice' })

  expect(state).toMatchObject({ id, state: 'cancelled' })
  expect(await engine.advance(id, never)).toMatchObject({ state: 'cancelled', evidence: [] })
  expect((await engine.list(1))[0]).toMatchObject({ id, state: 'cancelled' })
})

test('one in whose action memdiag died is woken by its end, and what it left open is closed', async () => {
  const closed: unknown[] = []
  const none = () => Promise.reject(new Error('nothing is touched any more'))
  const live: LiveDeps = {
    ...nothingLive(),
    access: async () => ({
      look: none,
      openInspector: none,
      placeFor: none,
      writeSnapshot: none,
      removeWritten: none,
      closeInspector: async (request) => {
        closed.push(request)
        return { state: 'closed', text: null }
      },
    }),
  }
  const engine = anEngine(store, { live })
  const service = aService({ name: 'left-open' })
  const log = [asked('gc'), decided('gc-1'), attempted('gc-1', 'gc-1')]
  await store.append('left1', 0, [anOpening({ id: 'left1', service }), ...log])

  await engine.cancel({ id: 'left1', by: 'slack:U1' })
  expect(closed).toEqual([])
  const stop = new AbortController()
  const working = store.work(
    {
      advance: async (id, signal) => {
        await engine.advance(id, signal)
      },
      deliver: async () => undefined,
    },
    stop.signal,
  )

  await expect
    .poll(async () => (await store.load('left1')).at(-1), { timeout: 20_000 })
    .toMatchObject({ kind: 'action-done', action: 'gc-1', outcome: 'unknown', inspector: 'closed' })
  expect(closed).toEqual([{ process: THE_PROCESS, wasClosed: true }])
  expect(await store.stateOf('left1')).toBe('cancelled')
  stop.abort()
  await working
}, 90_000)

test('one that ended cannot be cancelled, and says how it ended', async () => {
  const engine = anEngine(store)
  const { id } = await engine.open({ service: aService({ name: 'over' }), startedBy: 'x' })
  await engine.advance(id, never)

  await expect(engine.cancel({ id, by: 'x' })).rejects.toMatchObject({
    code: 'already-ended',
    message: expect.stringContaining('done'),
  })
  await expect(engine.cancel({ by: 'x' })).rejects.toMatchObject({ code: 'investigation-unknown' })
})

test('the thread of a cancelled one says so and leaves no step running', async () => {
  const engine = anEngine(store)
  const slack = { channel: 'C1' }
  const { id } = await engine.start({ service: aService({ name: 'told' }), startedBy: 'x', slack })

  await engine.cancel({ id, by: 'slack:U1' })

  const posts = (await store.pendingPosts(id)).map((each) => each.post)
  expect(posts.map((each) => each.text)).toEqual([
    'Memory of told: cancelled',
    'The investigation of told was cancelled by U1.',
  ])
  expect(JSON.stringify(posts)).not.toContain('"state":"pending"')
})

test('the runbook’s time for the whole investigation ends it, also in the middle of a step', async () => {
  const slow = slowSteps('late')
  let hours = 0
  const engine = anEngine(store, {
    steps: slow.steps,
    clock: { now: () => new Date(Date.parse(AT) + hours * 3_600_000).toISOString() },
  })
  const service = aService({ name: 'late' })
  const { id } = await engine.open({ service, startedBy: 'x' })
  const working = engine.advance(id, never)
  await expect.poll(slow.begun, { timeout: 10_000 }).toBe(true)

  hours = 169

  const state = await working
  expect(state).toMatchObject({ state: 'failed', reason: 'not finished within 168 h' })
  await expect.poll(async () => processStart(await slow.pid())).toBeNull()
})
