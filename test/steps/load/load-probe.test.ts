import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { LoadValues } from '../../../src/core/values.ts'
import { loadStep } from '../../../src/steps/load/step.ts'
import { aProbeInput, nonce, shells } from '../support/run-probe.ts'
import { clusterOfThree, startNode } from '../support/start-node.ts'
import { askStep, onTree } from '../support/trees.ts'

describe.each(shells)('the load probe in $name', (shell) => {
  test('reads cgroup v2 with the smaller limit and quota of the parents', async () => {
    const { values, missing } = await askStep(loadStep, shell, onTree('v2-pod'))

    expect(LoadValues.parse(values)).toEqual({
      kind: 'load',
      os: { name: expect.anything(), kernel: '6.1.0-18-amd64' },
      cgroup: {
        version: 2,
        memoryLimitBytes: 2_147_483_648,
        memoryUsageBytes: 1_800_000_000,
        cpuQuota: 2.5,
        anonBytes: 1_200_000_000,
        fileBytes: 500_000_000,
        shmemBytes: 20_000_000,
        kernelBytes: 70_000_000,
        oomKills: 2,
        foreignProcesses: 1,
      },
      hostMemoryBytes: 134_144_000_000,
      hostAvailableBytes: 92_160_000_000,
      loadAverage1: 0.42,
      hostCpuRatio: null,
      serviceCpus: null,
      sampleSeconds: 1,
      usableCpus: 2.5,
      ports: [
        { port: 22, connections: 1, own: false },
        { port: 8080, connections: 2, own: true },
      ],
      connections: 2,
      memoryPressureRatio: 0.015,
    })
    expect(missing).toEqual([])
  })

  test('falls back to the mount where a v1 container sees the path of its host', async () => {
    const { values } = await askStep(loadStep, shell, onTree('v1-container'))

    expect(LoadValues.parse(values).cgroup).toEqual({
      version: 1,
      memoryLimitBytes: 2_147_483_648,
      memoryUsageBytes: 1_900_000_000,
      cpuQuota: 1.5,
      anonBytes: 1_500_000_000,
      fileBytes: 300_000_000,
      shmemBytes: 8192,
      kernelBytes: 60_000_000,
      oomKills: 5,
      foreignProcesses: 1,
    })
  })

  test('takes no limit for one on RHEL 7, and free memory and cache for available', async () => {
    const { values } = await askStep(loadStep, shell, onTree('rhel7'))

    const load = LoadValues.parse(values)
    expect(load.cgroup.memoryLimitBytes).toBeNull()
    expect(load.cgroup.cpuQuota).toBeNull()
    expect(load.cgroup.memoryUsageBytes).toBe(80_000_000)
    expect(load.hostAvailableBytes).toBe(9_433_251_840)
    expect(load.usableCpus).toBe(2)
  })

  test("says what is missing for another user's service without a cgroup mount", async () => {
    const { values, missing } = await askStep(loadStep, shell, onTree('other-user'))

    expect(LoadValues.parse(values).cgroup.version).toBeNull()
    expect(missing.map((each) => [each.what, each.reason])).toEqual([
      ['the cgroup', 'not-found'],
      ["open files: which ports are the service's own", 'permission-denied'],
    ])
  })

  test('measures a live cluster: its port, its connections, its CPUs', async () => {
    await using service = await startNode('load-cluster.cjs', clusterOfThree)
    const socket = connect(service.port, '127.0.0.1')
    await once(socket, 'connect')

    const { values, missing } = await askStep(
      loadStep,
      shell,
      aProbeInput({ process: 'load-cluster.cjs' }),
    )
    socket.destroy()

    const load = LoadValues.parse(values)
    expect(load.ports).toContainEqual({ port: service.port, connections: 1, own: true })
    expect(load.connections).toBe(1)
    expect(load.serviceCpus).toBeGreaterThanOrEqual(0)
    expect(load.serviceCpus).toBeLessThan(1)
    expect(load.sampleSeconds).toBeGreaterThan(0.9)
    expect(load.hostMemoryBytes).toBeGreaterThan(100_000_000)
    expect(missing.filter((each) => each.reason === 'permission-denied')).toEqual([])
  })
})

test('sees a busy process use what it gets of one CPU', async () => {
  const [shell] = shells
  if (shell === undefined) throw new Error('no shell')
  await using busy = await startNode(
    'load-busy.cjs',
    `console.log('ready'); const spin = () => { const end = Date.now() + 50; while (Date.now() < end); setImmediate(spin) }; spin()`,
  )

  const { values } = await askStep(loadStep, shell, aProbeInput({ process: 'load-busy.cjs' }))

  expect(busy.pid).toBeGreaterThan(0)
  // Where many want the two CPUs it gets a tenth of one; an idle process uses none.
  expect(LoadValues.parse(values).serviceCpus).toBeGreaterThan(0.02)
  expect(LoadValues.parse(values).serviceCpus).toBeLessThan(1.5)
})

test.each([
  ['counts no strangers of a service that listens on nothing', '', 0],
  ['counts all of the node where the sockets may not be read', '70\t-\tunreadable\n', 2],
  ['counts those to its own port', 'own\t70\t00000000:1F90\n', 1],
])('%s', (_name, own, connections) => {
  const text = [
    ['procs', 's\t70\t1\t0\t5\t5\t100\t10\t10\t0\t0\t4602\tn\t/usr/bin/node\tnode\tnode\u001f\n'],
    ['listening', `with\t1\t0016\nwith\t1\t1F90\n${own}`],
    ['end', ''],
  ]
    .map(([name, lines]) => `\n@${nonce} ${name}\n${lines}`)
    .join('')

  const { values } = loadStep.parse(text, aProbeInput())

  expect(LoadValues.parse(values).connections).toBe(connections)
})
