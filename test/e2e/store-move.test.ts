import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { anEnd, anEvidence, anOpening, aPost, aVerdict } from '../store/events.ts'
import { aCli, type Cli } from '../support/cli.ts'
import { aPostgresServer, postgresPrograms, type PostgresServer } from '../support/postgres.ts'
import { openStoreOf } from '../support/store.ts'

const programs = postgresPrograms()

describe.skipIf(programs === null)('memdiag store move', { timeout: 180_000 }, () => {
  let server: PostgresServer
  let cli: Cli
  beforeAll(async () => {
    server = await aPostgresServer(programs ?? '')
  }, 60_000)
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    cli = await aCli()
    const store = await openStoreOf(cli)
    const over = [anOpening({ id: 'over' }), anEvidence('a line'), aVerdict(), anEnd()]
    await store.append('over', 0, over, { posts: [aPost()] })
    await store.append('open', 0, [anOpening({ id: 'open' })], { advanceInSeconds: 60 })
    await store.close()
  }, 60_000)
  afterEach(() => {
    cli[Symbol.dispose]()
  })

  const shown = async (env: Readonly<Record<string, string>> = {}) => {
    const list = await cli.start(['list', '--format', 'json'], env).ended
    const show = await cli.start(['show', 'over', '--format', 'json'], env).ended
    return { list: JSON.parse(list.stdout), show: JSON.parse(show.stdout) }
  }

  test('takes all of it to Postgres, says so, and leaves the folder marked', async () => {
    const before = await shown()
    const url = await server.createDatabase()

    const moved = await cli.run('store', 'move', '--to', url)

    expect(moved).toMatchObject({ exitCode: 0 })
    expect(moved.stdout).toContain(
      'Copied 2 investigations, 5 events and 1 post; counts and hashes agree.',
    )
    expect(await shown({ DATABASE_URL: url })).toEqual(before)
    const again = await cli.run('list')
    expect(again.exitCode).not.toBe(0)
    expect(again.stderr).toContain('was moved to postgres://postgres:***@127.0.0.1')
    expect(again.stderr).not.toContain('correct-horse')
  })

  test('refuses a database that holds investigations, and changes neither', async () => {
    const url = await server.createDatabase()
    await cli.run('store', 'move', '--to', url)
    const other = await aCli()
    const there = await shown({ DATABASE_URL: url })

    const refused = await other.run('store', 'migrate', '--to', url)

    expect(refused.exitCode).not.toBe(0)
    expect(refused.stdout).toBe('')
    expect(refused.stderr).toContain('holds investigations already')
    expect(refused.stderr).toContain('Name an empty database')
    expect((await other.run('list')).exitCode).toBe(0)
    expect(await shown({ DATABASE_URL: url })).toEqual(there)
    other[Symbol.dispose]()
  })

  test('killed in the middle leaves an empty database and the old store, and can be done again', async () => {
    const before = await shown()
    const url = await server.createDatabase()
    // Makes the tables, so that one of them can be held.
    expect((await cli.start(['list'], { DATABASE_URL: url }).ended).exitCode).toBe(0)
    const holder = new Client({ connectionString: url })
    await holder.connect()
    await holder.query('BEGIN; LOCK TABLE memdiag.post IN ACCESS EXCLUSIVE MODE')
    const moving = cli.start(['store', 'move', '--to', url])
    const waits = async () =>
      (
        await holder.query(
          "SELECT FROM pg_locks WHERE NOT granted AND relation = 'memdiag.post'::regclass",
        )
      ).rowCount
    // Investigations and events are copied by then, and the posts are not.
    await expect.poll(waits, { timeout: 60_000 }).toBe(1)

    moving.kill('SIGKILL')
    await moving.ended
    await holder.query('ROLLBACK')

    const count = async () =>
      (await holder.query('SELECT count(*)::integer AS count FROM memdiag.event')).rows
    await expect.poll(waits, { timeout: 20_000 }).toBe(0)
    expect(await count()).toEqual([{ count: 0 }])
    expect(await shown()).toEqual(before)
    expect((await cli.run('store', 'move', '--to', url)).exitCode).toBe(0)
    expect(await count()).toEqual([{ count: 5 }])
    await holder.end()
  })
})
