import { expect, test } from 'vitest'
import { countRules } from '../../../src/steps/cpuinfo/count-rules.ts'
import { judgeCpuinfo } from '../../../src/steps/cpuinfo/judge.ts'
import { isSince } from '../../../src/steps/cpuinfo/node-version.ts'
import { readStated } from '../../../src/steps/cpuinfo/stated-counts.ts'
import { readSections } from '../../../src/steps/sections.ts'
import { aProcess, aTable } from '../support/a-table.ts'
import { aCpuinfo, aJudgeInput } from '../support/some-evidence.ts'

type Facts = Parameters<typeof countRules>[0]

function someFacts(over: Partial<Facts> = {}): Facts {
  return {
    manager: 'node-agent',
    titled: true,
    workers: 48,
    processors: 48,
    physicalCores: 24,
    availableParallelism: 48,
    stated: [],
    ...over,
  }
}

function textOf(rule: string, over: Parameters<typeof aCpuinfo>[0]) {
  const findings = judgeCpuinfo(aJudgeInput([aCpuinfo(over)]))
  return findings.find((finding) => finding.id === `cpuinfo.${rule}/web-1`)?.text
}

test.each<[string, Partial<Facts>, [string, number, boolean][]]>([
  [
    'node-agent on 48 processors with 24 cores',
    {},
    [
      ['node-agent -i auto (or 0, or unset)', 24, false],
      ['node-agent -i max', 48, true],
    ],
  ],
  [
    'node-agent without hyper-threads: auto falls back to the processors',
    { physicalCores: 48 },
    [
      ['node-agent -i auto (or 0, or unset)', 48, true],
      ['node-agent -i max', 48, true],
    ],
  ],
  [
    'pm2',
    { manager: 'pm2', workers: 47 },
    [
      ['pm2 -i max (or 0)', 48, false],
      ['pm2 -i -1', 47, true],
    ],
  ],
  [
    'a cluster without titles',
    { manager: 'cluster', titled: false, availableParallelism: 2 },
    [
      ['cluster.fork() for each of os.cpus()', 48, true],
      ['cluster.fork() up to os.availableParallelism()', 2, false],
    ],
  ],
  ['egg', { manager: 'egg' }, [['egg workers unset', 48, true]]],
  ['node-agent without workers', { workers: 0 }, []],
  [
    'no worker, though a setting states a count',
    {
      workers: 0,
      stated: [{ rule: 'pm2 -i 0', where: 'process 7', manager: 'pm2', value: 0 }],
    },
    [],
  ],
  ['a single process', { manager: 'none', workers: 1 }, []],
])('gives the rules of %s', (_name, over, expected) => {
  expect(
    countRules(someFacts(over)).map((rule) => [rule.rule, rule.workers, rule.matches]),
  ).toEqual(expected)
})

test('reads counts that command lines and settings state', () => {
  const sections = readSections(
    '@n settings\nasyncthread\t3\tApp.config.conf\nnodeAgent.instances\t4\tpackage.json\nasyncthread\t0\tx.conf\n',
    'n',
  )
  const table = aTable({
    ancestors: [
      aProcess({
        pid: 7,
        isNode: false,
        args: ['bash', '-c', 'node /opt/nodeagent/bin/node-agent index.js -i 48 -l log'],
      }),
    ],
    processes: [
      aProcess({ pid: 8, args: ['node', '/opt/node-agent', 'a.js', '-i', 'auto'] }),
      aProcess({ pid: 9, args: ['node', '/a/egg-scripts/start-cluster', '{"workers":5}'] }),
      aProcess({ pid: 10, args: ['node', '/a/server.js', '-i', '6'] }),
    ],
  })

  expect(readStated(sections, table).map((each) => [each.rule, each.value])).toEqual([
    ['node-agent -i auto', 'auto'],
    ['egg workers 5', 5],
    ['node-agent -i 48', 48],
    ['TARS asyncthread=3', 3],
    ['package.json nodeAgent.instances 4', 4],
  ])
})

test('counts a stated word as stating its rule', () => {
  const rules = countRules(
    someFacts({
      stated: [
        { rule: 'node-agent -i max', where: 'process 7', manager: 'node-agent', value: 'max' },
      ],
    }),
  )

  expect(rules.filter((rule) => rule.stated).map((rule) => rule.rule)).toEqual([
    'node-agent -i max',
  ])
})

test('says that no automatic rule gives the count, so it was set', () => {
  const rules = countRules(someFacts({ processors: 2, physicalCores: 2 }))

  expect(textOf('count-rule', { rules })).toBe(
    '48 workers: no automatic rule gives 48 on this host (node-agent -i auto (or 0, or unset) gives 2, node-agent -i max gives 2), so the count is set explicitly.',
  )
})

test('asserts none of several candidates', () => {
  const rules = countRules(someFacts({ physicalCores: 48 }))

  expect(textOf('count-rule', { rules })).toBe(
    '48 workers: node-agent -i auto (or 0, or unset) (cpu cores per physical id add up to 48; 48 < 48 processors? no: the processors), or node-agent -i max (48 processors) would give that; which one it was is not proved.',
  )
})

test('says nothing of a count where no process was found', () => {
  const rules = countRules(someFacts())

  expect(textOf('count-rule', { workers: 0, rules })).toBeUndefined()
  expect(textOf('workers-against-cpus', { workers: 0, rules })).toBeUndefined()
})

test('asserts the rule that something states', () => {
  const stated = [
    { rule: 'TARS asyncthread=48', where: 'a.conf', manager: 'node-agent' as const, value: 48 },
  ]

  expect(textOf('count-rule', { rules: countRules(someFacts({ stated })) })).toBe(
    '48 workers: TARS asyncthread=48 (a.conf says 48).',
  )
})

test('tells the three counts of the case', () => {
  expect(textOf('counts', {})).toBe(
    'The host has 2 physical ids, 24 cpu cores, 48 processors. The service may use 2 (affinity 48, a quota of 2).',
  )
  expect(textOf('counts', { sockets: null, physicalCores: null, logical: 4 })).toContain(
    '4 processors; /proc/cpuinfo tells no physical ids here',
  )
})

test.each([
  [48, 2, ['for', 'strong']],
  [4, 2, ['for', 'strong']],
  [3, 2, ['neither', 'weak']],
  [2, 2, ['against', 'strong']],
  [2, 1, ['against', 'strong']],
  [8, 8, ['against', 'weak']],
])('judges %i workers on %i usable CPUs', (workers, usable, expected) => {
  const findings = judgeCpuinfo(aJudgeInput([aCpuinfo({ workers, usable })]))
  const found = findings.find((each) => each.id === 'cpuinfo.workers-against-cpus/web-1')

  expect([found?.speaks, found?.strength]).toEqual(expected)
  expect(found?.cause).toBe('overforked-workers')
})

test('notes a limit that the runtime does not see', () => {
  expect(textOf('limit-unseen', {})).toBe(
    "os.cpus() gives 48 although the service may use 2: os.availableParallelism() gives 48. A count taken from os.cpus() is the host's.",
  )
  expect(textOf('limit-unseen', { availableParallelism: 2 })).toContain(
    'only os.availableParallelism() (2) knows',
  )
  expect(textOf('limit-unseen', { usable: 48 })).toBeUndefined()
})

test("cites node-agent's own log for the count it forked", () => {
  const logs = {
    kind: 'logs' as const,
    workers: 48,
    files: [],
    startup: [],
    periodic: [],
    memoryLines: [],
    nodeAgent: {
      forking: 48,
      cpus: 48,
      physicalCores: 24,
      nodeVersion: null,
      path: '/a_agent.log',
    },
    backlogBytes: null,
  }

  const findings = judgeCpuinfo(aJudgeInput([logs, aCpuinfo()]))

  expect(findings.at(-1)).toMatchObject({
    id: 'cpuinfo.node-agent-forked/web-1',
    text: "node-agent's log says it forked 48 workers on 48 cpus, 24 physical; that many run.",
    evidence: ['logs/web-1'],
  })
})

test.each([
  ['v22.12.0', true],
  ['v24.0.0', true],
  ['v22.11.9', false],
  ['v8.17.0', false],
  [null, null],
  ['nonsense', null],
])('tells whether %s is at least 22.12', (version, expected) => {
  expect(isSince(version, [22, 12])).toBe(expected)
})
