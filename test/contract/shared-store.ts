import { afterAll, afterEach, beforeAll } from 'vitest'
import type { StoreUnderTest } from './store.ts'

/** The first of a run makes the template by initdb, on a machine that may be busy. */
const OPENING_MS = 60_000

/** One store for the tests of a `describe`, opened before the first, emptied after each, closed after the last. */
export function aSharedStore(
  open: () => Promise<StoreUnderTest>,
): Pick<StoreUnderTest, 'store' | 'query'> {
  let under: StoreUnderTest
  beforeAll(async () => {
    under = await open()
  }, OPENING_MS)
  afterEach(async () => {
    await under.empty()
  })
  afterAll(async () => {
    await under[Symbol.asyncDispose]()
  })
  return {
    get store() {
      return under.store
    },
    query: (text, values) => under.query(text, values),
  }
}
