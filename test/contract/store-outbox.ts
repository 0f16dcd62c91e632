import { expect, test } from 'vitest'
import { anOpening, aPost } from '../store/events.ts'
import { aSharedStore } from './shared-store.ts'
import type { StoreUnderTest } from './store.ts'

/** What every Store must do with posts and leases. */
export function describeOutboxAndLeases(open: () => Promise<StoreUnderTest>): void {
  const shared = aSharedStore(open)

  test('keeps posts in the order in which they first came', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], {
      posts: [aPost({ key: 'root' }), aPost({ key: 'step:load' })],
    })
    await shared.store.append('inv-1', 1, [], {
      posts: [aPost({ key: 'step:logs' }), aPost({ key: 'root', text: 'changed' })],
    })

    const pending = await shared.store.pendingPosts('inv-1')

    expect(pending.map((each) => [each.seq, each.key, each.revision, each.post.text])).toEqual([
      [1, 'root', 2, 'changed'],
      [2, 'step:load', 1, 'Investigating checkout'],
      [3, 'step:logs', 1, 'Investigating checkout'],
    ])
  })

  test('leaves an unchanged post at its revision, and rings no bell for it', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], { posts: [aPost()] })
    await shared.store.recordPosted('inv-1', 'root', { ref: '1.1', revision: 1 })
    await shared.query('DELETE FROM pgboss.job')

    await shared.store.append('inv-1', 1, [], { posts: [aPost()] })

    expect(await shared.store.pendingPosts('inv-1')).toEqual([])
    expect(await shared.query('SELECT id FROM pgboss.job')).toEqual([])
  })

  test('keeps a post pending that changed while it was sent', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], { posts: [aPost()] })
    await shared.store.append('inv-1', 1, [], { posts: [aPost({ text: 'changed' })] })

    await shared.store.recordPosted('inv-1', 'root', { ref: '1.1', revision: 1 })

    expect(await shared.store.pendingPosts('inv-1')).toEqual([
      {
        seq: 1,
        key: 'root',
        post: aPost({ text: 'changed' }),
        revision: 2,
        ref: '1.1',
        attempted: false,
        deliveredMsAgo: expect.any(Number),
      },
    ])
    await shared.store.recordPosted('inv-1', 'root', { ref: '1.1', revision: 2 })
    expect(await shared.store.pendingPosts('inv-1')).toEqual([])
  })

  test('tells that a send was begun until its end is recorded', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], { posts: [aPost()] })
    expect(await shared.store.pendingPosts('inv-1')).toMatchObject([
      { attempted: false, ref: null },
    ])

    await shared.store.recordPostAttempt('inv-1', 'root')

    expect(await shared.store.pendingPosts('inv-1')).toMatchObject([{ attempted: true, ref: null }])
    expect(await shared.store.postRef('inv-1', 'root')).toBe(null)
    await shared.store.recordPosted('inv-1', 'root', { ref: '1.1', revision: 1 })
    expect(await shared.store.postRef('inv-1', 'root')).toBe('1.1')
    await shared.store.append('inv-1', 1, [], { posts: [aPost({ text: 'changed' })] })
    expect(await shared.store.pendingPosts('inv-1')).toMatchObject([
      { attempted: false, ref: '1.1' },
    ])
  })

  test('passes over a refused post until it changes', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], {
      posts: [aPost(), aPost({ key: 'step:load' })],
    })

    await shared.store.recordPostAttempt('inv-1', 'root')
    await shared.store.recordPostRefused('inv-1', 'root', {
      revision: 1,
      reason: 'msg_too_long \0',
    })

    expect(await shared.store.pendingPosts('inv-1')).toMatchObject([{ key: 'step:load' }])
    expect(await shared.query('SELECT refused_reason FROM memdiag.post WHERE seq = 1')).toEqual([
      { refused_reason: 'msg_too_long \u2400' },
    ])
    await shared.store.append('inv-1', 1, [], { posts: [aPost({ text: 'shorter' })] })
    expect(await shared.store.pendingPosts('inv-1')).toMatchObject([
      { key: 'root', revision: 2, attempted: false },
      { key: 'step:load' },
    ])
  })

  test('names the investigations that have posts to send', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], {
      posts: [aPost(), aPost({ key: 'summary' })],
    })
    await shared.store.append('inv-2', 0, [anOpening({ id: 'inv-2' })], { posts: [aPost()] })
    await shared.store.append('inv-3', 0, [anOpening({ id: 'inv-3' })])

    expect(await shared.store.threadsWithPendingPosts()).toEqual(['inv-1', 'inv-2'])
    await shared.store.recordPosted('inv-2', 'root', { ref: '1.1', revision: 1 })
    expect(await shared.store.threadsWithPendingPosts()).toEqual(['inv-1'])
  })

  test('keeps the text of a post to the letter', async () => {
    const post = aPost({ parts: [{ kind: 'code', text: 'a\0b \udfff' }] })

    await shared.store.append('inv-1', 0, [anOpening()], { posts: [post] })

    expect(await shared.store.pendingPosts('inv-1')).toMatchObject([{ post }])
  })

  test('refuses to record what became of a post that is not there', async () => {
    await shared.store.append('inv-1', 0, [anOpening()])

    const sent = { ref: '1.1', revision: 1 }
    await expect(shared.store.recordPosted('inv-1', 'root', sent)).rejects.toThrow(/no post root/)
    await expect(shared.store.recordPostAttempt('inv-1', 'root')).rejects.toThrow(/no post root/)
  })

  test('gives a lease to one owner, who may renew and release it', async () => {
    expect(await shared.store.lease('inv-1', 'alice', 60)).toBe(true)
    expect(await shared.store.lease('inv-1', 'bob', 60)).toBe(false)
    expect(await shared.store.lease('inv-2', 'bob', 60)).toBe(true)
    expect(await shared.store.lease('inv-1', 'alice', 60)).toBe(true)

    await shared.store.release('inv-1', 'bob')
    expect(await shared.store.lease('inv-1', 'bob', 60)).toBe(false)
    await shared.store.release('inv-1', 'alice')
    expect(await shared.store.lease('inv-1', 'bob', 60)).toBe(true)
  })

  test('gives an expired lease to the next, and to one of several that ask at once', async () => {
    expect(await shared.store.lease('inv-1', 'alice', 0.001)).toBe(true)

    const asked = (): Promise<boolean[]> =>
      Promise.all(['bob', 'carol', 'dave'].map((owner) => shared.store.lease('inv-1', owner, 60)))

    await expect.poll(async () => (await asked()).filter((each) => each)).toEqual([true])
    expect(await shared.store.lease('inv-1', 'alice', 60)).toBe(false)
  })

  test('keeps pieces of files until their time, whatever bytes they have', async () => {
    await shared.store.append('inv-1', 0, [anOpening()])
    const body = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256)
    const key = { investigation: 'inv-1', name: 'digest:snapshot-1', seq: 0 }
    const [now, later] = ['2026-11-23T10:00:00.000Z', '2026-11-23T11:00:00.000Z']

    await shared.store.putPiece(key, { body: new Uint8Array(3), expiresAt: later })
    await shared.store.putPiece(key, { body, expiresAt: later })
    await shared.store.putPiece({ ...key, name: 'other' }, { body, expiresAt: now })

    expect(Uint8Array.from((await shared.store.piece(key, now)) ?? [])).toEqual(body)
    expect(await shared.store.piece({ ...key, seq: 1 }, now)).toBeNull()
    expect(await shared.store.piece(key, later)).toBeNull()
    expect(await shared.store.piece({ ...key, name: 'other' }, now)).toBeNull()
    await shared.store.dropExpiredPieces(now)
    expect(await shared.query('SELECT name FROM memdiag.piece')).toEqual([{ name: key.name }])
    await shared.store.dropPieces('inv-1', key.name)
    expect(await shared.store.piece(key, now)).toBeNull()
  })

  test('knows a key again, whoever asks', async () => {
    const key = `command:${crypto.randomUUID()}`

    const answers = await Promise.all([shared.store.firstSeen(key), shared.store.firstSeen(key)])

    expect(answers.toSorted()).toEqual([false, true])
    expect(await shared.store.firstSeen(key)).toBe(false)
  })

  test('forgets a key after a day', async () => {
    await shared.query(
      "INSERT INTO memdiag.seen (key, at) VALUES ('old', now() - interval '25 hours')",
    )

    expect(await shared.store.firstSeen(`new-${crypto.randomUUID()}`)).toBe(true)

    expect(await shared.store.firstSeen('old')).toBe(true)
  })

  test('tells what waits for the thread and what it refused', async () => {
    await shared.store.append('inv-1', 0, [anOpening()], {
      posts: [aPost(), aPost({ key: 'step:load' })],
    })
    await shared.store.recordPostRefused('inv-1', 'root', { revision: 1, reason: 'is_archived' })

    expect(await shared.store.undelivered('inv-1')).toEqual({
      pending: 1,
      refused: [{ key: 'root', reason: 'is_archived' }],
    })
    await shared.store.recordPosted('inv-1', 'step:load', { ref: '1.2', revision: 1 })
    expect((await shared.store.undelivered('inv-1')).pending).toBe(0)
  })
}
