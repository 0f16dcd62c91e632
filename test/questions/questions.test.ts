import { describe, expect, test } from 'vitest'
import { StepName } from '../../src/core/names.ts'
import { answerQuestion } from '../../src/questions/answer-question.ts'
import { languageAsked } from '../../src/core/narration.ts'
import { type Intent, parseQuestion } from '../../src/questions/parse-question.ts'
import { aState, evidenceEvent, someEvidence, someTop } from '../support/builders.ts'
import { theCase } from '../support/the-case.ts'
import { aCourse } from '../support/trend-builders.ts'

const WORDS = { steps: StepName.options, nodes: ['web-1', 'web-2', 'web-21'] }

describe('a question is read', () => {
  test.each<[string, Intent]>([
    ['why 48 workers?', { kind: 'why-workers' }],
    ['Why are there so many processes?', { kind: 'why-workers' }],
    ['为什么有48个进程?', { kind: 'why-workers' }],
    ['why?', { kind: 'why' }],
    ['what is the cause?', { kind: 'why' }],
    ['show top on web-2', { kind: 'show', step: 'top', node: 'web-2' }],
    ['show top on web-21', { kind: 'show', step: 'top', node: 'web-21' }],
    ['show logs', { kind: 'show', step: 'logs', node: null }],
    ['what did cpuinfo show?', { kind: 'show', step: 'cpuinfo', node: null }],
    ['run cpuinfo again', { kind: 'run', step: 'cpuinfo', node: null }],
    ['please rerun top on web-1', { kind: 'run', step: 'top', node: 'web-1' }],
    ['重新测一次 cpuinfo', { kind: 'run', step: 'cpuinfo', node: null }],
    ['who holds Socket?', { kind: 'who-holds', name: 'Socket' }],
    ['what keeps the `OrderCache` alive?', { kind: 'who-holds', name: 'OrderCache' }],
    ['谁持有 Socket', { kind: 'who-holds', name: 'Socket' }],
    ['what did you rule out?', { kind: 'ruled-out' }],
    ['排除了什么?', { kind: 'ruled-out' }],
    ['is it a leak?', { kind: 'about', cause: 'js-heap-leak' }],
    ['could it be compression?', { kind: 'about', cause: 'websocket-compression' }],
    ['how do we fix it?', { kind: 'fix' }],
    ['怎么修?', { kind: 'fix' }],
    ['how much memory after the fix?', { kind: 'expect' }],
    ['what would tell more?', { kind: 'next' }],
    ['下一步做什么?', { kind: 'next' }],
    ["what's using all the memory?", { kind: 'figure', of: 'account' }],
    ['where did the memory go?', { kind: 'figure', of: 'account' }],
    ['谁占用了内存?', { kind: 'figure', of: 'account' }],
    ['how many workers are there?', { kind: 'figure', of: 'workers' }],
    ['有多少个工作进程?', { kind: 'figure', of: 'workers' }],
    ['how much memory does one worker use?', { kind: 'figure', of: 'worker-memory' }],
    ["what's the limit?", { kind: 'figure', of: 'limit' }],
    ['内存限制是多少?', { kind: 'figure', of: 'limit' }],
    ['how many CPUs does it have?', { kind: 'figure', of: 'cpus' }],
    ['which node is the worst?', { kind: 'figure', of: 'usage' }],
    ['did it run out of memory?', { kind: 'out-of-memory' }],
    ['is the heap growing?', { kind: 'growing' }],
    ['内存一直在增长吗?', { kind: 'growing' }],
    ["why wasn't this noticed earlier?", { kind: 'noticed' }],
    ['为什么没有及时发现?', { kind: 'noticed' }],
    ['who started this?', { kind: 'begun' }],
    ['how sure are you?', { kind: 'why' }],
    ["what's the verdict?", { kind: 'why' }],
    ['结论是什么?', { kind: 'why' }],
    ['what should I change?', { kind: 'fix' }],
    ['how do I verify the fix?', { kind: 'expect' }],
    ['修复后内存多少?', { kind: 'expect' }],
    ['show top on web-9', { kind: 'no-node', node: 'web-9' }],
    ['run load again on db-1', { kind: 'no-node', node: 'db-1' }],
    ['show top on all', { kind: 'show', step: 'top', node: null }],
    ['can you measure load again on web-1?', { kind: 'run', step: 'load', node: 'web-1' }],
  ])('%s', (text, intent) => {
    expect(parseQuestion(text, WORDS)).toEqual(intent)
  })

  test.each([
    'checkout',
    'checkout --only top',
    'list',
    'export',
    'verify',
    'verify 3fk',
    'show 3fk',
    'cancel 3fk',
    'export --format html',
    'run limits',
    '; rm -rf / ; show me',
    'x'.repeat(1_000),
    '',
  ])('%s is none', (text) => {
    expect(parseQuestion(text, WORDS)).toBeNull()
  })
})

function textsOf(intent: Intent): string[] {
  return answerQuestion(theCase(), intent).sentences.map(
    ({ text, cites }) => `${text} [${cites.join(', ')}]`,
  )
}

describe('the log answers, citing what it rests on', () => {
  test('where the memory is, as the account has it', () => {
    expect(textsOf({ kind: 'figure', of: 'account' })).toEqual([
      'web-1: workers, private 1.05 GiB (77 %). [top/web-1]',
      'web-1: page cache 262 MiB (19 %). [top/web-1]',
      'web-1: master, private 32.0 MiB (2 %). [top/web-1]',
      'web-1: kernel 30.0 MiB (2 %). [top/web-1]',
      'web-1: 4.00 MiB unexplained, of 1.38 GiB. []',
    ])
  })

  test.each<[Intent, string]>([
    [{ kind: 'figure', of: 'limit' }, 'web-1 may use 2.00 GiB, by services.yml. [load/web-1]'],
    [{ kind: 'figure', of: 'usage' }, 'web-1 uses 1.38 GiB of 2.00 GiB. [load/web-1]'],
    [
      { kind: 'figure', of: 'cpus' },
      'web-1 has 48 logical CPUs and may use 2 of them. [cpuinfo/web-1]',
    ],
    [
      { kind: 'figure', of: 'workers' },
      'web-1 runs 48 workers in 49 processes, by node-agent. [top/web-1]',
    ],
    [
      { kind: 'begun' },
      'Begun by U0123 at 2026-11-23 12:00:00 UTC; done at 2026-11-23 12:00:22 UTC. []',
    ],
    [{ kind: 'no-node', node: 'web-9' }, 'checkout has no node web-9. It has: web-1. []'],
    [
      { kind: 'growing' },
      "I don't know. The memory was not watched long enough. This would tell: memdiag run checkout --watch 5m []",
    ],
  ])('%j', (intent, text) => {
    expect(textsOf(intent)).toEqual([text])
  })

  test('what one worker uses, as it was judged, and that memory ran out', () => {
    expect(textsOf({ kind: 'figure', of: 'worker-memory' })[0]).toContain(
      '22.5 MiB private memory per worker is ordinary',
    )
    expect(textsOf({ kind: 'out-of-memory' })[0]).toContain('[logs.out-of-memory/web-1]')
    expect(textsOf({ kind: 'noticed' }).at(-1)).toContain('memdiag export thecase001')
  })

  test('of many nodes the fullest are told, and the rest is counted', () => {
    const state = theCase()
    const nodes = Array.from({ length: 60 }, (_, index) =>
      state.nodes.map((node) => ({
        ...node,
        name: `web-${index + 1}`,
        usageBytes: (index + 1) * 2 ** 20,
      })),
    ).flat()
    const usage = (count: number) =>
      answerQuestion({ ...state, nodes: nodes.slice(0, count) }, { kind: 'figure', of: 'usage' })
        .sentences

    const sentences = usage(60)

    expect(sentences).toHaveLength(16)
    expect(sentences[0]?.text).toBe('web-60 uses 60.0 MiB of 2.00 GiB.')
    expect(sentences.at(-1)?.text).toBe('45 more nodes are not shown: they are less full.')
    expect(usage(16).at(-1)?.text).toBe('1 more node is not shown: it is less full.')
  })

  test('a question in Chinese is answered in Chinese, and so is one of a Chinese thread', () => {
    const limit = (language: 'en' | 'zh') =>
      answerQuestion(theCase(), { kind: 'figure', of: 'limit' }, language).sentences[0]?.text

    expect(languageAsked('内存限制是多少?', 'en')).toBe('zh')
    expect(languageAsked('what is the limit?', 'zh')).toBe('zh')
    expect(languageAsked('what is the limit?', 'en')).toBe('en')
    expect(limit('zh')).toBe('web-1 最多可用 2.00 GiB，依据：services.yml。')
    expect(limit('en')).toBe('web-1 may use 2.00 GiB, by services.yml.')
  })

  test('before anything was measured nothing is made up', () => {
    const state = aState([])
    const answer = (intent: Intent) =>
      answerQuestion(state, intent).sentences.map(({ text }) => text)

    for (const of of ['account', 'usage', 'limit', 'cpus', 'workers', 'worker-memory'] as const)
      expect(answer({ kind: 'figure', of })).toEqual([
        expect.stringMatching(/^I don't know\. That/),
      ])
    expect(answer({ kind: 'out-of-memory' })[0]).toMatch(/^I don't know\./)
  })

  test('why 48 workers', () => {
    const reply = answerQuestion(theCase(), { kind: 'why-workers' })

    expect(textsOf({ kind: 'why-workers' })).toContain(
      "48 workers: node-agent -i max (the agent's log: 48 cpus). [cpuinfo.count-rule/web-1]",
    )
    expect(reply.shows).toEqual(['cpuinfo/web-1'])
  })

  test('what was ruled out, and by what', () => {
    expect(textsOf({ kind: 'ruled-out' })).toContain(
      'websocket-compression: Port 8080 does not negotiate permessage-deflate, though a handshake offered it. [websocket.deflate-refused/web-1]',
    )
  })

  test('whether it is a leak', () => {
    expect(textsOf({ kind: 'about', cause: 'js-heap-leak' })[0]).toBe(
      'No, js-heap-leak is ruled out. [snapshot.heap/web-1, top.private-memory/web-1]',
    )
  })

  test('what a step measured, as its tables', () => {
    const intent = { kind: 'show', step: 'top', node: 'web-1' } as const

    expect(answerQuestion(theCase(), intent)).toEqual({
      sentences: [
        { text: 'top on web-1, as measured at 2026-11-23 12:00:16 UTC.', cites: ['top/web-1'] },
      ],
      shows: ['top/web-1'],
    })
  })

  test('a look at the memory is not what the step measured', () => {
    const look = someEvidence(aCourse([1]), { id: 'top.look/web-1', step: 'top' })
    const state = aState([evidenceEvent(someEvidence(someTop())), evidenceEvent(look)])

    const { sentences, shows } = answerQuestion(state, { kind: 'show', step: 'top', node: 'web-1' })

    expect(sentences.map(({ cites }) => cites)).toEqual([['top/web-1']])
    expect(shows).toEqual(['top/web-1'])
  })

  test('what to do and what to expect', () => {
    expect(textsOf({ kind: 'fix' })[0]).toContain(
      "Set node-agent's instance count to 2 instead of 48",
    )
    expect(textsOf({ kind: 'expect' })[0]).toContain('About 373 MiB after the fix.')
  })
})

describe('what it does not know, it says, with what would tell', () => {
  test('who holds a class, without a comparison of snapshots', () => {
    expect(textsOf({ kind: 'who-holds', name: 'Socket' })).toEqual([
      "I don't know. Who holds Socket only heap snapshots tell, and none were compared. This would tell: memdiag resume thecase001 --approve snapshot []",
    ])
  })

  test('a node that was not measured', () => {
    const [text] = textsOf({ kind: 'show', step: 'top', node: 'web-9' })

    expect(text).toBe(
      "I don't know. top was not measured on web-9. This would tell: memdiag run checkout --only top []",
    )
  })

  test('a verdict that is not there yet', () => {
    const reply = answerQuestion(aState(), { kind: 'why' })

    expect(reply.sentences[0]?.text).toBe('There is no verdict yet; the investigation is running.')
  })
})
