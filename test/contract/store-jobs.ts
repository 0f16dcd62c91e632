import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { JobHandlers, Store } from '../../src/core/store-port.ts'
import { anOpening, aPost, aStepStart } from '../store/events.ts'
import { aSharedStore } from './shared-store.ts'
import type { StoreUnderTest } from './store.ts'

/** A job that nobody announced waits for the next poll, and a busy machine takes its time. */
const SOON = { timeout: 10_000, interval: 20 }

/** What every Store must do with jobs. */
export function describeJobs(open: () => Promise<StoreUnderTest>): void {
  const shared = aSharedStore(open)

  test('delivers the jobs of an append that came before the work began', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], { posts: [aPost()], advanceInSeconds: 0 })

    await using worker = work(shared.store)

    await expect
      .poll(() => worker.seen.toSorted(), SOON)
      .toEqual(['advance inv-1', 'deliver inv-1'])
  })

  test('delivers the jobs of an append that comes while the work goes on', async () => {
    await using worker = work(shared.store)
    await shared.store.append('inv-1', 0, [anOpening()], { advanceInSeconds: 0 })
    await expect.poll(() => worker.seen, SOON).toEqual(['advance inv-1'])

    await shared.store.append('inv-1', 1, [aStepStart()], { posts: [aPost()] })

    await expect.poll(() => worker.seen, SOON).toEqual(['advance inv-1', 'deliver inv-1'])
  })

  test('keeps one waiting doorbell however often it is rung', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], { posts: [aPost()], advanceInSeconds: 0 })
    await shared.store.append('inv-1', 1, [], {
      posts: [aPost({ text: '2' })],
      advanceInSeconds: 0,
    })
    await shared.store.append('inv-1', 1, [], {
      posts: [aPost({ text: '3' })],
      advanceInSeconds: 0,
    })

    expect(await shared.query('SELECT name FROM pgboss.job ORDER BY name')).toEqual([
      { name: 'advance' },
      { name: 'deliver' },
    ])
  })

  test('rings again for a post that comes while its thread is delivered', async () => {
    const first = Promise.withResolvers<void>()
    await using worker = work(shared.store, {
      deliver: async () => {
        if (worker.seen.length === 1) await first.promise
      },
    })
    await shared.store.append('inv-1', 0, [anOpening()], { posts: [aPost()] })
    await expect.poll(() => worker.seen, SOON).toEqual(['deliver inv-1'])

    await shared.store.append('inv-1', 1, [], { posts: [aPost({ text: 'changed' })] })
    await shared.store.append('inv-1', 1, [], { posts: [aPost({ text: 'changed again' })] })

    // The second waits for the first: of one investigation only one is worked at a time.
    expect(worker.seen).toEqual(['deliver inv-1'])
    first.resolve()
    await expect.poll(() => worker.seen, SOON).toEqual(['deliver inv-1', 'deliver inv-1'])
  })

  test('loses no doorbell, however posts and deliveries cross', async () => {
    await using worker = work(shared.store, {
      deliver: async (id) => {
        for (const { key, revision } of await shared.store.pendingPosts(id)) {
          await shared.store.recordPosted(id, key, { ref: key, revision })
        }
      },
    })

    const investigations = ['inv-1', 'inv-2', 'inv-3'].map(async (id) => {
      await shared.store.append(id, 0, [anOpening({ id })])
      for (let post = 1; post <= 40; post += 1) {
        await shared.store.append(id, 1, [], { posts: [aPost({ text: `${post}` })] })
      }
    })
    await Promise.all(investigations)

    await expect.poll(() => shared.store.threadsWithPendingPosts(), SOON).toEqual([])
    expect(worker.seen.length).toBeGreaterThanOrEqual(3)
  })

  test('works several investigations at once', async () => {
    const both = Promise.withResolvers<void>()
    await using worker = work(shared.store, {
      advance: async () => {
        if (worker.seen.length === 2) both.resolve()
        await both.promise
      },
    })

    await shared.store.append('inv-1', 0, [anOpening()], { advanceInSeconds: 0 })
    await shared.store.append('inv-2', 0, [anOpening({ id: 'inv-2' })], { advanceInSeconds: 0 })

    await both.promise
    expect(worker.seen.toSorted()).toEqual(['advance inv-1', 'advance inv-2'])
  })

  test('advances later when it is told to, and now all the same', async () => {
    await using worker = work(shared.store)
    const begun = Date.now()

    await shared.store.append('inv-1', 0, [anOpening()], { advanceInSeconds: 1.5 })
    await shared.store.append('inv-1', 1, [aStepStart()], { advanceInSeconds: 0 })

    await expect.poll(() => worker.seen, SOON).toEqual(['advance inv-1'])
    expect(Date.now() - begun).toBeLessThan(1_500)
    await expect.poll(() => worker.seen, SOON).toEqual(['advance inv-1', 'advance inv-1'])
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1_500)
  })

  test('wakes an investigation without an append', async () => {
    await using worker = work(shared.store)

    await shared.store.wake('inv-1', 0)
    await shared.store.wake('inv-2', 0.1)

    await expect.poll(() => worker.seen, SOON).toEqual(['advance inv-1', 'advance inv-2'])
  })

  test('forgets to advance later, and nothing else', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], { posts: [aPost()], advanceInSeconds: 60 })
    await shared.store.wake('inv-1', 90)
    await shared.store.wake('inv-1', 0)
    await shared.store.wake('inv-2', 60)

    await shared.store.forgetAdvance('inv-1')

    expect(
      await shared.query(
        `SELECT name, data->>'investigation' AS id, start_after > now() AS later
         FROM pgboss.job ORDER BY name, id`,
      ),
    ).toEqual([
      { name: 'advance', id: 'inv-1', later: false },
      { name: 'advance', id: 'inv-2', later: true },
      { name: 'deliver', id: 'inv-1', later: false },
    ])
    await shared.store.forgetAdvance('inv-3')
  })

  test('tries a job again whose handler failed, and keeps no secret of its error', async () => {
    await using worker = work(shared.store, {
      advance: async () => {
        await Promise.resolve()
        if (worker.seen.length === 1) throw new Error('no way in: password=hunter2 \0')
      },
    })

    await shared.store.append('inv-1', 0, [anOpening()], { advanceInSeconds: 0 })

    await expect.poll(() => worker.seen, SOON).toEqual(['advance inv-1', 'advance inv-1'])
    expect(JSON.stringify(await shared.query('SELECT * FROM pgboss.job'))).not.toContain('hunter2')
  })

  test('gives a job away whose worker fell silent', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], { advanceInSeconds: 0 })
    await shared.query(
      `UPDATE pgboss.job SET state = 'active', started_on = now(), heartbeat_on = now() - interval '16 seconds'`,
    )

    await using worker = work(shared.store)

    await expect.poll(() => worker.seen, { timeout: 20_000 }).toEqual(['advance inv-1'])
  })

  test('leaves a job alone whose worker gave a sign of life', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], { advanceInSeconds: 0 })
    await shared.store.append('inv-2', 0, [anOpening({ id: 'inv-2' })], { advanceInSeconds: 0 })
    await shared.query(
      `UPDATE pgboss.job SET state = 'active', started_on = now(), heartbeat_on = now() + interval '1 minute'
       WHERE data->>'investigation' = 'inv-1'`,
    )

    await using worker = work(shared.store)

    await expect.poll(() => worker.seen, SOON).toEqual(['advance inv-2'])
    expect(
      await shared.query(
        `SELECT state::text FROM pgboss.job WHERE data->>'investigation' = 'inv-1'`,
      ),
    ).toEqual([{ state: 'active' }])
  })

  test('stops when told: handlers hear it, and are waited for', async () => {
    const handlerEnds = Promise.withResolvers<void>()
    let heard = false
    const worker = work(shared.store, {
      advance: async (_, signal) => {
        signal.addEventListener('abort', () => {
          heard = true
        })
        await handlerEnds.promise
      },
    })
    await shared.store.append('inv-1', 0, [anOpening()], { advanceInSeconds: 0 })
    await expect.poll(() => worker.seen, SOON).toEqual(['advance inv-1'])

    const stopping = worker[Symbol.asyncDispose]()
    await shared.store.append('inv-2', 0, [anOpening({ id: 'inv-2' })], { advanceInSeconds: 0 })
    expect(heard).toBe(true)
    const first = await Promise.race([stopping, delay(200, 'still waiting')])
    expect(first).toBe('still waiting')
    handlerEnds.resolve()
    await stopping

    expect(worker.seen).toEqual(['advance inv-1'])
    await using next = work(shared.store)
    await expect.poll(() => next.seen, SOON).toEqual(['advance inv-2'])
  })

  test('does not begin to work under a signal that came already', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], { advanceInSeconds: 0 })

    await shared.store.work({ advance: unexpected, deliver: unexpected }, AbortSignal.abort())

    expect(await shared.query('SELECT state::text FROM pgboss.job')).toEqual([{ state: 'created' }])
  })
}

type Worker = AsyncDisposable & { readonly seen: readonly string[] }

/** Works jobs until it is disposed, and remembers them in the order in which they began. */
function work(store: Store, handlers: Partial<JobHandlers> = {}): Worker {
  const seen: string[] = []
  const controller = new AbortController()
  const working = store.work(
    {
      advance: async (id, signal) => {
        seen.push(`advance ${id}`)
        await handlers.advance?.(id, signal)
      },
      deliver: async (id, signal) => {
        seen.push(`deliver ${id}`)
        await handlers.deliver?.(id, signal)
      },
    },
    controller.signal,
  )
  return {
    seen,
    [Symbol.asyncDispose]: async () => {
      controller.abort()
      await working
    },
  }
}

async function unexpected(): Promise<void> {
  await Promise.reject(new Error('a handler ran'))
}
