import { expect, test } from 'vitest'
import { renderPosts } from '../../src/cli/render-posts.ts'
import { answerQuestion } from '../../src/questions/answer-question.ts'
import { answerPost } from '../../src/thread/answer-post.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { AT } from '../support/builders.ts'
import { theCase } from '../support/the-case.ts'

const PLAIN = { write: () => undefined, columns: null, color: false, live: false }

test('an answer is a message of its own at the end of the thread, with what it rests on', () => {
  const { sentences, shows } = answerQuestion(theCase(), { kind: 'why-workers' })
  const state = theCase([
    {
      kind: 'answered',
      version: 1,
      at: AT,
      answer: {
        id: 'q1',
        question: 'why 48 workers?',
        by: 'slack:U1',
        sentences: sentences.map(({ text, cites }) => ({ text, cites: [...cites] })),
        shows: [...shows],
        from: 'log',
        dropped: [],
        call: null,
      },
    },
  ])

  const post = renderThread(state).at(-1)

  expect(post?.key).toBe('answer:q1')
  const text = renderPosts(post === undefined ? [] : [post], PLAIN)
  expect(text).toContain('why 48 workers?')
  expect(text).toContain(
    "48 workers: node-agent -i max (the agent's log: 48 cpus). [cpuinfo.count-rule/web-1]",
  )
  expect(text).toContain('processors (logical CPUs)        48')
})

test('a question in Chinese has tables in Chinese, also in an English thread', () => {
  const { sentences, shows } = answerQuestion(theCase(), { kind: 'why-workers' }, 'zh')
  const answer = {
    id: 'q1',
    question: '为什么有 48 个工作进程？',
    by: 'slack:U1',
    sentences: sentences.map(({ text, cites }) => ({ text, cites: [...cites] })),
    shows: [...shows],
    from: 'log' as const,
    dropped: [],
    call: null,
  }

  const inChinese = renderPosts([answerPost(theCase(), answer)], PLAIN)
  const worded = renderPosts([answerPost(theCase(), { ...answer, from: 'model' })], PLAIN)

  expect(inChinese).toContain('processor（逻辑 CPU）')
  expect(inChinese).not.toContain('processors (logical CPUs)')
  // A model answers in the language of the thread.
  expect(worded).toContain('processors (logical CPUs)')
})

test('each id that an answer cites leads to the message of its step, and one of no message leads nowhere', () => {
  const post = answerPost(theCase(), {
    id: 'q1',
    question: 'why?',
    by: 'slack:U1',
    sentences: [
      { text: 'It forks too many.', cites: ['top.worker-count/web-1', 'cpuinfo/web-1', 'no.such'] },
      { text: 'That is all.', cites: [] },
    ],
    shows: [],
    from: 'log',
    dropped: [],
    call: null,
  })

  expect(post.parts[1]).toEqual({
    kind: 'list',
    items: [
      [
        'It forks too many. [',
        { text: 'top.worker-count/web-1', post: 'step:top' },
        ', ',
        { text: 'cpuinfo/web-1', post: 'step:cpuinfo' },
        ', ',
        'no.such',
        ']',
      ],
      'That is all.',
    ],
  })
})
