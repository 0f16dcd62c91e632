import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabaseThread } from '../../src/store/database-thread.ts'
import { connectStore } from '../../src/store/handed-store.ts'
import { openEmbeddedStore, storeOnDatabase } from '../../src/store/open-embedded-store.ts'
import { openSharedStore } from '../../src/store/open-shared-store.ts'
import { serveStore } from '../../src/store/serve-store.ts'
import { describeStore, EMPTYING, type StoreUnderTest } from '../contract/store.ts'
import { describeOutboxAndLeases } from '../contract/store-outbox.ts'
import { describeRetention } from '../contract/store-retention.ts'
import { describeWords } from '../contract/store-words.ts'
import { aDataFolder, fillDataFolder } from '../support/store.ts'
import { realClock, silentLog } from '../support/store-deps.ts'
import { anEvidence, anOpening } from './events.ts'

describe('the store of another process, over its socket', () => {
  describe('log and list', () => {
    describeStore(handedUnderTest)
  })
  describe('retention', () => {
    describeRetention(handedUnderTest)
  })
  describe('outbox and leases', () => {
    describeOutboxAndLeases(handedUnderTest)
  })
  describe('words', () => {
    describeWords(handedUnderTest)
  })
})

async function handedUnderTest(): Promise<StoreUnderTest> {
  const folder = await aDataFolder()
  const database = await openDatabaseThread({ log: silentLog }, folder)
  const afterwards = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const owned = await storeOnDatabase({ log: silentLog, afterwards }, database)
  const service = await serveStore({ store: owned, log: silentLog }, folder)
  const store = await connectStore(folder)
  return {
    store,
    query: async (text, values = []) => (await database.query(text, [...values])).rows,
    empty: async () => {
      await database.exec(EMPTYING)
    },
    [Symbol.asyncDispose]: async () => {
      await store.close()
      await service.close()
      await owned.close()
    },
  }
}

/** Stores that are opened one after the other, each in seconds on a busy machine. */
const SLOW_MS = 90_000

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memdiag-handed-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const deps = () => ({ folder, clock: realClock, log: silentLog })

test('the socket is for the owner of the folder alone, and goes with the process', async () => {
  await fillDataFolder(folder)
  const store = await openEmbeddedStore(deps())

  expect((await stat(join(folder, 'socket'))).mode & 0o777).toBe(0o600)
  await store.close()
  expect(await readdir(folder)).toEqual(['postgres'])
})

test('a folder whose path is too long for a socket has one all the same', async () => {
  const long = join(folder, 'a'.repeat(120))
  await mkdir(long)
  await fillDataFolder(long)
  const owner = await openSharedStore({ ...deps(), folder: long })
  await owner.append('inv-1', 0, [anOpening()])

  const guest = await openSharedStore({ ...deps(), folder: long })

  expect(await guest.load('inv-1')).toEqual([anOpening()])
  await guest.close()
  await owner.close()
})

test('a socket that a killed process left behind is in nobody’s way', async () => {
  await fillDataFolder(folder)
  await writeFile(join(folder, 'socket'), '')

  const store = await openSharedStore(deps())

  await store.append('inv-1', 0, [anOpening()])
  const guest = await openSharedStore(deps())
  expect(await guest.load('inv-1')).toHaveLength(1)
  await guest.close()
  await store.close()
})

test(
  'when the owner leaves, a guest goes on as the owner',
  async () => {
    await fillDataFolder(folder)
    const owner = await openSharedStore(deps())
    await owner.append('inv-1', 0, [anOpening()])
    const guests = await Promise.all([openSharedStore(deps()), openSharedStore(deps())])

    await owner.close()

    const [one, other] = guests
    await one?.append('inv-1', 1, [anEvidence('after')])
    expect(await other?.load('inv-1')).toHaveLength(2)
    for (const guest of guests) await guest.close()
    expect(await readdir(folder)).toEqual(['postgres'])
  },
  SLOW_MS,
)

test('when the owner is killed, a guest loses nothing that was acknowledged', async () => {
  await fillDataFolder(folder)
  const owner = await startOwner()
  const guest = await openSharedStore(deps())
  await guest.append('mine', 0, [anOpening({ id: 'mine' })])
  await kill(owner)

  await guest.append('mine', 1, [anEvidence('after')])

  expect(await guest.load('mine')).toHaveLength(2)
  await guest.close()
})

test('a call that cannot be sent fails once, and not again when the owner goes', async () => {
  await fillDataFolder(folder)
  const owner = await openEmbeddedStore(deps())
  const guest = await connectStore(folder)
  const unsendable = { ...anOpening(), startedBy: () => 'alice' }
  const failures: unknown[] = []
  const keep = (reason: unknown): unknown => failures.push(reason)
  process.on('unhandledRejection', keep)

  // @ts-expect-error: a function is what no frame can carry.
  await expect(guest.append('inv-1', 0, [unsendable])).rejects.toThrow('could not be cloned')
  await owner.close()
  await expect.poll(() => guest.list(1).then(() => null, String)).toContain('ended')

  process.off('unhandledRejection', keep)
  expect(failures).toEqual([])
})

test('what is no call, or one of another version, harms nobody', async () => {
  await fillDataFolder(folder)
  const owner = await openEmbeddedStore(deps())
  const stranger = connect(join(folder, 'socket'))
  await once(stranger, 'connect')
  const closed = once(stranger, 'close')

  stranger.write('GET / HTTP/1.1\r\n\r\n')

  await closed
  const guest = await openSharedStore(deps())
  expect(await guest.list(1)).toEqual([])
  await guest.close()
  await owner.close()
})

async function startOwner(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('append-forever.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder, 'inv-1', 'work'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close')
  child.kill('SIGKILL')
  await ended
}
