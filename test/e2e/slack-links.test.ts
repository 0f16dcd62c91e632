import { expect, test } from 'vitest'
import { z } from 'zod'
import type { State } from '../../src/core/state.ts'
import { answerQuestion } from '../../src/questions/answer-question.ts'
import { answerPost } from '../../src/thread/answer-post.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { startApp } from '../support/slack-bridge/start-app.ts'
import { theCase } from '../support/the-case.ts'

const WHY = 'what did you rule out?'

function anAnswer(state: State, id: string) {
  const { sentences, shows } = answerQuestion(state, { kind: 'ruled-out' })
  return answerPost(state, {
    id,
    question: WHY,
    by: 'slack:U1',
    sentences: sentences.map(({ text, cites }) => ({ text, cites: [...cites] })),
    shows: [...shows],
    from: 'log',
    dropped: [],
    call: null,
  })
}

/** The case in the thread of its root message, and a way to answer there. */
async function theThread() {
  const refs = new Map<string, string>()
  const { slack, app, lines } = await startApp({ refOf: async (_, key) => refs.get(key) ?? null })
  const channel = slack.channelId('incidents')
  const state: State = { ...theCase(), slack: { channel } }
  const thread = { investigation: state.id, channel }
  for (const post of renderThread(state)) {
    const root = refs.get('root')
    const at = root === undefined ? thread : { ...thread, threadTs: root }
    refs.set(post.key, await app.posts.send(at, post))
  }
  const threadTs = refs.get('root') ?? ''
  return {
    slack,
    lines,
    refs,
    answer: async (id: string) => {
      await app.posts.send({ ...thread, threadTs }, anAnswer(state, id))
      const posted = (await slack.thread('incidents', threadTs)).at(-1)
      return linksIn(posted?.blocks)
    },
  }
}

const Element = z.object({ type: z.string(), text: z.string(), url: z.string().optional() })

/** What is linked in a message, and whereto. */
function linksIn(blocks: unknown): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>()
  function look(at: unknown): void {
    const element = Element.safeParse(at).data
    if (element?.type === 'link') found.set(element.text, element.url)
    if (typeof at === 'object' && at !== null) Object.values(at).forEach(look)
  }
  look(blocks)
  return found
}

test('what an answer cites is a link to the message of its step', async () => {
  const { answer, refs } = await theThread()

  const links = await answer('q1')

  const ts = refs.get('step:websocket')?.replace('.', '')
  expect(links.get('websocket.deflate-refused/web-1')).toMatch(
    new RegExp(`^https?://.+/archives/C\\w+/p${ts}`),
  )
})

test('Slack is asked once for the address of a message, however often it is cited', async () => {
  const { answer, slack } = await theThread()

  await answer('q1')
  const asked = slack.calls('chat.getPermalink').length
  await answer('q2')

  expect(asked).toBeGreaterThan(0)
  expect(slack.calls('chat.getPermalink')).toHaveLength(asked)
})

test('where Slack tells no address, the answer comes without links', async () => {
  const { answer, slack, lines } = await theThread()
  slack.fail('chat.getPermalink', { error: 'message_not_found' }, 10)

  const links = await answer('q1')

  expect(links.size).toBe(0)
  expect(lines.filter(({ message }) => message === 'no link to a message').length).toBeGreaterThan(
    0,
  )
})
