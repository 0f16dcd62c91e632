import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MemdiagError } from '../../src/core/errors.ts'
import type { PostAddress, Posts } from '../../src/core/ports.ts'
import type { Store } from '../../src/core/store-port.ts'
import { deliver } from '../../src/engine/deliver.ts'
import { anEngine } from '../support/an-engine.ts'
import { aService, AT } from '../support/builders.ts'
import { silentLog } from '../support/store-deps.ts'
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

type Sent = { key: string; threadTs: string | undefined; ref: string }

/** A thread in memory that can be told to fail. */
function aThread(fault: (key: string, sends: number) => Error | null = () => null) {
  const sent: Sent[] = []
  const updates: string[] = []
  const updatedAt: number[] = []
  const shown = new Map<string, string>()
  let sends = 0
  const posts: Posts = {
    async send(address: PostAddress, post) {
      sends += 1
      const error = fault(post.key, sends)
      if (error !== null) throw error
      const ref = `ts-${sent.length + 1}`
      sent.push({ key: post.key, threadTs: address.threadTs, ref })
      return ref
    },
    async update(_, ref, post) {
      const error = fault(post.key, sends)
      if (error !== null) throw error
      updates.push(ref)
      shown.set(ref, post.text)
      updatedAt.push(performance.now())
    },
    find: async (_, key) => sent.find((each) => each.key === key)?.ref ?? null,
  }
  return { posts, sent, updates, shown, updatedAt, sends: () => sends }
}

const deps = (thread: ReturnType<typeof aThread>, on: Store = store) => ({
  store: on,
  posts: thread.posts,
  clock: { now: () => AT },
  log: silentLog,
  owner: 'me',
})

async function anInvestigation(threadTs?: string): Promise<string> {
  const engine = anEngine(store)
  const slack = { channel: 'C1', ...(threadTs === undefined ? {} : { threadTs }) }
  const { id } = await engine.start({
    service: aService(),
    only: ['load', 'top'],
    startedBy: 'slack:U1',
    slack,
  })
  await engine.advance(id, never)
  return id
}

const KEYS = ['root', 'step:load', 'step:top', 'summary']

test('posts go out in order, under the root post', async () => {
  const id = await anInvestigation()
  const thread = aThread()

  await deliver(deps(thread), id, never)

  expect(thread.sent.map((each) => each.key)).toEqual(KEYS)
  expect(thread.sent.map((each) => each.threadTs)).toEqual([undefined, 'ts-1', 'ts-1', 'ts-1'])
  expect(await store.pendingPosts(id)).toEqual([])
})

test('an escalation thread gets them all, the root post too', async () => {
  const id = await anInvestigation('1700.1')
  const thread = aThread()

  await deliver(deps(thread), id, never)

  expect(thread.sent.map((each) => each.threadTs)).toEqual(['1700.1', '1700.1', '1700.1', '1700.1'])
})

test('a changed post is an update in place', async () => {
  const engine = anEngine(store)
  const slack = { channel: 'C1' }
  const { id } = await engine.start({ service: aService(), only: ['load'], startedBy: 'x', slack })
  const thread = aThread()
  await deliver(deps(thread), id, never)
  await engine.advance(id, never)

  await deliver(deps(thread), id, never)

  expect(thread.sent.map((each) => each.key)).toEqual(['root', 'step:load', 'summary'])
  expect(thread.updates).toEqual(['ts-1'])
})

describe('killed between sending and recording', () => {
  test.each(KEYS)('%s is found again and not sent twice', async (key) => {
    const id = await anInvestigation()
    const thread = aThread()
    const dying: Store = {
      ...store,
      recordPosted: async (investigation, posted, sent) => {
        if (posted === key) throw new Error('killed')
        return store.recordPosted(investigation, posted, sent)
      },
    }
    await expect(deliver(deps(thread, dying), id, never)).rejects.toThrow('killed')

    await deliver(deps(thread), id, never)

    expect(thread.sent.map((each) => each.key)).toEqual(KEYS)
  })
})

test('one that changed after it was cut off shows its newest form when it is found again', async () => {
  const engine = anEngine(store)
  const slack = { channel: 'C1' }
  const { id } = await engine.start({ service: aService(), only: ['load'], startedBy: 'x', slack })
  const thread = aThread()
  const dying: Store = { ...store, recordPosted: () => Promise.reject(new Error('killed')) }
  await expect(deliver(deps(thread, dying), id, never)).rejects.toThrow('killed')
  await engine.advance(id, never)

  await deliver(deps(thread), id, never)

  expect(thread.updates).toEqual(['ts-1'])
  expect(thread.shown.get('ts-1')).toContain('inconclusive')
})

test('a post that is refused for good is passed over and does not block the thread', async () => {
  const id = await anInvestigation()
  const thread = aThread((key) =>
    key === 'step:load' ? new MemdiagError('slack-refused', 'msg_too_long') : null,
  )

  await deliver(deps(thread), id, never)

  expect(thread.sent.map((each) => each.key)).toEqual(['root', 'step:top', 'summary'])
  expect(await store.pendingPosts(id)).toEqual([])
})

test('while Slack is busy a post is tried again, and the order is kept', async () => {
  const id = await anInvestigation()
  const thread = aThread((_, sends) => (sends === 2 ? new MemdiagError('busy', '429') : null))

  await deliver(deps(thread), id, never)

  expect(thread.sends()).toBe(5)
  expect(thread.sent.map((each) => each.key)).toEqual(KEYS)
})

test('when the channel is gone for good nothing is left waiting', async () => {
  const id = await anInvestigation()
  const thread = aThread(() => new MemdiagError('slack-refused', 'channel_not_found'))

  await deliver(deps(thread), id, never)

  expect(await store.pendingPosts(id)).toEqual([])
})

test('while the token is not good nothing is lost, and all goes out once it is', async () => {
  const id = await anInvestigation()
  let revoked = true
  const thread = aThread((key) =>
    revoked && key === 'step:load' ? new MemdiagError('slack-locked-out', 'token_revoked') : null,
  )
  await expect(deliver(deps(thread), id, never)).rejects.toMatchObject({ code: 'slack-locked-out' })
  expect(thread.sent.map((each) => each.key)).toEqual(['root'])
  expect(await store.undelivered(id)).toEqual({ pending: 3, refused: [] })

  revoked = false
  await deliver(deps(thread), id, never)

  expect(thread.sent.map((each) => each.key)).toEqual(KEYS)
})

test('what Slack refused is known afterwards, with its reason', async () => {
  const id = await anInvestigation()
  const thread = aThread((key) =>
    key === 'summary' ? new MemdiagError('slack-refused', 'thread_not_found') : null,
  )

  await deliver(deps(thread), id, never)

  expect(await store.undelivered(id)).toEqual({
    pending: 0,
    refused: [{ key: 'summary', reason: 'thread_not_found' }],
  })
})

test('changes that come fast are one update a second, and new posts do not wait for them', async () => {
  const engine = anEngine(store)
  const slack = { channel: 'C1' }
  const { id } = await engine.start({ service: aService(), startedBy: 'x', slack })
  const thread = aThread()
  const begun = performance.now()
  await deliver(deps(thread), id, never)

  // Each change of the root message rings for itself; here all are drained as they come.
  const working = engine.advance(id, never)
  while ((await store.stateOf(id)) === 'running') {
    await deliver(deps(thread), id, never)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await working
  await deliver(deps(thread), id, never)

  const seconds = (performance.now() - begun) / 1000
  expect(thread.updates.length).toBeGreaterThan(0)
  expect(thread.updates.length).toBeLessThanOrEqual(Math.floor(seconds))
  expect(thread.sent.map((each) => each.key)).toEqual([
    'root',
    ...['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'].map((step) => `step:${step}`),
    'summary',
  ])
  expect(await store.pendingPosts(id)).toEqual([])
})

test('told to stop, it hands back what is left', async () => {
  const id = await anInvestigation()
  const stop = new AbortController()
  const thread = aThread((key) => {
    if (key === 'root') stop.abort()
    return null
  })

  await expect(deliver(deps(thread), id, stop.signal)).rejects.toMatchObject({ code: 'aborted' })

  expect(thread.sent.map((each) => each.key)).toEqual(['root'])
  await deliver(deps(thread), id, never)
  expect(thread.sent.map((each) => each.key)).toEqual(KEYS)
})

test('a send that was answered with a fault and arrived all the same is found by the next try', async () => {
  const id = await anInvestigation()
  const thread = aThread()
  let late = true
  const posts: Posts = {
    ...thread.posts,
    async send(address, post) {
      const ref = await thread.posts.send(address, post)
      if (post.key !== 'root' || !late) return ref
      late = false
      throw new MemdiagError('busy', 'Slack did not answer in time.')
    },
  }

  await deliver({ ...deps(thread), posts }, id, never)

  expect(thread.sent.filter(({ key }) => key === 'root')).toHaveLength(1)
  expect(await store.postRef(id, 'root')).toBe('ts-1')
})
