import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cpuinfoStep } from '../../src/steps/cpuinfo/step.ts'
import { loadStep } from '../../src/steps/load/step.ts'
import { snapshotStep } from '../../src/steps/snapshot/step.ts'
import { topStep } from '../../src/steps/top/step.ts'
import { aProbeInput, shells } from './support/run-probe.ts'
import { askStep, onTree } from './support/trees.ts'

const folder = mkdtempSync(join(tmpdir(), 'memdiag-cgroups-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A copy of a tree in which one process is somewhere else. */
function changed(tree: string, pid: number, cgroup: string) {
  const copy = mkdtempSync(join(folder, 'tree-'))
  const { roots } = onTree(tree)
  cpSync(roots.proc, join(copy, 'proc'), { recursive: true, verbatimSymlinks: true })
  writeFileSync(join(copy, 'proc', String(pid), 'cgroup'), cgroup)
  return aProbeInput({ roots: { proc: join(copy, 'proc'), cgroup: roots.cgroup } })
}

const spread = {
  what: 'cgroup of the service',
  reason: 'unreadable',
  hint: 'its processes are in 2 cgroups; name each container as a node with `enter`',
}
const unknown = {
  memoryLimitBytes: null,
  memoryUsageBytes: null,
  cpuQuota: null,
  anonBytes: null,
  fileBytes: null,
  shmemBytes: null,
  kernelBytes: null,
  oomKills: null,
  foreignProcesses: null,
}
const v1 = (memory: string, cpu: string) => `11:memory:${memory}\n4:cpu,cpuacct:${cpu}\n0::/x\n`

describe.each(shells)('the cgroup of a service in $name', (shell) => {
  test('is not that of one process where they are in two containers of v2', async () => {
    const input = changed('v2-pod', 111, '0::/kubepods.slice/pod1/c2\n')

    const load = await askStep(loadStep, shell, input)
    const top = await askStep(topStep, shell, input)
    const snapshot = await askStep(snapshotStep, shell, input)
    const cpuinfo = await askStep(cpuinfoStep, shell, input)

    expect(load.values).toMatchObject({ cgroup: { version: 2, ...unknown } })
    expect(top.values).toMatchObject({ cgroup: { version: 2, ...unknown } })
    expect(snapshot.values).toMatchObject({ limitBytes: null })
    expect(cpuinfo.values).toMatchObject({ quota: null })
    for (const { missing } of [load, top, snapshot, cpuinfo]) expect(missing).toContainEqual(spread)
  })

  test('counts the memory cgroups of v1 and not those of other controllers', async () => {
    const own = '/docker/abc'
    const other = await askStep(topStep, shell, changed('v1-container', 51, v1('/docker/b', own)))
    const same = await askStep(topStep, shell, changed('v1-container', 51, v1(own, '/docker/b')))

    expect(other.values).toMatchObject({ cgroup: { version: 1, ...unknown } })
    expect(other.missing).toContainEqual(spread)
    expect(same.values).toMatchObject({ cgroup: { memoryLimitBytes: 2_147_483_648 } })
    expect(same.missing).not.toContainEqual(spread)
  })

  test.each(['v2-pod', 'v1-container', 'rhel7'])('is one on %s', async (tree) => {
    const { missing } = await askStep(topStep, shell, onTree(tree))

    expect(missing.map((each) => each.what)).not.toContain('cgroup of the service')
  })
})
