import { expect, test } from 'vitest'
import { memoryLines, type MemoryOptions } from '../../../src/steps/logs/memory-lines.ts'

/** 2026-11-23T20:40:41Z. */
const now = 1_795_466_441

const aClock: MemoryOptions = {
  nowSeconds: now,
  zoneOffsetSeconds: 0,
  recentSeconds: 86_400,
  writtenSeconds: null,
}

function read(log: string, over: Partial<MemoryOptions> = {}) {
  return memoryLines('/l', { head: log, tail: '' }, { ...aClock, ...over })
}

const died = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'
test.each<[string, string, Partial<MemoryOptions>, unknown[]]>([
  ['a year ago', `2025-11-23 20:40:40 ${died}`, {}, ['old', '2025-11-23 20:40:40', 'line']],
  [
    'a year ago, in a file that is written now',
    `2025-11-23 20:40:40 ${died}`,
    { writtenSeconds: now },
    ['old', '2025-11-23 20:40:40', 'line'],
  ],
  [
    'in the last of the 24 hours by the wall clock of the node’s zone',
    `2026-11-23 04:40:42 ${died}`,
    { zoneOffsetSeconds: 28_800 },
    ['recent', '2026-11-23 04:40:42', 'line'],
  ],
  [
    'before the 24 hours by the wall clock of the node’s zone',
    `2026-11-23 04:40:40 ${died}`,
    { zoneOffsetSeconds: 28_800 },
    ['old', '2026-11-23 04:40:40', 'line'],
  ],
  [
    'last year in a log without years',
    `Dec 31 10:00:00 web-1 kernel: Out of memory: Killed process 9 (node)`,
    {},
    ['old', 'Dec 31 10:00:00', 'line'],
  ],
  [
    'without a time, before a restart of a year ago',
    `2025-11-23 20:00:00 busy\n${died}\n2025-11-23 20:00:09 listening`,
    { writtenSeconds: now },
    ['old', '2025-11-23 20:00:09', 'neighbour'],
  ],
  [
    'without a time, before a restart of today',
    `2025-11-23 20:00:00 quiet\n${died}\n2026-11-23 20:00:09 listening`,
    {},
    ['recent', '2026-11-23 20:00:09', 'neighbour'],
  ],
  [
    'without a time, at the end of a file written today',
    `2025-11-23 20:00:00 quiet\n${died}`,
    { writtenSeconds: now - 60 },
    ['recent', '2026-11-23T20:39:41.000Z', 'file'],
  ],
  [
    'without a time in a file not written for a week',
    died,
    { writtenSeconds: now - 604_800 },
    ['old', '2026-11-16T20:40:41.000Z', 'file'],
  ],
  ['without any time', died, {}, ['recent', null, 'nothing']],
  [
    'on a node that tells no time',
    `2025-11-23 20:40:40 ${died}`,
    { nowSeconds: 0 },
    ['recent', null, 'nothing'],
  ],
])('dates a line %s', (_name, log, options, [age, at, from]) => {
  const [found] = read(log, options)

  expect(found?.when).toEqual({ age, at, from })
})

test('dates the last lines of a head by those before, since what follows was left out', () => {
  const text = {
    head: `2025-11-23 20:00:00 busy\n${died}`,
    tail: '2026-11-23 20:00:00 listening',
  }

  const [found] = memoryLines('/l', text, { ...aClock, writtenSeconds: now })

  expect(found?.when).toEqual({ age: 'old', at: '2025-11-23 20:00:00', from: 'neighbour' })
})

test('counts recent lines apart from old ones, and names them first', () => {
  const log = `2025-01-01 00:00:00 ENOMEM\n2025-01-02 00:00:00 ENOMEM\n2026-11-23 20:00:00 ENOMEM`

  const found = read(log)

  expect(found.map((each) => [each.text, each.count, each.when?.age])).toEqual([
    ['2026-11-23 20:00:00 ENOMEM', 1, 'recent'],
    ['2025-01-02 00:00:00 ENOMEM', 2, 'old'],
  ])
})
