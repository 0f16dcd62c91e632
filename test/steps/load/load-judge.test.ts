import { expect, test } from 'vitest'
import { withoutMessages } from '../../../src/core/differences.ts'
import { judgeLoad } from '../../../src/steps/load/judge.ts'
import { aCgroup, aJudgeInput, aLoad, GiB } from '../support/some-evidence.ts'

function judged(over: Parameters<typeof aLoad>[0]) {
  const findings = judgeLoad(aJudgeInput([aLoad(over)]))
  return Object.fromEntries(
    findings.map((finding) => [finding.id, [finding.cause, finding.speaks, finding.strength]]),
  )
}

test('says in numbers that an idle service is not busy', () => {
  expect(withoutMessages(judgeLoad(aJudgeInput([aLoad()])))).toEqual([
    {
      id: 'load.cpu/web-1',
      step: 'load',
      node: 'web-1',
      cause: 'real-load',
      speaks: 'against',
      strength: 'strong',
      text: 'The service used 0.02 of 2 CPUs (1 %) over 1.0 s, with 3 established connections: it is not busy, so traffic does not explain the memory.',
      evidence: ['load/web-1'],
    },
  ])
})

test.each([
  ['busy', { serviceCpus: 1.4 }, ['real-load', 'for', 'weak']],
  ['neither', { serviceCpus: 0.7 }, ['real-load', 'neither', 'weak']],
  ['idle', { serviceCpus: 0.59 }, ['real-load', 'against', 'strong']],
  [
    'half a CPU of a quota of half',
    { serviceCpus: 0.5, usableCpus: 0.5 },
    ['real-load', 'for', 'weak'],
  ],
  ['idle with very many clients', { connections: 20_000 }, ['real-load', 'against', 'weak']],
])('judges a service that is %s', (_name, over, expected) => {
  expect(judged(over)['load.cpu/web-1']).toEqual(expected)
})

test('says nothing of the load where the CPU use was not measured', () => {
  expect(judged({ serviceCpus: null })).toEqual({})
})

test('names page cache of a limited cgroup without the shared memory that cannot be given back', () => {
  const cgroup = { memoryLimitBytes: 2 * GiB, memoryUsageBytes: 1.8 * GiB, fileBytes: 1.5 * GiB }

  expect(judged({ cgroup: aCgroup(cgroup) })['load.page-cache/web-1']).toEqual([
    'page-cache',
    'for',
    'strong',
  ])
  expect(
    judged({ cgroup: aCgroup({ ...cgroup, shmemBytes: 1.2 * GiB }) })['load.page-cache/web-1'],
  ).toEqual(['page-cache', 'against', 'strong'])
  expect(
    judged({ cgroup: aCgroup({ ...cgroup, memoryLimitBytes: null }) })['load.page-cache/web-1'],
  ).toBeUndefined()
})

test('notes the time tasks waited for memory; a counter of kills without a time is no event', () => {
  const findings = judgeLoad(
    aJudgeInput([aLoad({ cgroup: aCgroup({ oomKills: 2 }), memoryPressureRatio: 0.12 })]),
  )

  expect(findings.slice(1).map((finding) => finding.text)).toEqual([
    'Tasks waited for memory during 12 % of the last 10 s.',
  ])
})

test('has no finding without evidence', () => {
  expect(judgeLoad(aJudgeInput([{ kind: 'none' }]))).toEqual([])
})

test('words connections as those of the node where it is unknown which are the service’s', () => {
  const port = { port: 22, connections: 3, own: false }
  const text = (own: boolean) =>
    judgeLoad(aJudgeInput([aLoad({ ports: [{ ...port, own }] })]))[0]?.text

  expect(text(false)).toContain(
    '3 established connections to the node (which are the service’s own could not be read):',
  )
  expect(text(true)).toContain('3 established connections:')
})
