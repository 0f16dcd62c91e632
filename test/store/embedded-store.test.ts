import { rm } from 'node:fs/promises'
import { describe } from 'vitest'
import { openDatabase } from '../../src/store/embedded-database.ts'
import { storeOnDatabase } from '../../src/store/open-embedded-store.ts'
import { describeJobs } from '../contract/store-jobs.ts'
import { describeOutboxAndLeases } from '../contract/store-outbox.ts'
import { describeStore, EMPTYING, type StoreUnderTest } from '../contract/store.ts'
import { silentLog } from '../support/store-deps.ts'
import { aDataFolder } from '../support/store.ts'

describe('the store in a data folder', () => {
  describe('log and list', () => {
    describeStore(openUnderTest)
  })
  describe('outbox and leases', () => {
    describeOutboxAndLeases(openUnderTest)
  })
  describe('jobs', () => {
    describeJobs(openUnderTest)
  })
})

async function openUnderTest(): Promise<StoreUnderTest> {
  const folder = await aDataFolder()
  const database = await openDatabase({ log: silentLog }, folder)
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
