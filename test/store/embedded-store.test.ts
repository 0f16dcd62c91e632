import { rm } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { openDatabaseThread } from '../../src/store/database-thread.ts'
import { openEmbeddedStore, storeOnDatabase } from '../../src/store/open-embedded-store.ts'
import { describeStore, EMPTYING, type StoreUnderTest } from '../contract/store.ts'
import { describeJobs } from '../contract/store-jobs.ts'
import { describeOutboxAndLeases } from '../contract/store-outbox.ts'
import { describeRetention } from '../contract/store-retention.ts'
import { describeWords } from '../contract/store-words.ts'
import { aDataFolder } from '../support/store.ts'
import { realClock, silentLog } from '../support/store-deps.ts'

describe('the store in a data folder', () => {
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
})

test('a lease of the owner before is gone at the next open, since that owner is', async () => {
  const folder = await aDataFolder()
  const open = () => openEmbeddedStore({ folder, clock: realClock, log: silentLog })
  try {
    const first = await open()
    expect(await first.lease('investigation:a', 'first', 600)).toBe(true)
    expect(await first.lease('investigation:a', 'second', 600)).toBe(false)
    await first.close()

    const next = await open()

    expect(await next.lease('investigation:a', 'second', 600)).toBe(true)
    await next.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

async function openUnderTest(): Promise<StoreUnderTest> {
  const folder = await aDataFolder()
  const database = await openDatabaseThread({ log: silentLog }, folder)
  const afterwards = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const store = await storeOnDatabase({ log: silentLog, afterwards }, database)
  return {
    store,
    query: async (text, values = []) => (await database.query(text, [...values])).rows,
    empty: async () => {
      await database.exec(EMPTYING)
    },
    [Symbol.asyncDispose]: () => store.close(),
  }
}
