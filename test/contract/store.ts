import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/store-port.ts'
import { anEnd, anEvidence, anOpening, aPost, aStepStart, aVerdict } from '../store/events.ts'
import { aSharedStore } from './shared-store.ts'

/** A store on a database of its own, and a way to look at that database from behind. */
export type StoreUnderTest = AsyncDisposable & {
  readonly store: Store
  /** Runs SQL behind the store's back. */
  readonly query: (text: string, values?: readonly unknown[]) => Promise<readonly unknown[]>
  /** Forgets everything, so that tests may share a database. */
  readonly empty: () => Promise<void>
}

export const EMPTYING = 'TRUNCATE memdiag.investigation, memdiag.lease, pgboss.job CASCADE'

/** What every Store must do, whatever the database. */
export function describeStore(open: () => Promise<StoreUnderTest>): void {
  const shared = aSharedStore(open)

  describe('beginning', () => {
    test('of a service that is under way gives the ids of the others and stores nothing', async () => {
      expect(await shared.store.begin('inv-1', [anOpening()], { advanceInSeconds: 0 })).toEqual([])

      expect(await shared.store.begin('inv-2', [anOpening()], {})).toEqual(['inv-1'])

      await expect(shared.store.load('inv-2')).rejects.toMatchObject({
        code: 'investigation-unknown',
      })
      expect(await shared.store.begin('inv-2', [anOpening()], { beside: ['inv-1'] })).toEqual([])
      expect(await shared.store.load('inv-2')).toHaveLength(1)
    })

    test('is free again when the other ended, or was left behind', async () => {
      await shared.store.begin('inv-1', [anOpening()], { advanceInSeconds: 0 })
      await shared.store.append('inv-1', 1, [anEnd()])
      expect(await shared.store.begin('inv-2', [anOpening()], { advanceInSeconds: 60 })).toEqual([])
      await shared.store.forgetAdvance('inv-2')

      expect(await shared.store.begin('inv-3', [anOpening()], {})).toEqual([])
      expect(await shared.store.lease('investigation:inv-3', 'me', 10)).toBe(true)
      expect(await shared.store.begin('inv-4', [anOpening()], {})).toEqual(['inv-3'])
    })

    test('lets exactly one of several at once begin', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e']

      const others = await Promise.all(
        ids.map((id) => shared.store.begin(id, [anOpening()], { advanceInSeconds: 0 })),
      )

      expect(others.filter((each) => each.length === 0)).toHaveLength(1)
      expect(await shared.store.list(10)).toHaveLength(1)
    })

    test('and the state it is in is told without its log', async () => {
      await shared.store.begin('inv-1', [anOpening()], {})
      expect(await shared.store.stateOf('inv-1')).toBe('running')

      await shared.store.append('inv-1', 1, [anEnd({ state: 'cancelled' })])

      expect(await shared.store.stateOf('inv-1')).toBe('cancelled')
      await expect(shared.store.stateOf('none')).rejects.toMatchObject({
        code: 'investigation-unknown',
      })
    })
  })

  describe('the log', () => {
    test('gives back what was appended, in order', async () => {
      await shared.store.append('inv-1', 0, [anOpening(), aStepStart()])
      await shared.store.append('inv-1', 2, [anEvidence('a'), anEnd()])

      const events = await shared.store.load('inv-1')

      expect(events).toEqual([anOpening(), aStepStart(), anEvidence('a'), anEnd()])
    })

    test('keeps the text of an event to the letter', async () => {
      await shared.store.append('inv-1', 0, [anOpening()])

      const text = 'a\0b \ud800 \u{1F600} "\\u0000" {,} \u2028\r\n\u001f\u009b[31m'
      await shared.store.append('inv-1', 1, [anEvidence(text)])

      const events = await shared.store.load('inv-1')
      expect(JSON.stringify(events[1])).toBe(JSON.stringify(anEvidence(text)))
    })

    test('refuses an append at a version that is not the log’s', async () => {
      await shared.store.append('inv-1', 0, [anOpening()])

      await expect(shared.store.append('inv-1', 0, [anOpening()])).rejects.toMatchObject({
        code: 'conflict',
      })
      await expect(shared.store.append('inv-1', 2, [aStepStart()])).rejects.toMatchObject({
        code: 'conflict',
      })
      expect(await shared.store.load('inv-1')).toHaveLength(1)
    })

    test('lets exactly one of several concurrent appends win', async () => {
      await shared.store.append('inv-1', 0, [anOpening()])

      const appends = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map((text) => shared.store.append('inv-1', 1, [anEvidence(text)])),
      )

      expect(appends.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
      const lost = appends.filter((each) => each.status === 'rejected')
      expect(lost.map((each) => each.reason)).toEqual([
        expect.objectContaining({ code: 'conflict' }),
        expect.objectContaining({ code: 'conflict' }),
        expect.objectContaining({ code: 'conflict' }),
      ])
      expect(await shared.store.load('inv-1')).toHaveLength(2)
    })

    test('lets exactly one of several concurrent openings win', async () => {
      const appends = await Promise.allSettled(
        [1, 2, 3].map(() => shared.store.append('inv-1', 0, [anOpening()])),
      )

      expect(appends.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
      expect(await shared.store.load('inv-1')).toHaveLength(1)
    })

    test('leaves neither events nor posts nor jobs when an append fails half-way', async () => {
      await shared.store.append('inv-1', 0, [anOpening()])
      await shared.query(
        `ALTER TABLE memdiag.post ADD CONSTRAINT no_step CHECK (key <> 'step:load') NOT VALID`,
      )

      const failing = shared.store.append('inv-1', 1, [aStepStart()], {
        posts: [aPost(), aPost({ key: 'step:load' })],
        advanceInSeconds: 0,
      })

      await expect(failing).rejects.toThrow('no_step')
      await shared.query('ALTER TABLE memdiag.post DROP CONSTRAINT no_step')
      expect(await shared.store.load('inv-1')).toHaveLength(1)
      expect(await shared.store.pendingPosts('inv-1')).toEqual([])
      expect(await shared.query('SELECT id FROM pgboss.job')).toEqual([])
      await shared.store.append('inv-1', 1, [aStepStart()])
      expect(await shared.store.load('inv-1')).toHaveLength(2)
    })

    test('refuses an event that could not be read again', async () => {
      await shared.store.append('inv-1', 0, [anOpening()])
      const evidence = anEvidence('')
      const broken = { ...evidence, evidence: { ...evidence.evidence, durationMs: Number.NaN } }

      await expect(shared.store.append('inv-1', 1, [broken])).rejects.toThrow(/durationMs/)
      expect(await shared.store.load('inv-1')).toHaveLength(1)
    })

    test('refuses a log that does not begin with its opening', async () => {
      await expect(shared.store.append('inv-1', 0, [aStepStart()])).rejects.toThrow(/opened/)
      await expect(shared.store.load('inv-1')).rejects.toMatchObject({
        code: 'investigation-unknown',
      })
    })

    test('names investigation, event and fault when a log cannot be read', async () => {
      await shared.store.append('inv-1', 0, [anOpening(), aStepStart()])
      await shared.query(
        `UPDATE memdiag.event SET body = '{"kind":"step-started","version":1,"at":"2026-11-23T10:00:01Z","step":"juggle"}'
         WHERE seq = 2`,
      )

      await expect(shared.store.load('inv-1')).rejects.toThrow(
        /event 2 of investigation inv-1.*step/s,
      )
    })
  })

  describe('the list', () => {
    test('shows the newest first, with how each ended', async () => {
      await shared.store.append('a-old', 0, [
        anOpening({ id: 'a-old', at: '2026-11-23T09:00:00.000Z' }),
      ])
      await shared.store.append('b-new', 0, [
        anOpening({ id: 'b-new', at: '2026-11-23T10:00:00.000Z' }),
      ])
      await shared.store.append('a-old', 1, [aVerdict(), anEnd()])

      const list = await shared.store.list(10)

      expect(list).toEqual([
        {
          id: 'b-new',
          service: 'checkout',
          state: 'running',
          startedAt: '2026-11-23T10:00:00.000Z',
          endedAt: null,
          cause: null,
          confidence: null,
        },
        {
          id: 'a-old',
          service: 'checkout',
          state: 'done',
          startedAt: '2026-11-23T09:00:00.000Z',
          endedAt: '2026-11-23T10:00:09.000Z',
          cause: 'overforked-workers',
          confidence: 'confirmed',
        },
      ])
      expect(await shared.store.list(1)).toHaveLength(1)
    })

    test('finds an investigation by a prefix, by its id, and the newest without one', async () => {
      await shared.store.append('ab1', 0, [
        anOpening({ id: 'ab1', at: '2026-11-23T10:00:00.000Z' }),
      ])
      await shared.store.append('ab12', 0, [
        anOpening({ id: 'ab12', at: '2026-11-23T09:00:00.000Z' }),
      ])

      expect(await shared.store.resolveId('ab12')).toBe('ab12')
      expect(await shared.store.resolveId('ab1')).toBe('ab1')
      expect(await shared.store.resolveId()).toBe('ab1')
      await expect(shared.store.resolveId('ab')).rejects.toMatchObject({
        code: 'investigation-ambiguous',
        message: 'ab may be any of ab1 (checkout), ab12 (checkout).',
      })
    })

    test('takes a prefix for plain text', async () => {
      await shared.store.append('ab1', 0, [anOpening({ id: 'ab1' })])

      await expect(shared.store.resolveId('%')).rejects.toMatchObject({
        code: 'investigation-unknown',
        hint: 'See them with `memdiag list`.',
      })
      await expect(shared.store.resolveId('a\0')).rejects.toMatchObject({
        code: 'investigation-unknown',
      })
    })

    test('says that there is no investigation yet', async () => {
      await expect(shared.store.resolveId()).rejects.toMatchObject({
        code: 'investigation-unknown',
        message: 'There is no investigation yet.',
      })
      await expect(shared.store.load('nope')).rejects.toMatchObject({
        code: 'investigation-unknown',
      })
    })
  })
}
