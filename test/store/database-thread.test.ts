import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedDatabase, openDatabaseThread } from '../../src/store/database-thread.ts'
import { storeOnDatabase } from '../../src/store/open-embedded-store.ts'
import { silentLog } from '../support/store-deps.ts'
import { aDataFolder } from '../support/store.ts'

const opened = (folder: string) => openDatabaseThread({ log: silentLog }, folder)

describe('the thread of the embedded database', () => {
  let folder: string
  let database: EmbeddedDatabase
  beforeAll(async () => {
    folder = await aDataFolder()
    database = await opened(folder)
    await database.exec('CREATE TABLE note (id integer PRIMARY KEY, text text, body bytea)')
  })
  afterAll(async () => {
    await database.close()
    await rm(folder, { recursive: true, force: true })
  })
  const texts = async (from: number, to: number) =>
    (
      await database.query('SELECT text FROM note WHERE id BETWEEN $1 AND $2 ORDER BY id', [
        from,
        to,
      ])
    ).rows

  test('leaves the event loop alone while it computes', async () => {
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
    }, 1)

    const { rows } = await database.query(
      'SELECT count(*)::integer AS n FROM generate_series(1, 2000000)',
    )

    clearInterval(timer)
    expect(rows).toEqual([{ n: 2_000_000 }])
    expect(ticks).toBeGreaterThan(3)
  })

  test('keeps what Postgres says of an error, and not the values of the statement', async () => {
    await database.query('INSERT INTO note VALUES ($1, $2)', [1, 'secret'])

    const error = await database
      .query('INSERT INTO note VALUES ($1, $2)', [1, 'secret'])
      .catch((thrown: unknown) => thrown)

    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      code: '23505',
      constraint: 'note_pkey',
      detail: 'Key (id)=(1) already exists.',
      message: expect.stringContaining('duplicate key'),
    })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  test('commits a transaction whose work resolves, rolls back one whose work throws', async () => {
    const result = await database.transaction(async (tx) => {
      await tx.query('INSERT INTO note VALUES (10, $1)', ['kept'])
      return 'done'
    })
    const failed = database.transaction(async (tx) => {
      await tx.query('INSERT INTO note VALUES (11, $1)', ['lost'])
      throw new Error('changed my mind')
    })

    await expect(failed).rejects.toThrow('changed my mind')
    expect(result).toBe('done')
    expect(await texts(10, 19)).toEqual([{ text: 'kept' }])
  })

  test('rolls back a transaction in which a statement failed, and goes on', async () => {
    const failed = database.transaction(async (tx) => {
      await tx.query('INSERT INTO note VALUES (20, $1)', ['lost'])
      await tx.query('SELECT nothing')
    })

    await expect(failed).rejects.toMatchObject({ code: '42703' })
    expect(await texts(20, 29)).toEqual([])
  })

  test('tells of a commit that fails', async () => {
    await database.exec(`
      CREATE TABLE parent (id integer PRIMARY KEY);
      CREATE TABLE child (parent integer REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
    `)

    const failed = database.transaction((tx) => tx.exec('INSERT INTO child VALUES (1)'))

    await expect(failed).rejects.toMatchObject({ code: '23503' })
    expect((await database.query('SELECT * FROM child')).rows).toEqual([])
  })

  test('lets nobody into a transaction: what is asked meanwhile comes after it', async () => {
    const order: string[] = []
    const begun = Promise.withResolvers<void>()
    const mayEnd = Promise.withResolvers<void>()
    const transaction = database.transaction(async (tx) => {
      begun.resolve()
      await mayEnd.promise
      await tx.query('INSERT INTO note VALUES (30, $1)', ['inside'])
      order.push('inside')
    })
    await begun.promise
    const outside = texts(30, 39).then((rows) => {
      order.push('outside')
      return rows
    })
    mayEnd.resolve()

    await transaction

    expect(await outside).toEqual([{ text: 'inside' }])
    expect(order).toEqual(['inside', 'outside'])
  })

  test('carries bytes that are a part of a larger buffer, both ways', async () => {
    const bytes = new Uint8Array([9, 9, 0, 1, 255, 9]).subarray(2, 5)

    await database.query('INSERT INTO note (id, body) VALUES (40, $1)', [bytes])

    const { rows } = await database.query('SELECT body FROM note WHERE id = 40')
    expect(rows).toEqual([{ body: new Uint8Array([0, 1, 255]) }])
  })

  test('tells of notifications until nobody wants them any more', async () => {
    const heard: string[] = []
    const stop = await database.listen('bell', (payload) => heard.push(payload))
    await database.query("SELECT pg_notify('bell', 'first')")
    await expect.poll(() => heard).toEqual(['first'])
    await stop()

    await database.query("SELECT pg_notify('bell', 'second')")
    await database.query('SELECT 1')

    expect(heard).toEqual(['first'])
  })
})

test('a folder of another Postgres is told with its code and what to do', async () => {
  const folder = await aDataFolder()
  try {
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '17\n')

    await expect(opened(folder)).rejects.toMatchObject({
      name: 'MemdiagError',
      code: 'store-unavailable',
      message: expect.stringContaining('is of Postgres 17'),
      hint: 'Use the memdiag that made it, or another --data folder.',
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('once it is closed nothing is answered any more, and the folder can be opened again', async () => {
  const folder = await aDataFolder()
  try {
    const first = await opened(folder)
    await first.exec('CREATE TABLE note AS SELECT 1 AS id')
    await Promise.all([first.close(), first.close()])

    await expect(first.query('SELECT 1')).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(first.lost.aborted).toBe(false)
    const second = await opened(folder)
    expect((await second.query('SELECT id FROM note')).rows).toEqual([{ id: 1 }])
    await second.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('a thread that ends takes what was asked with it, and says what to do', async () => {
  const entry = new URL('breaking-thread.ts', import.meta.url)
  const database = await openDatabaseThread({ log: silentLog, entry }, '/nowhere')

  const asked = database.transaction((tx) => tx.query('SELECT 1'))

  await expect(asked).rejects.toMatchObject({
    code: 'store-unavailable',
    message: 'The thread of the embedded database ended: exit code 7.',
    hint: expect.stringContaining('Start memdiag again'),
  })
  expect(database.lost.aborted).toBe(true)
  await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'store-unavailable' })
  await database.close()
})

test('work on the queue ends when the thread does, so that memdiag can be started anew', async () => {
  const folder = await aDataFolder()
  const database = await opened(folder)
  const lost = new AbortController()
  const closed: string[] = []
  const afterwards = async (): Promise<void> => {
    closed.push('lock')
  }
  const store = await storeOnDatabase(
    { log: silentLog, afterwards },
    { ...database, lost: lost.signal },
  )
  const handlers = { advance: async () => undefined, deliver: async () => undefined }
  const worked = store.work(handlers, new AbortController().signal)

  lost.abort(new Error('the thread is gone'))

  await expect(worked).rejects.toThrow('the thread is gone')
  await store.close()
  expect(closed).toEqual(['lock'])
  await rm(folder, { recursive: true, force: true })
})

test('work on the queue does not begin where the thread is gone already', async () => {
  const folder = await aDataFolder()
  const database = await opened(folder)
  const lost = AbortSignal.abort(new Error('the thread is gone'))
  const store = await storeOnDatabase(
    { log: silentLog, afterwards: async () => undefined },
    { ...database, lost },
  )
  const handlers = { advance: async () => undefined, deliver: async () => undefined }

  await expect(store.work(handlers, new AbortController().signal)).rejects.toThrow(
    'the thread is gone',
  )
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

test('a value that cannot be sent fails once, and nothing waits for its answer', async () => {
  const folder = await aDataFolder()
  const database = await opened(folder)
  const unheard: unknown[] = []
  const hear = (reason: unknown): void => {
    unheard.push(reason)
  }
  process.on('unhandledRejection', hear)

  await expect(database.query('SELECT $1', [() => 1])).rejects.toThrow('could not be cloned')
  expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await database.close()
  await new Promise((resolve) => setImmediate(resolve))

  process.off('unhandledRejection', hear)
  expect(unheard).toEqual([])
  await rm(folder, { recursive: true, force: true })
})
