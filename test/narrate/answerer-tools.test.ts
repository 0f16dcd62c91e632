import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TOOL_CALLS, TOOL_ROUNDS } from '../../src/narrate/limits.ts'
import { aFakeModel, anAnswerer, type FakeModel } from '../support/a-model.ts'
import { theCase } from '../support/the-case.ts'
import { askScripted, type Call, calls, resultsOf, says, WORKERS } from './script-a-model.ts'

const ANY = /./s

let fake: FakeModel
let script: ReturnType<typeof askScripted>['script']
let ask: ReturnType<typeof askScripted>['ask']
beforeAll(async () => {
  fake = await aFakeModel()
  ;({ script, ask } = askScripted(fake))
})
afterAll(() => fake[Symbol.asyncDispose]())
beforeEach(() => {
  fake.mock.reset()
})

test('the result of a tool goes back to the call that asked for it', async () => {
  script(
    calls(['list_steps', {}], ['find_findings', { step: null, node: null, cause: 'js-heap-leak' }]),
    says([WORKERS]),
  )

  await ask()

  const second = fake.mock.getRequests()[1]?.body
  const messages = JSON.parse(JSON.stringify(second)).messages
  const asked = messages[2].tool_calls.map((each: { id: string }) => each.id)
  expect(messages.slice(3).map((each: { tool_call_id: string }) => each.tool_call_id)).toEqual(
    asked,
  )
  expect(messages[3].content).toContain('"name":"cpuinfo"')
  expect(messages[4].content).toContain('snapshot.heap/web-1')
})

describe('a loop ends', () => {
  test('when the model calls tools for ever: it is told to answer, and then left', async () => {
    script(calls(['list_steps', {}]))

    const answer = await ask()

    expect(answer).toMatchObject({
      sentences: [],
      reason: 'The model gave no answer: the model only went on looking things up.',
      tools: { calls: TOOL_ROUNDS, refused: 0 },
      call: { attempts: TOOL_ROUNDS + 1 },
    })
    expect(fake.requests().map((each) => each.tool_choice)).toEqual([
      ...Array.from({ length: TOOL_ROUNDS }, () => 'auto'),
      'none',
    ])
  })

  test('when one reply calls a hundred tools: the first few are run', async () => {
    script(calls(...Array.from({ length: 100 }, (): Call => ['list_steps', {}])), says([WORKERS]))

    const answer = await ask()

    expect(answer.sentences).toHaveLength(1)
    expect(answer.tools).toEqual({ calls: 100, refused: 100 - TOOL_CALLS })
    expect(resultsOf(answer).filter((each) => !each.startsWith('Refused'))).toHaveLength(TOOL_CALLS)
    expect(fake.requests()[1]?.tool_choice).toBe('none')
  })

  test('within the time limit, tools and all', async () => {
    fake.mock.onMessage(ANY, calls(['list_steps', {}]), { chaos: { latencyMs: 20_000 } })
    const begun = performance.now()

    const answer = await anAnswerer(fake, { timeLimitMs: 300 }).answer(theCase(), 'and now?')

    expect(answer.reason).toMatch(/^The model gave no answer: no answer within/)
    expect(performance.now() - begun).toBeLessThan(5_000)
  })
})

describe('a call is refused, answered and counted', () => {
  test.each<[string, Call, RegExp]>([
    [
      'a tool that is none',
      ['get_weather', {}],
      /^Refused: there is no tool "get_weather"; there are list_steps/,
    ],
    [
      'a shell',
      ['run_command', { command: 'rm -rf /' }],
      /^Refused: there is no tool "run_command"/,
    ],
    ['an approval', ['approve', { rung: 'snapshot' }], /^Refused: there is no tool "approve"/],
    ['no JSON', ['list_evidence', '{"step": '], /^Refused: the arguments do not fit/],
    [
      'a step that is none',
      ['list_evidence', { step: 'rm', node: null }],
      /^Refused: the arguments do not fit/,
    ],
    [
      'more than is asked for',
      ['list_steps', { command: 'id' }],
      /^Refused: the arguments do not fit/,
    ],
    [
      'evidence that is none',
      ['read_evidence', { id: '/etc/passwd', from: 0 }],
      /^Refused: there is no such evidence/,
    ],
    [
      'a negative place',
      ['read_evidence', { id: 'top/web-1', from: -1 }],
      /^Refused: the arguments do not fit/,
    ],
    [
      'a node that is none',
      ['measure_again', { step: 'top', node: 'db; id' }],
      /^Refused: there is no such node/,
    ],
    [
      'arguments without end',
      ['list_evidence', JSON.stringify({ step: 'x'.repeat(100_000) })],
      /^Refused: the arguments do not fit/,
    ],
  ])('%s', async (_, call, told) => {
    script(calls(call), says([WORKERS]))

    const answer = await ask()

    expect(answer.tools).toEqual({ calls: 1, refused: 1 })
    expect(resultsOf(answer)).toEqual([expect.stringMatching(told)])
    expect(answer.measure).toBeNull()
    expect(answer.sentences).toHaveLength(1)
  })
})

describe('measuring again', () => {
  test('is taken down for one read-only step, and done by nobody here', async () => {
    script(
      calls(
        ['measure_again', { step: 'top', node: 'web-1' }],
        ['measure_again', { step: 'cpuinfo', node: null }],
      ),
      says([WORKERS]),
    )

    const answer = await ask(theCase(), 'could you look at the processes afresh?')

    expect(answer.measure).toEqual({ step: 'top', node: 'web-1' })
    expect(answer.tools).toEqual({ calls: 2, refused: 1 })
  })

  test('is forgotten where no answer came of it', async () => {
    script(calls(['measure_again', { step: 'top', node: null }]), { content: 'no JSON' })

    expect((await ask()).measure).toBeNull()
  })
})

test('what a tool returns is masked, on one line, and goes on where it was cut', async () => {
  const state = theCase()
  const long = state.evidence.map((each) =>
    each.id === 'top/web-1'
      ? {
          ...each,
          missing: [{ what: 'password=hunter2secret\u202E', reason: 'unreadable' as const }],
        }
      : each,
  )
  script(
    calls(
      ['list_evidence', { step: 'top', node: 'web-1' }],
      ['read_evidence', { id: 'top/web-1', from: 0 }],
    ),
    says([WORKERS]),
  )

  const [listed, read] = resultsOf(await ask({ ...state, evidence: long }))

  expect(listed).not.toMatch(/hunter2secret|\u202E/)
  expect(read).toMatch(/\[cut: \d+ characters more from 6000 on\]$/)
})
