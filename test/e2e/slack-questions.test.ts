import { expect, test, vi } from 'vitest'
import { startApp } from '../support/slack-bridge/start-app.ts'
import { theCase } from '../support/the-case.ts'

/** The app with the case in the thread of a message. */
async function startInThread(options: Parameters<typeof startApp>[0] = {}) {
  const setup = await startApp(options)
  const { slack, know } = setup
  const threadTs = await slack.say({ text: 'checkout is short of memory', channel: 'incidents' })
  know({ ...theCase(), slack: { channel: slack.channelId('incidents'), threadTs } })
  const ask = (text: string) =>
    slack.mention({ user: 'alice', channel: 'incidents', threadTs, text })
  return { ...setup, threadTs, ask }
}

test('a question in the thread is answered from the log', async () => {
  const { ask, asked } = await startInThread()

  await ask('@memdiag what did you rule out?')

  await vi.waitFor(() => expect(asked).toHaveLength(1))
  expect(asked[0]).toMatchObject({
    what: 'ask',
    id: 'thecase001',
    question: 'what did you rule out?',
  })
  expect(JSON.stringify(asked[0])).toContain('websocket.deflate-refused/web-1')
})

test('a step is measured again in the same thread', async () => {
  const { ask, asked, started, slack, threadTs } = await startInThread()

  await ask('@memdiag run cpuinfo again')

  await vi.waitFor(() => expect(asked).toHaveLength(1))
  expect(started[0]).toMatchObject({
    only: ['cpuinfo'],
    slack: { channel: slack.channelId('incidents'), threadTs },
  })
})

test('a question that is not understood is told what can be asked, alone', async () => {
  const { ask, asked, told } = await startInThread()

  await ask('@memdiag will it rain tomorrow?')

  await vi.waitFor(() => expect(told()).toEqual([expect.stringMatching(/why 48 workers/)]))
  // A model is looked for, and there is none.
  expect(asked.map((each) => each.what)).toEqual(['consult'])
})

/** Questions that people are told they can ask, and words of the answer. */
const EXAMPLES = [
  ['why 48 workers?', 'node-agent'],
  ['show top on web-1', 'top on web-1, as measured'],
  ['who holds Socket?', 'only heap snapshots tell'],
  ['run cpuinfo again', 'Measuring cpuinfo again.'],
  ['what did you rule out?', 'websocket.deflate-refused/web-1'],
] as const

test.each([
  ['without a model', {}],
  [
    'with one, which is not asked',
    {
      consults: () => {
        throw new Error('A model was asked.')
      },
    },
  ],
])('each question of the manual is answered from the log, %s', async (_, options) => {
  const { ask, asked, started, told } = await startInThread(options)

  for (const [question] of EXAMPLES) await ask(`@memdiag ${question}`)

  await vi.waitFor(() => expect(asked).toHaveLength(EXAMPLES.length))
  for (const [index, [question, answer]] of EXAMPLES.entries()) {
    expect(asked[index]).toMatchObject({ what: 'ask', question })
    expect(JSON.stringify(asked[index])).toContain(answer)
  }
  expect(started).toHaveLength(1)
  expect(told()).toEqual([])
})

test('commands in the thread mean what they mean elsewhere', async () => {
  const { ask, started } = await startInThread()

  await ask('@memdiag checkout --only top')

  await vi.waitFor(() => expect(started).toHaveLength(1))
  expect(started[0]?.only).toEqual(['top'])
})

test('a question that only a model understands is answered by it, and what it wants measured is', async () => {
  const { ask, asked, started, slack, threadTs, told } = await startInThread({
    consults: (state) => ({
      state,
      answer: {
        id: 'q1',
        question: 'how heavy is one of them?',
        by: 'slack:U1',
        sentences: [],
        shows: [],
        from: 'model',
        dropped: [],
        call: null,
      },
      measure: { step: 'top', node: null },
    }),
  })

  await ask('@memdiag how heavy is one of them?')

  await vi.waitFor(() => expect(started).toHaveLength(1))
  expect(asked).toMatchObject([
    { what: 'consult', id: 'thecase001', question: 'how heavy is one of them?' },
  ])
  expect(started[0]).toMatchObject({
    only: ['top'],
    slack: { channel: slack.channelId('incidents'), threadTs },
  })
  expect(started[0]?.approve).toBeUndefined()
  expect(told()).toEqual([])
})
