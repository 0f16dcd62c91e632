import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/store-port.ts'
import { moveStore } from '../../src/store/move-store.ts'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { openPostgresStore } from '../../src/store/open-postgres-store.ts'
import { aPostgresServer, postgresPrograms, type PostgresServer } from '../support/postgres.ts'
import { realClock, silentLog } from '../support/store-deps.ts'
import { aDataFolder } from '../support/store.ts'
import { anEnd, anEvidence, anOpening, aPost } from './events.ts'

const programs = postgresPrograms()
const deps = { clock: realClock, log: silentLog }

describe.skipIf(programs === null)('a store that is moved to Postgres', () => {
  let server: PostgresServer
  let folder: string
  beforeAll(async () => {
    server = await aPostgresServer(programs ?? '')
    folder = await aDataFolder()
  }, 60_000)
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const strange = 'a\0b \ud800 \u{1F600} "\\u0000"'

  async function fill(store: Store): Promise<void> {
    await store.begin('over', [anOpening({ id: 'over' })], { posts: [aPost()] })
    await store.recordPosted('over', 'root', { ref: '1.1', revision: 1 })
    await store.append('over', 1, [anEvidence(strange), anEnd()])
    await store.begin('open', [anOpening({ id: 'open' })], {
      advanceInSeconds: 0,
      posts: [aPost(), aPost({ key: 'step:load' })],
    })
    await store.putPiece(
      { investigation: 'open', name: 'digest', seq: 0 },
      { body: Uint8Array.from([0, 255, 7]), expiresAt: '2036-11-23T10:00:00.000Z' },
    )
    await store.firstSeen('command:1')
  }

  test('has all of it: logs, posts, pieces, keys and the jobs that wait', async () => {
    const url = await server.createDatabase()
    const source = await openEmbeddedStore({ folder, ...deps })
    await fill(source)
    const before = { over: await source.load('over'), list: await source.list(9) }
    await source.close()

    const moved = await moveStore(deps, { folder, url })

    expect(moved).toEqual({ investigation: 2, event: 4, post: 3, piece: 1, seen: 1 })
    const target = await openPostgresStore({ url, ...deps })
    expect(JSON.stringify(await target.load('over'))).toBe(JSON.stringify(before.over))
    expect(await target.list(9)).toEqual(before.list)
    expect(await target.postRef('over', 'root')).toBe('1.1')
    expect((await target.pendingPosts('open')).map((each) => each.key)).toEqual([
      'root',
      'step:load',
    ])
    const piece = { investigation: 'open', name: 'digest', seq: 0 }
    expect(Uint8Array.from((await target.piece(piece, AT)) ?? [])).toEqual(
      Uint8Array.from([0, 255, 7]),
    )
    expect(await target.firstSeen('command:1')).toBe(false)
    const seen: string[] = []
    const stop = new AbortController()
    const hear = (queue: string) => async (id: string) => {
      seen.push(`${queue} ${id}`)
    }
    const working = target.work({ advance: hear('advance'), deliver: hear('deliver') }, stop.signal)
    await expect
      .poll(() => seen.toSorted(), { timeout: 10_000 })
      .toEqual(['advance open', 'deliver open'])
    stop.abort()
    await working
    await target.close()
  }, 60_000)

  test('is kept where it was, and not used any more by mistake', async () => {
    await expect(openEmbeddedStore({ folder, ...deps })).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('was moved to postgres://postgres:***@127.0.0.1'),
      hint: expect.stringContaining('DATABASE_URL'),
    })
    expect(await readFile(join(folder, 'moved'), 'utf8')).not.toContain('correct-horse')
    await rm(join(folder, 'moved'))
    const old = await openEmbeddedStore({ folder, ...deps })
    expect(await old.load('over')).toHaveLength(3)
    await old.close()
  })

  test('is not mixed with what is there already', async () => {
    const url = await server.createDatabase()
    const there = await openPostgresStore({ url, ...deps })
    await there.append('other', 0, [anOpening({ id: 'other' })])

    await expect(moveStore(deps, { folder, url })).rejects.toMatchObject({ code: 'conflict' })

    expect(await there.list(9)).toHaveLength(1)
    await there.close()
    const old = await openEmbeddedStore({ folder, ...deps })
    await old.close()
  })

  test('is not moved while a memdiag has it open', async () => {
    const owner = await openEmbeddedStore({ folder, ...deps })

    await expect(
      moveStore(deps, { folder, url: await server.createDatabase() }),
    ).rejects.toMatchObject({ code: 'store-locked' })

    await owner.close()
  })
})

const AT = '2026-11-23T10:00:00.000Z'
