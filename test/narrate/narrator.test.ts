import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  aFakeModel,
  aNarrator,
  aRefusingServer,
  type FakeModel,
  GOOD,
  worded,
} from '../support/a-model.ts'
import { theCase } from '../support/the-case.ts'

let fake: FakeModel
beforeAll(async () => {
  fake = await aFakeModel()
})
afterAll(() => fake[Symbol.asyncDispose]())
beforeEach(() => {
  fake.mock.reset()
})

const NEVER = new AbortController().signal
const ANY = /./s

describe.each(['chat', 'responses'] as const)('over %s', (api) => {
  test('sentences that stand up to the evidence are used, with what they cost', async () => {
    fake.mock.onMessage(ANY, {
      content: GOOD,
      usage:
        api === 'chat'
          ? { prompt_tokens: 1_000, completion_tokens: 200 }
          : { input_tokens: 1_000, output_tokens: 200 },
    })

    const narration = await aNarrator(fake, { api }).narrate(theCase(), NEVER)

    expect(narration.outcome).toBe('used')
    expect(narration.sentences.map((each) => each.text)).toEqual([
      '48 workers hold 1.05 GiB of their own.',
      'The service may use 2 CPUs, and 2 workers would do.',
    ])
    expect(narration.call).toMatchObject({
      model: 'test-model',
      api,
      attempts: 1,
      inputTokens: 1_000,
      outputTokens: 200,
      costUsd: 0.003,
      received: [GOOD],
    })
    expect(narration.call?.sent.map((each) => each.role)).toEqual(['system', 'user'])
  })

  test('an answer that is cut off is asked for once more, and then given up', async () => {
    fake.mock.onMessage(ANY, { content: GOOD.slice(0, 40), finishReason: 'length' })

    const narration = await aNarrator(fake, { api }).narrate(theCase(), NEVER)

    expect(narration).toMatchObject({
      outcome: 'failed',
      sentences: [],
      call: { attempts: 2 },
    })
    expect(narration.reason).toMatch(/cut off|not in the form/)
  })
})

test('invented ids and wrong numbers are dropped and counted; the rest is used', async () => {
  fake.mock.onMessage(ANY, {
    content: worded(
      ['48 workers hold 1.05 GiB of their own.', 'top.worker-count/web-1'],
      ['Set the instance count to 2 instead of 48.', 'top.worker-count/web-1'],
      ['The heap leaks 3.2 GiB.', 'snapshot.heap/web-1'],
      ['All is proved.', 'top.invented/web-9'],
    ),
  })

  const narration = await aNarrator(fake).narrate(theCase(), NEVER)

  expect(narration.outcome).toBe('used')
  expect(narration.sentences).toHaveLength(2)
  expect(narration.dropped.map((each) => [each.reason, each.detail])).toEqual([
    ['wrong-number', '3.2 GiB'],
    ['unknown-citation', 'top.invented/web-9'],
  ])
})

test('where too little remains, the built-in wording stands', async () => {
  fake.mock.onMessage(ANY, {
    content: worded(
      ['48 workers hold 1.05 GiB of their own.', 'top.worker-count/web-1'],
      ['The heap leaks.', 'snapshot.heap/web-1'],
      ['It is WebSocket compression.', 'websocket.deflate-refused/web-1'],
    ),
  })

  const narration = await aNarrator(fake).narrate(theCase(), NEVER)

  expect(narration.outcome).toBe('too-little')
  expect(narration.reason).toBe('1 of 3 sentences stood up to the evidence')
})

test('a refusal is not asked again', async () => {
  await using refusing = await aRefusingServer()

  const narration = await aNarrator(refusing).narrate(theCase(), NEVER)

  expect(narration).toMatchObject({
    outcome: 'failed',
    reason: 'the model refused',
    call: { attempts: 1, inputTokens: 10 },
  })
})

test('nor is one that a filter made', async () => {
  fake.mock.onMessage(ANY, { content: '', finishReason: 'content_filter' })

  const narration = await aNarrator(fake).narrate(theCase(), NEVER)

  expect(narration).toMatchObject({ reason: 'the model refused', call: { attempts: 1 } })
})

describe('one retry helps', () => {
  test.each([
    [429, 'busy'],
    [500, 'broken'],
    [503, 'overloaded'],
  ])('after %d', async (status, message) => {
    fake.mock.nextRequestError(status, { message })
    fake.mock.onMessage(ANY, { content: GOOD })

    const narration = await aNarrator(fake).narrate(theCase(), NEVER)

    expect(narration.outcome).toBe('used')
    expect(narration.call?.attempts).toBe(2)
  })

  test('after JSON that is none', async () => {
    fake.mock.on({ userMessage: ANY, sequenceIndex: 0 }, { content: '{"sentences": [' })
    fake.mock.on({ userMessage: ANY, sequenceIndex: 1 }, { content: GOOD })

    const narration = await aNarrator(fake).narrate(theCase(), NEVER)

    expect(narration.outcome).toBe('used')
    expect(narration.call?.received).toEqual(['{"sentences": [', GOOD])
  })

  test('after JSON of another shape', async () => {
    fake.mock.on({ userMessage: ANY, sequenceIndex: 0 }, { content: '{"text": "all good"}' })
    fake.mock.on({ userMessage: ANY, sequenceIndex: 1 }, { content: GOOD })

    expect((await aNarrator(fake).narrate(theCase(), NEVER)).outcome).toBe('used')
  })

  test('with plain JSON where the server takes no schema', async () => {
    fake.mock.nextRequestError(400, { message: 'response_format is not supported' })
    fake.mock.onMessage(ANY, { content: GOOD })

    const narration = await aNarrator(fake).narrate(theCase(), NEVER)

    expect(narration.outcome).toBe('used')
    expect(fake.requests().map((each) => each.response_format)).toMatchObject([
      { type: 'json_schema' },
      { type: 'json_object' },
    ])
  })
})

describe('what cannot be had is told, and the verdict stands', () => {
  test('a wrong key is not tried twice', async () => {
    fake.mock.nextRequestError(401, { message: 'bad key' })

    const narration = await aNarrator(fake).narrate(theCase(), NEVER)

    expect(narration).toMatchObject({
      outcome: 'failed',
      reason: "the model's server answered 401",
      call: { attempts: 1 },
    })
  })

  test('a server that errs twice', async () => {
    fake.mock.onMessage(ANY, { error: { message: 'broken' }, status: 500 })

    const narration = await aNarrator(fake).narrate(theCase(), NEVER)

    expect(narration).toMatchObject({
      outcome: 'failed',
      reason: "the model's server answered 500",
      call: { attempts: 2 },
    })
  })

  test('a model that is too slow, within the time limit', async () => {
    fake.mock.onMessage(ANY, { content: GOOD }, { chaos: { latencyMs: 20_000 } })
    const begun = performance.now()

    const narration = await aNarrator(fake, { timeLimitMs: 300 }).narrate(theCase(), NEVER)

    expect(narration).toMatchObject({ outcome: 'failed', reason: 'no answer within 0 s' })
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  test('a server that is not there', async () => {
    const narration = await aNarrator({ baseUrl: 'http://127.0.0.1:1/v1' }).narrate(
      theCase(),
      NEVER,
    )

    expect(narration.outcome).toBe('failed')
    expect(narration.reason).toMatch(/^the model cannot be reached/)
  })

  test('a budget that is used up: nothing is asked', async () => {
    fake.mock.onMessage(ANY, { content: GOOD })
    const narrator = aNarrator(fake, {
      budget: { tokensADay: 1_000, usdADay: null },
      spentToday: async () => ({ tokens: 1_000, usd: 0 }),
    })

    const narration = await narrator.narrate(theCase(), NEVER)

    expect(narration).toMatchObject({ outcome: 'over-budget', call: null })
    expect(fake.requests()).toEqual([])
  })

  test('a budget in dollars too', async () => {
    const narrator = aNarrator(fake, {
      budget: { tokensADay: 1_000_000, usdADay: 2 },
      spentToday: async () => ({ tokens: 10, usd: 2.5 }),
    })

    const narration = await narrator.narrate(theCase(), NEVER)

    expect(narration.reason).toBe('the budget of 2 dollars a day is used up (2.50)')
  })
})

test('a process that stops leaves the wording to whoever goes on', async () => {
  const asked = Promise.withResolvers<void>()
  const never = Promise.withResolvers<{ content: string }>()
  fake.mock.onMessage(ANY, () => {
    asked.resolve()
    return never.promise
  })
  const stopping = new AbortController()
  const narration = aNarrator(fake).narrate(theCase(), stopping.signal)
  await asked.promise

  stopping.abort(new Error('stopped'))

  await expect(narration).rejects.toThrow('stopped')
  never.resolve({ content: GOOD })
})
