import { expect, test } from 'vitest'
import { judgeTop } from '../../../src/steps/top/judge.ts'
import {
  aCgroup,
  aCpuinfo,
  aJudgeInput,
  aLoad,
  aLogs,
  aRow,
  aTop,
  GiB,
  MiB,
  workers,
} from '../support/some-evidence.ts'

/** The table of the case: 48 workers of 36 to 38 MB RES with 14 MB SHR and their master, in a container of 2 GiB. */
const theCase = aTop({
  processes: [
    aRow({ pid: 10, role: 'master', rssBytes: 35 * MiB }),
    ...[36, 37, 38].flatMap((size) => workers(16, { rssBytes: size * MiB })),
  ],
  cgroup: aCgroup({ memoryLimitBytes: 2 * GiB, memoryUsageBytes: 1.9 * GiB }),
})

function judged(input: Parameters<typeof judgeTop>[0]) {
  return Object.fromEntries(
    judgeTop(input).map((finding) => [
      finding.id.replace(/^top\.(.*)\/web-1$/, '$1'),
      [finding.cause, finding.speaks, finding.strength],
    ]),
  )
}

test('explains the table of the case by the number of its workers, with the arithmetic', () => {
  const input = aJudgeInput([aLoad(), theCase], { memoryLimitBytes: GiB })

  const findings = judgeTop(input)

  expect(findings.map((finding) => [finding.id, finding.text])).toEqual([
    [
      'top.worker-count/web-1',
      '48 workers of 23.0 MiB private memory each hold 1.08 GiB; 2 would do for the 0.02 CPUs in use. The other 46 cost 1.03 GiB.',
    ],
    [
      'top.private-memory/web-1',
      '23.0 MiB private memory per worker is ordinary (up to 128 MiB): no worker holds much of its own.',
    ],
    [
      'top.private-memory-external/web-1',
      '23.0 MiB private memory per worker is ordinary (up to 128 MiB): no worker holds much of its own.',
    ],
    [
      'top.res-sum/web-1',
      'RES adds up to 1.77 GiB, yet the workers hold only 1.08 GiB of their own: RES counts the shared pages 49 times.',
    ],
    [
      'top.other-process/web-1',
      'The other processes hold 0 B anonymous memory of the 4.00 GiB in use on the node; the service holds 1.11 GiB.',
    ],
    ['top.heap-limits/web-1', 'No command line of the service sets --max-old-space-size.'],
  ])
  expect(judged(input)['worker-count']).toEqual(['overforked-workers', 'for', 'decisive'])
  expect(findings[0]?.evidence).toEqual(['top/web-1', 'load/web-1'])
})

test.each([
  ['2 workers', 2, { serviceCpus: 0.02 }, ['against', 'strong']],
  ['3 workers', 3, { serviceCpus: 0.02 }, ['against', 'weak']],
  ['4 workers', 4, { serviceCpus: 0.02 }, ['for', 'weak']],
  ['16 idle workers', 16, { serviceCpus: 0.02, usableCpus: 16 }, ['for', 'strong']],
  ['16 busy workers on 16 CPUs', 16, { serviceCpus: 11, usableCpus: 16 }, ['against', 'strong']],
  [
    '16 workers on a quota of 1.5 CPUs',
    16,
    { serviceCpus: 1.5, usableCpus: 1.5 },
    ['for', 'strong'],
  ],
])('judges %s by the CPUs they use', (_name, count, load, [speaks, strength]) => {
  const top = aTop({ processes: workers(count) })

  expect(judged(aJudgeInput([aLoad(load), top]))['worker-count']).toEqual([
    'overforked-workers',
    speaks,
    strength,
  ])
})

test('takes the usable CPUs of cpuinfo where that step has run', () => {
  const values = [aLoad({ serviceCpus: 8, usableCpus: 48 }), aTop({ processes: workers(12) })]

  expect(judged(aJudgeInput(values))['worker-count']?.[1]).toBe('against')
  expect(judged(aJudgeInput([...values, aCpuinfo({ usable: 2 })]))['worker-count']?.[1]).toBe('for')
})

test('suspects what each worker holds where its private memory is more than ordinary', () => {
  const top = aTop({ processes: workers(8, { rssBytes: 314 * MiB }) })

  expect(judged(aJudgeInput([aLoad(), top], { memoryLimitBytes: GiB }))).toMatchObject({
    'worker-count': ['overforked-workers', 'for', 'strong'],
    'private-memory': ['js-heap-leak', 'for', 'weak'],
    'private-memory-external': ['external-memory', 'for', 'weak'],
    'worker-size': ['overforked-workers', 'against', 'weak'],
  })
})

test('lets one large worker among small ones not hide in the mean', () => {
  const processes = [...workers(7), aRow({ pid: 777, rssBytes: 314 * MiB })]

  const findings = judgeTop(aJudgeInput([aTop({ processes })]))

  expect(findings.find((finding) => finding.id === 'top.private-memory/web-1')?.strength).toBe(
    'weak',
  )
  expect(findings.find((finding) => finding.id === 'top.uneven-workers/web-1')?.text).toBe(
    'The workers are not alike: process 777 holds 300 MiB, the mean is 57.6 MiB.',
  )
})

test('prefers private memory, then anonymous, then resident less shared', () => {
  const text = (over: Parameters<typeof workers>[1]) =>
    judgeTop(aJudgeInput([aTop({ processes: workers(48, over) })]))[0]?.text

  expect(text({ privateBytes: 9 * MiB, anonBytes: 10 * MiB })).toContain('48 workers of 9.00 MiB')
  expect(text({ anonBytes: 10 * MiB })).toContain('48 workers of 10.0 MiB')
  expect(text({})).toContain('48 workers of 23.0 MiB')
})

test.each([
  [
    'hold most of the memory of a node without limits',
    { share: 9, limit: null },
    ['for', 'strong'],
  ],
  [
    'hold most, but the service has its own limit',
    { share: 9, limit: 2 * GiB },
    ['neither', 'weak'],
  ],
  ['hold little', { share: 1, limit: null }, ['against', 'weak']],
])('judges others that %s', (_name, { share, limit }, expected) => {
  const top = aTop({
    others: [
      { pid: 5, command: 'mongod', rssBytes: 9 * GiB, anonBytes: share * GiB, isNode: false },
    ],
    othersRssBytes: 9 * GiB,
    othersAnonBytes: share * GiB,
    cgroup: aCgroup({ memoryLimitBytes: limit }),
  })

  const found = judged(aJudgeInput([aLoad({ hostAvailableBytes: 4 * GiB }), top]))

  expect(found['other-process']).toEqual(['other-process', ...expected])
})

test.each([
  ['above the limit in all', 4 * GiB, 2, ['for', 'weak']],
  ['above the limit in one of two', 4 * GiB, 1, ['for', 'weak']],
  ['within the limit in all', GiB, 2, ['against', 'strong']],
  ['within the limit in one of two', GiB, 1, ['against', 'weak']],
  ['nowhere', null, 0, ['against', 'weak']],
])('judges heap limits set %s', (_name, maxOldSpaceSumBytes, maxOldSpaceProcesses, expected) => {
  const cgroup = aCgroup({ memoryLimitBytes: 2 * GiB })
  const top = aTop({ maxOldSpaceSumBytes, maxOldSpaceProcesses, cgroup })

  expect(judged(aJudgeInput([top]))['heap-limits']).toEqual([
    'heap-limit-over-container',
    ...expected,
  ])
})

test('says how many processes show a heap limit', () => {
  const top = aTop({ maxOldSpaceSumBytes: GiB, maxOldSpaceProcesses: 1, processes: workers(3) })

  const findings = judgeTop(aJudgeInput([top], { memoryLimitBytes: 2 * GiB }))

  expect(findings.find((each) => each.id === 'top.heap-limits/web-1')?.text).toBe(
    '--max-old-space-size in 1 of 3 Node.js processes adds up to 1.00 GiB, within the limit of 2.00 GiB. The limits of the others are not seen.',
  )
})

test('says that no process was found, and nothing of workers or of others', () => {
  const values = [aLoad(), aTop({ processes: [] })]

  const findings = judgeTop(aJudgeInput(values, { process: 'shoe' }))

  expect(findings.map((finding) => finding.text)).toEqual([
    'No process here has `shoe` in its title or command line.',
  ])
})

const leaks = ['private-memory', 'private-memory-external'] as const

test.each<[string, [number, number], { memoryLimitBytes?: number }, string[]]>([
  ['one that fills it', [1, 123], { memoryLimitBytes: 100 * MiB }, ['neither', 'weak']],
  ['one of a third of it', [1, 33], { memoryLimitBytes: 100 * MiB }, ['against', 'weak']],
  ['one of a small share', [1, 33], { memoryLimitBytes: GiB }, ['against', 'strong']],
  ['one of little of the host', [1, 100], {}, ['against', 'strong']],
  ['many', [4, 23], { memoryLimitBytes: 100 * MiB }, ['against', 'strong']],
])('holds the size of workers against the limit: %s', (_name, [count, size], service, told) => {
  const top = aTop({ processes: workers(count, { privateBytes: size * MiB }) })

  const found = judged(aJudgeInput([aLoad(), top], service))

  expect(leaks.map((rule) => found[rule]?.slice(1))).toEqual([told, told])
})

test('does not call a process small that is all of its cgroup, and asks for no second one', () => {
  const cgroup = aCgroup({ memoryLimitBytes: 100 * MiB, memoryUsageBytes: 99 * MiB })
  const top = aTop({ processes: workers(1, { privateBytes: 90 * MiB }), cgroup })

  const texts = judgeTop(aJudgeInput([aLoad(), top])).map((finding) => finding.text)

  expect(texts.slice(0, 2)).toEqual([
    '1 worker: not over-forked.',
    "90.0 MiB private memory per worker is ordinary (up to 128 MiB), yet it adds up to 90.0 MiB of the limit of 100 MiB: the memory is the workers' own.",
  ])
})

test.each([
  [
    'a recent line on the heap',
    'FATAL ERROR: Reached heap limit Allocation failed',
    'recent',
    'weak',
  ],
  ['an old line on the heap', 'FATAL ERROR: Reached heap limit Allocation failed', 'old', 'strong'],
  ['a recent line on a buffer', 'RangeError: Array buffer allocation failed', 'recent', 'strong'],
] as const)('weighs small workers after %s in the logs', (_name, text, age, strength) => {
  const when = { age, at: null, from: 'line' } as const
  const logs = aLogs({ memoryLines: [{ path: '/log', text, count: 1, when }] })

  const findings = judgeTop(aJudgeInput([logs, aLoad(), aTop()]))

  const heap = findings.find((finding) => finding.cause === 'js-heap-leak')
  expect([heap?.speaks, heap?.strength]).toEqual(['against', strength])
  expect(heap?.evidence.includes('logs/web-1')).toBe(strength === 'weak')
  expect(findings.find((finding) => finding.cause === 'external-memory')?.strength).toBe('strong')
})

test('takes the RES of others for a weak sign only, and says why', () => {
  const row = { command: 'postgres', rssBytes: 5 * GiB, anonBytes: null, isNode: false }
  const others = [5, 6].map((pid) => ({ ...row, pid }))
  const top = aTop({ others, othersRssBytes: 10 * GiB, othersAnonBytes: null })

  const findings = judgeTop(aJudgeInput([aLoad({ hostAvailableBytes: 4 * GiB }), top]))

  expect(findings.find((each) => each.cause === 'other-process')).toMatchObject({
    speaks: 'for',
    strength: 'weak',
    text: 'Others hold most of it: 10.0 GiB RES of the 12.0 GiB in use on the node, the largest is `postgres` with 5.00 GiB; the service holds 60.0 MiB. RES counts shared pages more than once.',
  })
})
