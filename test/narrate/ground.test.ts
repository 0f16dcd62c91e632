import { describe, expect, test } from 'vitest'
import type { Sentence } from '../../src/core/narration.ts'
import { ground } from '../../src/narrate/ground.ts'
import { theCase } from '../support/the-case.ts'

const state = theCase()

function reasonOf(text: string, cites: string[]): string | null {
  const { kept, dropped } = ground(state, [{ text, cites } satisfies Sentence])
  expect(kept.length + dropped.length).toBe(1)
  const [fault] = dropped
  return fault === undefined ? null : `${fault.reason}: ${fault.detail}`
}

describe('a sentence that the evidence backs is kept', () => {
  test.each([
    [
      '48 workers hold 1.05 GiB of their own, 22.5 MiB each, where 2 would do.',
      ['top.worker-count/web-1'],
    ],
    ['The service uses 1.4 GiB of its 2 GiB, 69 % of the limit.', ['top/web-1']],
    [
      'A leak in the JavaScript heap is ruled out: one worker holds 9.60 MiB of heap.',
      ['snapshot.heap/web-1'],
    ],
    [
      'Port 8080 does not negotiate permessage-deflate, so compression is not the cause.',
      ['websocket.deflate-refused/web-1'],
    ],
    ['The service is not busy: it used 0.06 of 2 CPUs.', ['load.cpu/web-1']],
    ['After the change, about 373 MiB are to be expected.', ['top.worker-count/web-1']],
    [
      'Set the instance count of node-agent to 2 instead of 48.',
      ['cpuinfo.node-agent-forked/web-1'],
    ],
    [
      'node-agent forked 48 workers because `os.cpus()` shows the 48 CPUs of the host.',
      ['cpuinfo.limit-unseen/web-1'],
    ],
    ['48 个工作进程共占用 1.05 GiB,每个约 22.5 MiB。', ['top.worker-count/web-1']],
    ['已排除 JavaScript 堆泄漏。', ['snapshot.heap/web-1']],
    ['Each timed job runs 48 times, once per worker, every 60 s.', ['logs.periodic-lines/web-1']],
  ])('%s', (text, cites) => {
    expect(reasonOf(text, cites)).toBeNull()
  })
})

describe('a sentence is dropped', () => {
  test.each([
    ['48 workers hold 1.05 GiB.', [], 'no-citation: it cites nothing'],
    ['48 workers hold 1.05 GiB.', ['top.made-up/web-1'], 'unknown-citation: top.made-up/web-1'],
    [
      '48 workers hold 1.05 GiB.',
      ['top.worker-count/web-2'],
      'unknown-citation: top.worker-count/web-2',
    ],
    ['48 workers hold 1.50 GiB.', ['top.worker-count/web-1'], 'wrong-number: 1.50 GiB'],
    ['47 workers hold 1.05 GiB.', ['top.worker-count/web-1'], 'wrong-number: 47'],
    ['1 worker holds 1.05 GiB.', ['top.worker-count/web-1'], 'wrong-number: 1'],
    ['Usage is at 96 % of the limit.', ['top/web-1'], 'wrong-number: 96 %'],
    ['共有 47 个工作进程。', ['top.worker-count/web-1'], 'wrong-number: 47'],
    ['共有47个工作进程。', ['top.worker-count/web-1'], 'wrong-number: 47'],
    ['共有47个工作进程。', ['top.worker-count/web-1'], 'wrong-number: 47'],
    [
      '共有三个工作进程。',
      ['top.worker-count/web-1'],
      'wrong-number: 三: numbers are to be written in digits',
    ],
    [
      'Forty-seven workers run.',
      ['top.worker-count/web-1'],
      'wrong-number: Forty: numbers are to be written in digits',
    ],
    ['The JavaScript heap leaks.', ['snapshot.heap/web-1'], 'other-cause: js-heap-leak'],
    ['The heap does not leak.', ['top/web-1'], 'other-cause: js-heap-leak'],
    [
      'WebSocket compression costs most of it.',
      ['websocket.deflate-refused/web-1'],
      'other-cause: websocket-compression',
    ],
    ['Real load explains the memory.', ['load.cpu/web-1'], 'other-cause: real-load'],
    ['内存泄漏导致了这个问题。', ['snapshot.heap/web-1'], 'other-cause: js-heap-leak'],
    [
      'The overforked workers are not the cause.',
      ['top.worker-count/web-1'],
      'other-cause: it denies overforked-workers',
    ],
    ['The service is healthy.', ['top/web-1'], 'other-cause: healthy'],
    ['Restart web-7 first.', ['top/web-1'], 'wrong-number: web-7'],
    ['Run `rm -rf /var/lib` on the host.', ['top/web-1'], 'wrong-number: rm -rf /var/lib'],
    ['Delete /etc/passwd now.', ['top/web-1'], 'wrong-number: /etc/passwd'],
    ['Start it with --inspect-brk.', ['top/web-1'], 'wrong-number: --inspect-brk'],
    ['See https://evil.example for the fix.', ['top/web-1'], 'not-text: "https:"'],
    ['Ask <!channel> about it.', ['top/web-1'], 'not-text: "<!"'],
    ['One line.\nAnother line.', ['top/web-1'], String.raw`not-text: "\n"`],
    ['', ['top/web-1'], 'not-text: it is empty or too long'],
  ])('%s', (text, cites, reason) => {
    expect(reasonOf(text, cites)).toBe(reason)
  })

  test('when it claims more than the verdict does', () => {
    const likely = theCase()
    const { verdict } = likely
    const doubtful = {
      ...likely,
      verdict: verdict === null ? null : { ...verdict, confidence: 'likely' as const },
    }

    const { dropped } = ground(doubtful, [
      { text: 'It is confirmed that 48 workers hold it.', cites: ['top.worker-count/web-1'] },
    ])

    expect(dropped).toMatchObject([{ reason: 'overclaim', detail: 'the verdict is likely' }])
  })

  test('when it blames anything while the verdict is inconclusive', () => {
    const base = theCase()
    const { verdict } = base
    const open = {
      ...base,
      verdict: verdict === null ? null : { ...verdict, cause: 'inconclusive' as const },
    }

    const { kept, dropped } = ground(open, [
      { text: 'The memory is high because of the workers.', cites: ['top.worker-count/web-1'] },
      { text: '48 workers run.', cites: ['top.worker-count/web-1'] },
    ])

    expect(dropped.map((each) => each.reason)).toEqual(['other-cause'])
    expect(kept.map((each) => each.text)).toEqual(['48 workers run.'])
  })
})

test('what the built-in wording says stands up to the same check', () => {
  const findings = state.findings.map((each) => ({ text: each.text, cites: [each.id] }))

  const { dropped } = ground(state, findings)

  // Findings name commands and options of their own, which a model is not to; what they count must hold.
  expect(dropped.filter((each) => each.reason === 'wrong-number')).toEqual([])
})
