import { expect, test } from 'vitest'
import { readEnvironment } from '../../src/config/environment.ts'
import { openNarration } from '../../src/open-narrator.ts'
import { aStore } from '../support/store.ts'
import { realClock } from '../support/store-deps.ts'

const KEY = { OPENAI_API_KEY: 'sk-none' }
const MODEL = { MEMDIAG_MODEL: 'some-model' }

async function languageOf(env: Readonly<Record<string, string>>): Promise<string | null> {
  await using open = await aStore()
  const deps = { store: open.store, clock: realClock, signal: new AbortController().signal }
  const { narrator, answerer } = await openNarration(readEnvironment(env), deps)
  expect(answerer === undefined).toBe(narrator === undefined)
  return narrator?.language ?? null
}

test.each([
  ['nothing is set', {}],
  ['there is a key, perhaps for another program, and no model', KEY],
  ['there is a model and no key', MODEL],
  ['it is turned off', { ...KEY, ...MODEL, MEMDIAG_NARRATE: 'off' }],
])('no model is asked where %s', async (_, env) => {
  expect(await languageOf(env)).toBeNull()
})

test('a model and a key turn it on, in the language that is set', async () => {
  expect(await languageOf({ ...KEY, ...MODEL })).toBe('en')
  expect(await languageOf({ ...KEY, ...MODEL, MEMDIAG_LANGUAGE: 'zh' })).toBe('zh')
})

test.each([
  [{ MEMDIAG_MODEL_PRICES: '1' }, 'MEMDIAG_MODEL_PRICES'],
  [{ MEMDIAG_LANGUAGE: 'fr' }, 'MEMDIAG_LANGUAGE'],
  [{ MEMDIAG_MODEL_API: 'completions' }, 'MEMDIAG_MODEL_API'],
  [{ OPENAI_BASE_URL: 'nowhere' }, 'OPENAI_BASE_URL'],
  [{ MEMDIAG_ZONE: 'Mars/Olympus' }, 'MEMDIAG_ZONE'],
])('a bad setting is told by its name: %j', (env, name) => {
  expect(() => readEnvironment(env)).toThrow(name)
})
