import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPostgresStore, refuseOldPostgres } from '../../src/store/open-postgres-store.ts'
import { describeJobs } from '../contract/store-jobs.ts'
import { describeOutboxAndLeases } from '../contract/store-outbox.ts'
import { describeRetention } from '../contract/store-retention.ts'
import { describeWords } from '../contract/store-words.ts'
import { describeStore, EMPTYING, type StoreUnderTest } from '../contract/store.ts'
import { aPostgresServer, postgresPrograms, type PostgresServer } from '../support/postgres.ts'
import { realClock, silentLog } from '../support/store-deps.ts'
import { anOpening, aStepStart } from './events.ts'

const programs = postgresPrograms()

describe.skipIf(programs === null)('the store in a Postgres server', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await aPostgresServer(String(programs))
  }, 60_000)
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
  })

  describe('log and list', () => {
    describeStore(openUnderTest)
  })
  describe('outbox and leases', () => {
    describeOutboxAndLeases(openUnderTest)
  })
  describe('retention', () => {
    describeRetention(openUnderTest)
  })
  describe('words', () => {
    describeWords(openUnderTest)
  })
  describe('jobs', () => {
    describeJobs(openUnderTest)
  })

  async function openUnderTest(): Promise<StoreUnderTest> {
    const url = await server.createDatabase()
    const pool = new Pool({ connectionString: url, max: 1 })
    const store = await openPostgresStore({ url, clock: realClock, log: silentLog })
    return {
      store,
      query: async (text, values = []) =>
        (await pool.query<Record<string, unknown>>(text, [...values])).rows,
      empty: async () => {
        await pool.query(EMPTYING)
      },
      [Symbol.asyncDispose]: async () => {
        await store.close()
        await pool.end()
      },
    }
  }

  test('opens on one empty database from several replicas at once', async () => {
    // Several times: what goes wrong here goes wrong now and then.
    for (let round = 0; round < 5; round += 1) {
      const url = await server.createDatabase()

      const stores = await Promise.all(
        [1, 2, 3].map(() => openPostgresStore({ url, clock: realClock, log: silentLog })),
      )

      await stores[0]?.append('inv-1', 0, [anOpening()])
      expect(await stores[2]?.load('inv-1')).toEqual([anOpening()])
      for (const store of stores) await store.close()
    }
  })

  test('lets one of two replicas win an append', async () => {
    const url = await server.createDatabase()
    const one = await openPostgresStore({ url, clock: realClock, log: silentLog })
    const other = await openPostgresStore({ url, clock: realClock, log: silentLog })
    await one.append('inv-1', 0, [anOpening()])

    const appends = await Promise.allSettled([
      one.append('inv-1', 1, [aStepStart()], { advanceInSeconds: 0 }),
      other.append('inv-1', 1, [aStepStart()], { advanceInSeconds: 0 }),
    ])

    expect(appends.map((each) => each.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await one.load('inv-1')).toHaveLength(2)
    await one.close()
    await other.close()
  })

  test('gives each job to one of several replicas', async () => {
    const url = await server.createDatabase()
    const one = await openPostgresStore({ url, clock: realClock, log: silentLog })
    const other = await openPostgresStore({ url, clock: realClock, log: silentLog })
    const seen: string[] = []
    const stop = new AbortController()
    const advance = async (id: string): Promise<void> => {
      await Promise.resolve(seen.push(id))
    }
    const working = [one, other].map((store) =>
      store.work({ advance, deliver: advance }, stop.signal),
    )

    const ids = Array.from({ length: 20 }, (_, index) => `inv-${index + 10}`)
    await Promise.all(
      ids.map((id) => one.append(id, 0, [anOpening({ id })], { advanceInSeconds: 0 })),
    )

    await expect.poll(() => seen.toSorted(), { timeout: 20_000 }).toEqual(ids)
    stop.abort()
    await Promise.all(working)
    await one.close()
    await other.close()
  })

  test('goes on after its connections were lost', async () => {
    const url = await server.createDatabase()
    const store = await openPostgresStore({ url, clock: realClock, log: silentLog })
    await store.append('inv-1', 0, [anOpening()])

    await server.disconnect(url)

    await expect
      .poll(() => store.append('inv-1', 1, [aStepStart()]).then(() => 'appended', String))
      .toBe('appended')
    await store.close()
  })

  test('goes on working jobs after its connections were lost', async () => {
    const url = await server.createDatabase()
    const store = await openPostgresStore({ url, clock: realClock, log: silentLog })
    const seen: string[] = []
    const stop = new AbortController()
    const advance = async (id: string): Promise<void> => {
      await Promise.resolve(seen.push(id))
    }
    const working = store.work({ advance, deliver: advance }, stop.signal)
    await store.append('inv-1', 0, [anOpening()], { advanceInSeconds: 0 })
    await expect.poll(() => seen, { timeout: 10_000 }).toEqual(['inv-1'])

    await server.disconnect(url)
    await expect
      .poll(() => store.wake('inv-2', 0).then(() => 'rung', String), { timeout: 10_000 })
      .toBe('rung')

    await expect.poll(() => seen, { timeout: 20_000 }).toContain('inv-2')
    stop.abort()
    await working
    await store.close()
  }, 60_000)

  test('refuses tables that a newer memdiag made', async () => {
    const url = await server.createDatabase()
    const store = await openPostgresStore({ url, clock: realClock, log: silentLog })
    await store.close()
    const client = new Pool({ connectionString: url, max: 1 })
    await client.query('INSERT INTO memdiag.migration (version) VALUES (99)')
    await client.end()

    await expect(
      openPostgresStore({ url, clock: realClock, log: silentLog }),
    ).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('tables of version 99'),
    })
  })

  test('says that the password is wrong, without the password', async () => {
    const url = (await server.createDatabase()).replace('correct-horse', 'wrong-pony')

    const opening = openPostgresStore({ url, clock: realClock, log: silentLog })

    const error: unknown = await opening.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'store-unavailable',
      message: `Could not use postgres://postgres:***@127.0.0.1:${server.port}/memdiag_${databaseOf(url)}: password authentication failed for user "postgres".`,
      hint: 'Check the user and the password in DATABASE_URL.',
    })
    expect(JSON.stringify([error, String(error)])).not.toContain('wrong-pony')
  })

  test('says that the database is not there', async () => {
    const url = (await server.createDatabase()).replace(/memdiag_\d+/, 'nowhere')

    await expect(
      openPostgresStore({ url, clock: realClock, log: silentLog }),
    ).rejects.toMatchObject({
      code: 'store-unavailable',
      hint: 'Create the database, or name another in DATABASE_URL.',
    })
  })
})

test('says that no server answers', async () => {
  const opening = openPostgresStore({
    url: 'postgres://alice:secret-pony@127.0.0.1:1/memdiag',
    clock: realClock,
    log: silentLog,
  })

  await expect(opening).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringMatching(
      /postgres:\/\/alice:\*\*\*@127\.0\.0\.1:1\/memdiag.*ECONNREFUSED/,
    ),
  })
})

test('says that the server is too old', async () => {
  const query = async (): Promise<unknown[]> =>
    await Promise.resolve([{ server_version: '13.16 (Debian 13.16-0+deb11u1)' }])

  await expect(
    refuseOldPostgres({ query }, 'postgres://alice:secret-pony@db.example/memdiag'),
  ).rejects.toMatchObject({
    code: 'store-unavailable',
    message:
      'postgres://alice:***@db.example/memdiag is Postgres 13.16 (Debian 13.16-0+deb11u1); memdiag needs 14 or newer.',
  })
})

test('says that DATABASE_URL is no connection string, without showing it', async () => {
  const opening = openPostgresStore({ url: 'secret-pony', clock: realClock, log: silentLog })

  await expect(opening).rejects.toMatchObject({
    code: 'store-unavailable',
    message: 'DATABASE_URL is not a connection string.',
  })
})

function databaseOf(url: string): string {
  return url.slice(url.lastIndexOf('_') + 1)
}
