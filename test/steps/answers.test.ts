import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CpuinfoValues } from '../../src/core/cpuinfo-values.ts'
import { LoadValues, TopValues, Values } from '../../src/core/values.ts'
import { cpuinfoStep } from '../../src/steps/cpuinfo/step.ts'
import { loadStep } from '../../src/steps/load/step.ts'
import { topStep } from '../../src/steps/top/step.ts'
import { aProbeInput, nonce } from './support/run-probe.ts'

const steps = [loadStep, topStep, cpuinfoStep]

function answerOf(step: string): string {
  return readFileSync(
    new URL(`../fixtures/answers/${step}-48-workers.txt`, import.meta.url),
    'utf8',
  )
}

test('reads the load of 48 idle workers', () => {
  const { values, missing } = loadStep.parse(answerOf('load'), aProbeInput())

  expect(LoadValues.parse(values)).toMatchObject({
    os: { name: 'debian 12', kernel: '6.18.44-fc-v669' },
    hostMemoryBytes: 25_276_502_016,
    serviceCpus: 0,
    sampleSeconds: expect.closeTo(1.04, 5),
    usableCpus: 2,
    connections: 0,
  })
  expect(LoadValues.parse(values).ports).toContainEqual({
    port: 18_799,
    connections: 0,
    own: true,
  })
  expect(LoadValues.parse(values).ports).toContainEqual({
    port: 33_689,
    connections: 2,
    own: false,
  })
  expect(missing).toEqual([])
})

test('reads the table of 48 workers whose titles are cut, and their master', () => {
  const { values, missing } = topStep.parse(answerOf('top'), aProbeInput())

  const top = TopValues.parse(values)
  const workers = top.processes.filter((row) => row.role === 'worker')
  expect(workers).toHaveLength(48)
  expect(top.processes[0]).toMatchObject({
    command: '/usr/local/app/over/in',
    role: 'master',
    uid: 1000,
  })
  expect(workers[0]).toMatchObject({
    command: '/usr/local/app/over/index.js: worker proce',
    rssBytes: 44_851_200,
    sharedRssBytes: 37_269_504,
    anonBytes: 7_581_696,
    pssBytes: 8_283_136,
    privateBytes: 7_581_696,
  })
  expect(top.manager).toBe('cluster')
  expect(top.managerEvidence).toContain("looks like node-agent's, but")
  expect(missing).toEqual([])
})

test('reads CPUs, version and rules for 48 workers', () => {
  const { values } = cpuinfoStep.parse(answerOf('cpuinfo'), aProbeInput())

  const cpuinfo = CpuinfoValues.parse(values)
  expect(cpuinfo).toMatchObject({
    logical: 2,
    physicalCores: 2,
    sockets: 1,
    usable: 2,
    nodeVersion: 'v20.20.2',
    availableParallelism: 2,
    workers: 48,
  })
  expect(cpuinfo.rules.map((rule) => [rule.rule, rule.workers, rule.matches])).toEqual([
    ['node-agent -i auto (or 0, or unset)', 2, false],
    ['node-agent -i max', 2, false],
    ['cluster.fork() for each of os.cpus()', 2, false],
    ['cluster.fork() up to os.availableParallelism()', 2, false],
  ])
})

test.each(steps)('$name never reads the environment of a process', (step) => {
  expect(step.probe(aProbeInput())).not.toContain('environ')
})

describe.each(steps)('the parser of $name', (step) => {
  test.each([
    ['nothing', ''],
    ['garbage', '\u0000\u001f@@@ end\nhello'],
    ['sections of another nonce', answerOf(step.name).replaceAll(nonce, 'another')],
  ])('answers %s with no values and says so', (_name, text) => {
    expect(step.parse(text, aProbeInput())).toEqual({
      values: { kind: 'none' },
      missing: [{ what: 'the process table', reason: 'unreadable' }],
    })
  })

  test('keeps what came of an answer that is cut off anywhere, and never throws', () => {
    const text = answerOf(step.name)
    fc.assert(
      fc.property(fc.nat(text.length - 20), (length) => {
        const { values, missing } = step.parse(text.slice(0, length), aProbeInput())

        expect(Values.safeParse(values).success).toBe(true)
        expect(missing.length).toBeGreaterThan(0)
      }),
    )
  })

  test('makes valid values of an answer with any line changed', () => {
    const lines = answerOf(step.name).split('\n')
    const strange = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('9'.repeat(30), '-1', `@${nonce} procs`, 's\t0', 'pid 1 2', 'max', '0 0'),
    )
    fc.assert(
      fc.property(fc.nat(lines.length - 1), strange, (at, text) => {
        const changed = lines.with(at, text).join('\n')

        expect(Values.safeParse(step.parse(changed, aProbeInput()).values).success).toBe(true)
      }),
    )
  })

  test('makes valid values of an answer with any word changed to a number', () => {
    const words = answerOf(step.name).split(/([\s\x1f]+)/)
    const number = fc.oneof(fc.nat(), fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.double())
    fc.assert(
      fc.property(fc.nat(words.length - 1), number, (at, value) => {
        const changed = words.with(at, String(value)).join('')

        expect(Values.safeParse(step.parse(changed, aProbeInput()).values).success).toBe(true)
      }),
    )
  })
})
