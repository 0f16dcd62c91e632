import { afterAll, beforeAll, expect, test } from 'vitest'
import { MemdiagError } from '../../src/core/errors.ts'
import type { Store } from '../../src/core/store-port.ts'
import { APPEND_TRIES } from '../../src/engine/limits.ts'
import { anEngine } from '../support/an-engine.ts'
import { aService } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

let open: OpenStore
beforeAll(async () => {
  open = await aStore()
}, 60_000)
afterAll(() => open[Symbol.asyncDispose]())

/** Its log has moved on whenever something is to be appended, so many times. */
function aRestlessStore(times: number) {
  let tries = 0
  const store: Store = {
    ...open.store,
    async append(...given) {
      tries += 1
      if (tries <= times) throw new MemdiagError('conflict', 'it moved on')
      return open.store.append(...given)
    },
  }
  return { store, tries: () => tries }
}

async function comeBack(times: number) {
  const service = aService({ name: `moves-${times}` })
  const { id } = await anEngine(open.store).start({ service, startedBy: 'terminal:alice' })
  const { store, tries } = aRestlessStore(times)
  const back = anEngine(store).resume({ id, by: 'terminal:bob', approve: 'gc' })
  return { back, tries }
}

test('who comes back to a log that moves on is asked for anew', async () => {
  const { back, tries } = await comeBack(APPEND_TRIES - 1)

  expect((await back).ahead).toMatchObject({ by: 'terminal:bob', upTo: 'gc' })
  expect(tries()).toBe(APPEND_TRIES)
})

test('who comes back to a log that never stands still is told so', async () => {
  const { back, tries } = await comeBack(APPEND_TRIES)

  await expect(back).rejects.toMatchObject({ code: 'conflict' })
  expect(tries()).toBe(APPEND_TRIES)
})
