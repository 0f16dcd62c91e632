import { describe, expect, test } from 'vitest'
import { anEnd, anEvidence, anOpening, aPost } from '../store/events.ts'
import { aSharedStore } from './shared-store.ts'
import type { StoreUnderTest } from './store.ts'

/** How every Store keeps, compacts and forgets what ended. */
export function describeRetention(open: () => Promise<StoreUnderTest>): void {
  const shared = aSharedStore(open)

  describe('old investigations', () => {
    const before = '2026-11-24T00:00:00.000Z'

    async function ended(id: string, at: string): Promise<void> {
      await shared.store.append(id, 0, [
        anOpening({ id }),
        anEvidence('a lot of output'),
        anEnd({ at }),
      ])
    }

    test('are found by their end, the oldest first, those that go on never', async () => {
      await ended('later', '2026-11-23T12:00:00.000Z')
      await ended('sooner', '2026-11-23T11:00:00.000Z')
      await ended('too-new', '2026-11-24T00:00:00.000Z')
      await shared.store.append('open', 0, [anOpening({ id: 'open' })])

      const found = await shared.store.endedBefore(before, { which: 'any', limit: 10 })

      expect(found).toEqual(['sooner', 'later'])
      expect(await shared.store.endedBefore(before, { which: 'any', limit: 1 })).toEqual(['sooner'])
    })

    test('are compacted at the version they were read at, and then no longer found as such', async () => {
      await ended('inv-1', '2026-11-23T12:00:00.000Z')
      const last = { kind: 'compacted', version: 1, at: before, droppedBytes: 15 } as const
      const changed = [{ seq: 2, event: anEvidence('') }]

      await expect(shared.store.compact('inv-1', 2, { changed, last })).rejects.toMatchObject({
        code: 'conflict',
      })
      await shared.store.compact('inv-1', 3, { changed, last })

      expect((await shared.store.load('inv-1')).slice(1)).toEqual([
        anEvidence(''),
        anEnd({ at: '2026-11-23T12:00:00.000Z' }),
        last,
      ])
      expect(await shared.store.endedBefore(before, { which: 'uncompacted', limit: 10 })).toEqual(
        [],
      )
      expect(await shared.store.endedBefore(before, { which: 'any', limit: 10 })).toEqual(['inv-1'])
    })

    test('are removed with all that hangs on them, and no others', async () => {
      await shared.store.append('inv-1', 0, [anOpening(), anEnd()], {
        posts: [aPost()],
        advanceInSeconds: 60,
      })
      await shared.store.append('inv-2', 0, [anOpening({ id: 'inv-2' })], { posts: [aPost()] })

      await expect(shared.store.remove('inv-1', 1)).rejects.toMatchObject({ code: 'conflict' })
      await shared.store.remove('inv-1', 2)

      await expect(shared.store.load('inv-1')).rejects.toMatchObject({
        code: 'investigation-unknown',
      })
      expect(await shared.store.threadsWithPendingPosts()).toEqual(['inv-2'])
      const jobs = `SELECT count(*)::int AS left FROM pgboss.job WHERE data->>'investigation' = 'inv-1'`
      expect(await shared.query(jobs)).toEqual([{ left: 0 }])
    })

    test('that go on again are left alone', async () => {
      await shared.store.append('inv-1', 0, [anOpening()])

      await expect(shared.store.remove('inv-1', 1)).rejects.toMatchObject({ code: 'conflict' })
    })
  })
}
