import { describe, expect, test } from 'vitest'
import { StepName } from '../../src/core/names.ts'
import { answerQuestion } from '../../src/questions/answer-question.ts'
import { type Intent, parseQuestion } from '../../src/questions/parse-question.ts'
import { aState } from '../support/builders.ts'
import { theCase } from '../support/the-case.ts'

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
  ])('%s', (text, intent) => {
    expect(parseQuestion(text, WORDS)).toEqual(intent)
  })

  test.each([
    'checkout',
    'checkout --only top',
    'list',
    'export',
    'verify',
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
        { text: 'top on web-1, as measured at 2026-11-23T12:00:16.000Z.', cites: ['top/web-1'] },
      ],
      shows: ['top/web-1'],
    })
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
