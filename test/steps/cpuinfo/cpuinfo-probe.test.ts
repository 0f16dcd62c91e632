import { availableParallelism, cpus } from 'node:os'
import { describe, expect, test } from 'vitest'
import { CpuinfoValues } from '../../../src/core/cpuinfo-values.ts'
import { cpuinfoStep } from '../../../src/steps/cpuinfo/step.ts'
import { aProbeInput, shells } from '../support/run-probe.ts'
import { clusterOfThree, startNode } from '../support/start-node.ts'
import { askStep, onTree } from '../support/trees.ts'

describe.each(shells)('the cpuinfo probe in $name', (shell) => {
  test('counts the CPUs of a pod with a v2 quota, which Node.js 22.14 sees', async () => {
    const { values, missing } = await askStep(cpuinfoStep, shell, onTree('v2-pod'))

    expect(CpuinfoValues.parse(values)).toEqual({
      kind: 'cpuinfo',
      logical: 48,
      physicalCores: 24,
      sockets: 2,
      allowed: 48,
      quota: 2.5,
      usable: 3,
      nodeVersion: 'v22.14.0',
      osCpus: 48,
      availableParallelism: 2,
      workers: 2,
      rules: [
        {
          rule: 'cluster.fork() for each of os.cpus()',
          manager: 'cluster',
          arithmetic: 'os.cpus().length = 48 processors',
          workers: 48,
          matches: false,
          stated: false,
        },
        {
          rule: 'cluster.fork() up to os.availableParallelism()',
          manager: 'cluster',
          arithmetic: 'os.availableParallelism() = 2',
          workers: 2,
          matches: true,
          stated: false,
        },
      ],
    })
    expect(missing).toEqual([])
  })

  test('finds the count that a TARS conf states, and says when the version is not to be had', async () => {
    const { values, missing } = await askStep(cpuinfoStep, shell, onTree('v1-container'))

    const cpuinfo = CpuinfoValues.parse(values)
    expect(cpuinfo.usable).toBe(2)
    expect(
      cpuinfo.rules.map((rule) => [rule.rule, rule.workers, rule.matches, rule.stated]),
    ).toEqual([
      ['TARS asyncthread=4', 4, true, true],
      ['node-agent -i auto (or 0, or unset)', 24, false, false],
      ['node-agent -i max', 48, false, false],
    ])
    expect(cpuinfo.nodeVersion).toBeNull()
    expect(missing.map((each) => each.what)).toEqual(['the version of Node.js'])
  })

  test('takes the version from the path of nvm and the affinity on RHEL 7', async () => {
    const { values } = await askStep(cpuinfoStep, shell, onTree('rhel7'))

    expect(CpuinfoValues.parse(values)).toMatchObject({
      logical: 4,
      allowed: 2,
      usable: 2,
      quota: null,
      nodeVersion: 'v16.20.2',
      availableParallelism: null,
      workers: 1,
    })
  })

  test('gives all processors for node-agent auto on arm64, which has no physical ids', async () => {
    const { values } = await askStep(cpuinfoStep, shell, onTree('other-user'))

    const cpuinfo = CpuinfoValues.parse(values)
    expect(cpuinfo.physicalCores).toBeNull()
    expect(cpuinfo.sockets).toBeNull()
    expect(cpuinfo.rules[0]).toEqual({
      rule: 'node-agent -i auto (or 0, or unset)',
      manager: 'node-agent',
      arithmetic: 'no physical id in cpuinfo, so all 4 processors',
      workers: 4,
      matches: true,
      stated: false,
    })
  })

  test('lists no rule where no process of the service was found', async () => {
    const input = onTree('v1-container', { process: 'no-such-service' })
    const { values } = await askStep(cpuinfoStep, shell, input)

    expect(CpuinfoValues.parse(values)).toMatchObject({ workers: 0, rules: [] })
  })

  test('tells what the runtime of a live cluster itself would say', async () => {
    await using service = await startNode('cpuinfo-cluster.cjs', clusterOfThree)

    const { values } = await askStep(
      cpuinfoStep,
      shell,
      aProbeInput({ process: 'cpuinfo-cluster.cjs' }),
    )

    const cpuinfo = CpuinfoValues.parse(values)
    expect(service.pid).toBeGreaterThan(0)
    expect(cpuinfo.nodeVersion).toBe(process.version)
    expect(cpuinfo.osCpus).toBe(cpus().length)
    expect(cpuinfo.availableParallelism).toBe(availableParallelism())
    expect(cpuinfo.workers).toBe(3)
  })
})
