import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ModelAnswer } from '../../src/core/narration.ts'
import type { Answerer } from '../../src/core/ports.ts'
import { fold } from '../../src/core/state.ts'
import { anEngine } from '../support/an-engine.ts'
import { aStore, type OpenStore } from '../support/store.ts'
import { theCaseLog } from '../support/the-case.ts'

let open: OpenStore
beforeAll(async () => {
  open = await aStore()
})
afterAll(() => open[Symbol.asyncDispose]())

const FOUND: ModelAnswer = {
  sentences: [{ text: '48 workers run.', cites: ['top.worker-count/web-1'] }],
  dropped: [],
  reason: null,
  wouldTell: null,
  measure: null,
  tools: { calls: 2, refused: 1 },
  call: {
    model: 'test-model',
    api: 'chat',
    attempts: 2,
    inputTokens: 900,
    outputTokens: 100,
    costUsd: 0.5,
    durationMs: 1,
    sent: [],
    received: [],
  },
}
const NOTHING: ModelAnswer = { ...FOUND, sentences: [], reason: 'The model found no answer.' }

let cases = 0

/** The engine with the case under a fresh id, and questions that reached the answerer. */
async function withCase(answer: ModelAnswer | null, narrate?: 'off') {
  cases += 1
  const id = `consulted${cases}`
  const asked: string[] = []
  const answerer: Answerer = {
    async answer(_, question) {
      asked.push(question)
      return answer ?? Promise.reject(new Error('no model'))
    },
  }
  const events = theCaseLog().map((event) =>
    event.kind === 'opened'
      ? {
          ...event,
          id,
          service: { ...event.service, ...(narrate === undefined ? {} : { narrate }) },
        }
      : event,
  )
  await open.store.append(id, 0, events)
  const engine = anEngine(open.store, answer === null ? {} : { answerer })
  const consult = (question: string) => engine.consult({ id, question, by: 'slack:U1' })
  const stored = async () => fold(await open.store.load(id))
  return { consult, stored, asked }
}

async function textsOf(answer: ModelAnswer): Promise<string[] | undefined> {
  const { consult } = await withCase(answer)
  return (await consult('how heavy?'))?.answer.sentences.map((each) => each.text)
}

test('question, answer, calls of tools and cost are on the log, and count for the budget', async () => {
  const { consult, stored, asked } = await withCase(FOUND)
  const before = await open.store.spentOnModels('2000-01-01T00:00:00.000Z')

  await consult(`how heavy? password=hunter2secret ${'x'.repeat(1_000)}`)

  const state = await stored()
  expect(state.answers.at(-1)).toMatchObject({
    by: 'slack:U1',
    from: 'model',
    sentences: FOUND.sentences,
    tools: { calls: 2, refused: 1 },
    call: { inputTokens: 900 },
  })
  expect(state.approvals).toEqual([])
  expect(asked[0]).not.toContain('hunter2secret')
  expect(asked[0]).toHaveLength(300)
  const after = await open.store.spentOnModels('2000-01-01T00:00:00.000Z')
  expect([after.tokens - before.tokens, after.usd - before.usd]).toEqual([1_000, 0.5])
})

test('what is not known is said with what would tell, and is no word of the model', async () => {
  const { consult } = await withCase({ ...NOTHING, wouldTell: 'snapshot' })

  const consulted = await consult('who holds it?')

  expect(consulted?.answer).toMatchObject({
    from: 'log',
    sentences: [
      {
        text: "I don't know. The model found no answer. This would tell: memdiag run checkout --only snapshot",
        cites: [],
      },
    ],
  })
})

test('what a kept answer leaves open, and what is measured again, are told in our own words', async () => {
  expect(
    await textsOf({ ...FOUND, wouldTell: 'logs', measure: { step: 'top', node: 'web-1' } }),
  ).toEqual([
    '48 workers run.',
    'The rest is open. This would tell: memdiag run checkout --only logs',
    'To be measured again: top on web-1.',
  ])
})

test.each([
  ['no model is configured', null, undefined],
  ['the service is kept from models', FOUND, 'off' as const],
])('nothing is asked and nothing kept where %s', async (_, answer, narrate) => {
  const { consult, stored, asked } = await withCase(answer, narrate)
  const { version } = await stored()

  expect(await consult('how heavy?')).toBeNull()

  expect(asked).toEqual([])
  expect((await stored()).version).toBe(version)
})
