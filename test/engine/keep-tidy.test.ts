import { expect, test } from 'vitest'
import type { Archive, Store } from '../../src/core/store-port.ts'
import { keepTidy } from '../../src/engine/keep-tidy.ts'
import { anEnd, anEvidence, anOpening, aVerdict } from '../store/events.ts'
import { aStore } from '../support/store.ts'
import { silentLog } from '../support/store-deps.ts'

const archive: Archive = { keep: () => Promise.reject(new Error('nothing is deleted')) }

test('of three replicas that look for old investigations one does, and compacts them once', async () => {
  await using open = await aStore()
  const old = [
    anOpening({ id: 'old' }),
    anEvidence('lines'),
    aVerdict(),
    anEnd({ at: '2026-01-01T00:00:00.000Z' }),
  ]
  await open.store.append('old', 0, old)
  const stop = new AbortController()
  const looked: string[] = []
  const asked: string[] = []
  const replica = (name: string): Promise<void> => {
    const store: Store = {
      ...open.store,
      async lease(...args) {
        const mine = await open.store.lease(...args)
        if (args[0] === 'retention') asked.push(name)
        return mine
      },
      endedBefore: (...args) => {
        looked.push(name)
        return open.store.endedBefore(...args)
      },
    }
    const clock = { now: () => '2026-11-25T00:00:00.000Z' }
    const deps = { store, clock, log: silentLog, archive, newId: () => name }
    return keepTidy(deps, { compactAfterDays: 90, deleteAfterDays: null }, stop.signal)
  }

  const replicas = [replica('a'), replica('b'), replica('c')]

  const compacted = async () =>
    (await open.store.load('old')).filter((each) => each.kind === 'compacted').length
  await expect.poll(() => asked.toSorted(), { timeout: 60_000 }).toEqual(['a', 'b', 'c'])
  await expect.poll(compacted, { timeout: 60_000 }).toBe(1)
  expect(new Set(looked).size).toBe(1)
  stop.abort()
  await Promise.all(replicas)
}, 120_000)

test('kept snapshots are removed when their time is over, and no others', async () => {
  await using open = await aStore()
  await open.store.append('inv-1', 0, [anOpening()])
  const key = (name: string) => ({ investigation: 'inv-1', name, seq: 0 })
  const keep = (name: string, expiresAt: string) =>
    open.store.putPiece(key(name), { body: Buffer.from(name), expiresAt })
  await keep('over', '2026-11-25T00:00:00.000Z')
  await keep('kept', '2026-11-25T00:00:00.001Z')
  const stop = new AbortController()
  const clock = { now: () => '2026-11-25T00:00:00.000Z' }
  const deps = { store: open.store, clock, log: silentLog, archive, newId: () => 'a' }

  const tidied = keepTidy(deps, { compactAfterDays: 90, deleteAfterDays: null }, stop.signal)

  // Read as of a time at which none was over: what is missing is gone.
  const earlier = '2026-11-24T00:00:00.000Z'
  await expect.poll(() => open.store.piece(key('over'), earlier), { timeout: 60_000 }).toBe(null)
  expect(await open.store.piece(key('kept'), earlier)).toEqual(Buffer.from('kept'))
  stop.abort()
  await tidied
}, 120_000)
