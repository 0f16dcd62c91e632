import { countThreads } from '../../../src/core/worker-thread-count.ts'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { TopValues } from '../../../src/core/values.ts'
import { topStep } from '../../../src/steps/top/step.ts'
import { aProbeInput, runProbe, shells } from '../support/run-probe.ts'
import { clusterOfThree, startNode } from '../support/start-node.ts'
import { askStep, onTree } from '../support/trees.ts'

const folder = mkdtempSync(join(tmpdir(), 'memdiag-top-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(shells)('the top probe in $name', (shell) => {
  test('reads the table of a cgroup v2 pod with private memory and others', async () => {
    const { values, missing } = await askStep(topStep, shell, onTree('v2-pod'))

    const top = TopValues.parse(values)
    expect(top.manager).toBe('cluster')
    expect(top.processes).toHaveLength(3)
    expect(top.processes[1]).toEqual({
      pid: 110,
      ppid: 100,
      uid: 1001,
      command: '/usr/local/bin/node --max-old-space-size=512 /srv/shop/server.js',
      role: 'worker',
      isNode: true,
      uptimeSeconds: 1124.1,
      rssBytes: 58_011_648,
      sharedRssBytes: 43_302_912,
      anonBytes: 14_708_736,
      pssBytes: 15_527_936,
      privateBytes: 14_708_736,
      swapBytes: 0,
    })
    expect(top.others[0]).toEqual({
      pid: 300,
      command: '/usr/bin/redis-server *:6379',
      rssBytes: 921_600_000,
      anonBytes: 911_360_000,
      isNode: false,
    })
    expect(top.othersRssBytes).toBe(933_888_000)
    expect(top.othersAnonBytes).toBe(914_432_000)
    expect(top.maxOldSpaceSumBytes).toBe(1_610_612_736)
    expect(top.maxOldSpaceProcesses).toBe(3)
    expect(missing).toEqual([])
  })

  test('proves node-agent by the log that the master holds open', async () => {
    const { values } = await askStep(topStep, shell, onTree('v1-container'))

    const top = TopValues.parse(values)
    expect(top.manager).toBe('node-agent')
    expect(top.managerEvidence).toContain('process 38 holds')
    expect(top.managerEvidence).toContain('Demo.OverServer_agent.log open')
    expect(top.processes.map((row) => row.role)).toEqual([
      'master',
      'worker',
      'worker',
      'worker',
      'worker',
    ])
  })

  test('counts memdiag itself among no others', async () => {
    const proc = join(mkdtempSync(join(folder, 'tree-')), 'proc')
    const tree = onTree('v2-pod')
    cpSync(tree.roots.proc, proc, { recursive: true, verbatimSymlinks: true })
    rmSync(join(proc, '300/exe'), { force: true })
    symlinkSync('/usr/local/bin/node', join(proc, '300/exe'))
    writeFileSync(join(proc, '300/cmdline'), 'node\0/usr/local/bin/memdiag\0investigate\0')

    const { values } = await askStep(topStep, shell, {
      ...onTree('v2-pod', { process: 'server.js' }),
      roots: { ...tree.roots, proc },
    })

    const top = TopValues.parse(values)
    expect(top.others.map((row) => row.pid)).toEqual([1])
    expect(top.othersAnonBytes).toBe(3_072_000)
  })

  test('sums smaps where the kernel has no smaps_rollup, and names the systemd unit', async () => {
    const { values, missing } = await askStep(topStep, shell, onTree('rhel7'))

    const top = TopValues.parse(values)
    expect(top.manager).toBe('systemd')
    expect(top.managerEvidence).toContain('shop.service')
    expect(top.processes[0]).toMatchObject({
      pid: 900,
      role: 'worker',
      anonBytes: null,
      sharedRssBytes: null,
      pssBytes: 15_323_136,
      privateBytes: 14_708_736,
    })
    expect(missing).toEqual([])
  })

  test("goes on with anonymous memory for another user's service, and takes nginx for no Node.js", async () => {
    const { values, missing } = await askStep(topStep, shell, onTree('other-user'))

    const top = TopValues.parse(values)
    expect(top.processes.map((row) => row.pid)).toEqual([70, 71, 72, 73, 74])
    expect(top.processes[1]).toMatchObject({
      anonBytes: 14_708_736,
      pssBytes: null,
      privateBytes: null,
    })
    expect(missing).toEqual([
      {
        what: 'PSS and private memory of 5 processes: anonymous memory stands in',
        reason: 'permission-denied',
        hint: "Connect as the service's user (or root) to let memdiag read it.",
      },
    ])
  })

  test('measures a live cluster of three and its master', async () => {
    await using service = await startNode('top-cluster.cjs', clusterOfThree)

    const { values } = await askStep(topStep, shell, aProbeInput({ process: 'top-cluster.cjs' }))

    const top = TopValues.parse(values)
    expect(top.manager).toBe('cluster')
    expect(top.processes.filter((row) => row.role === 'worker')).toHaveLength(3)
    expect(top.processes.find((row) => row.role === 'master')?.pid).toBe(service.pid)
    for (const row of top.processes) {
      expect(row.privateBytes ?? 0).toBeGreaterThan(3_000_000)
      expect(row.privateBytes ?? 0).toBeLessThan(row.rssBytes)
      expect(row.pssBytes ?? 0).toBeGreaterThanOrEqual(row.privateBytes ?? 0)
      expect(row.uptimeSeconds ?? 999).toBeLessThan(60)
    }
  })

  test('says that no process was found', async () => {
    const { values, missing } = await askStep(topStep, shell, onTree('v2-pod', { process: 'shoe' }))

    expect(TopValues.parse(values).processes).toEqual([])
    expect(missing[0]?.what).toBe('a process with `shoe` in its title')
    expect(missing[0]?.reason).toBe('not-found')
  })

  test.skipIf(process.getuid?.() !== 0)(
    'reports private memory as missing to a user without rights (needs root to change user)',
    async () => {
      await using service = await startNode('top-other-user.cjs', clusterOfThree)
      const input = aProbeInput({ process: 'top-other-user.cjs' })

      const { stdout } = await runProbe(shell, topStep.probe(input), { uid: 65_534 })
      const { values, missing } = topStep.parse(stdout, input)

      const top = TopValues.parse(values)
      expect(top.processes.map((row) => row.pid)).toContain(service.pid)
      expect(top.processes.every((row) => row.privateBytes === null)).toBe(true)
      expect(top.processes.every((row) => (row.anonBytes ?? 0) > 1_000_000)).toBe(true)
      expect(missing.map((each) => each.reason)).toEqual(['permission-denied'])
    },
  )
})

// Node.js 24 names a worker_thread: the pool shows without looking inside the process.
const POOL = `
const { Worker, isMainThread, parentPort } = require('node:worker_threads')
if (isMainThread) {
  let up = 0
  for (let i = 0; i < 6; i++) new Worker(__filename).on('message', () => { if (++up === 6) console.log('ready') })
} else {
  parentPort.postMessage('up')
  setInterval(() => {}, 1000)
}`

describe.each(shells)('the threads in $name', (shell) => {
  test('of a pool of six are counted by their names', async () => {
    await using service = await startNode('pool-of-six.js', POOL)

    const { values } = await askStep(topStep, shell, aProbeInput({ process: service.script }))

    const { threads = [] } = TopValues.parse(values)
    const names = threads.find((each) => each.pid === service.pid)?.names ?? []
    expect(names).toContainEqual({ name: 'WorkerThread', count: 6 })
    expect(countThreads(names, 0)).toEqual({ threads: 6, counted: true })
  })
})
