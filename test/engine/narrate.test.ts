import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Narration } from '../../src/core/narration.ts'
import type { Narrator } from '../../src/core/ports.ts'
import { anEngine } from '../support/an-engine.ts'
import { aService } from '../support/builders.ts'
import { aStore, type OpenStore } from '../support/store.ts'

let open: OpenStore
beforeAll(async () => {
  open = await aStore()
})
afterAll(() => open[Symbol.asyncDispose]())

const signal = new AbortController().signal

const USED: Narration = {
  outcome: 'used',
  language: 'en',
  sentences: [{ section: 'summary', text: 'All is told.', cites: ['load.heard/web-1'] }],
  dropped: [],
  call: null,
}

async function kindsAfter(narrator: Narrator | undefined, change = {}): Promise<string[]> {
  const { store } = open
  const engine = anEngine(store, narrator === undefined ? {} : { narrator })
  const { id } = await engine.open({
    service: aService({ name: `s${Math.random().toString(36).slice(2)}`, ...change }),
    only: ['load'],
    startedBy: 'terminal:alice',
  })
  await engine.advance(id, signal)
  return (await store.load(id)).map((event) => event.kind)
}

test('a verdict is worded before the end, once', async () => {
  const kinds = await kindsAfter({ language: 'en', narrate: async () => USED })

  expect(kinds.slice(-3)).toEqual(['verdict', 'narrated', 'ended'])
})

test('a narrator that breaks costs the words and nothing else', async () => {
  const kinds = await kindsAfter({
    language: 'en',
    narrate: () => Promise.reject(new Error('broken')),
  })

  expect(kinds.slice(-3)).toEqual(['verdict', 'narrated', 'ended'])
})

test('nothing is asked where no model is configured, or the service says `narrate: off`', async () => {
  let asked = 0
  const narrator: Narrator = {
    language: 'en',
    narrate: async () => {
      asked += 1
      return USED
    },
  }

  const without = await kindsAfter(undefined)
  const off = await kindsAfter(narrator, { narrate: 'off' })

  expect(without).not.toContain('narrated')
  expect(off).not.toContain('narrated')
  expect(asked).toBe(0)
})

test('an investigation that was begun with a model ends where there is none', async () => {
  const { store } = open
  const first = anEngine(store, { narrator: { language: 'zh', narrate: async () => USED } })
  const { id } = await first.open({
    service: aService({ name: 'moved' }),
    only: ['load'],
    startedBy: 'terminal:alice',
  })

  const state = await anEngine(store).advance(id, signal)

  expect(state.state).toBe('done')
  expect(state.narration).toMatchObject({
    outcome: 'failed',
    reason: 'no model is configured where it goes on',
    language: 'zh',
  })
})
