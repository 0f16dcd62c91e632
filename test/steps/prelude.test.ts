import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readManagerFiles } from '../../src/steps/manager-files.ts'
import { probeScript } from '../../src/steps/prelude.ts'
import { readProcessTable } from '../../src/steps/process-table.ts'
import { recogniseProcesses } from '../../src/steps/process-tree.ts'
import { readSections } from '../../src/steps/sections.ts'
import type { ProbeInput } from '../../src/core/step.ts'
import { aProbeInput, nonce, runProbe, type Shell, shells } from './support/run-probe.ts'
import { clusterOfThree, startNode } from './support/start-node.ts'

const idle = `process.stdin.resume(); process.stdin.on('end', () => process.exit()); console.log('ready')`

async function tableOf(shell: Shell, input: ProbeInput) {
  const script = probeScript(input, { body: 'section own\necho "$PIDS"', manager: true })
  const { stdout, stderr } = await runProbe(shell, script)
  expect(stderr).toBe('')
  const sections = readSections(stdout, nonce)
  expect(sections.complete).toBe(true)
  const table = readProcessTable(sections)
  if (table === null) throw new Error('no processes in the answer')
  return { table, sections, recognised: recogniseProcesses(table, readManagerFiles(sections)) }
}

describe.each(shells)('the prelude in $name', (shell) => {
  test('finds a cluster by a text of its command line, with roles, and nothing else', async () => {
    await using service = await startNode('prelude-cluster.cjs', clusterOfThree)

    const { table, sections, recognised } = await tableOf(
      shell,
      aProbeInput({ process: 'prelude-cluster.cjs' }),
    )

    expect(
      table.processes.map((row) => row.ppid).filter((pid) => pid === service.pid),
    ).toHaveLength(3)
    expect(table.processes).toHaveLength(4)
    expect(table.processes.every((row) => row.isNode && row.rssBytes > 10_000_000)).toBe(true)
    expect(table.processes.every((row) => row.args[1] === service.script)).toBe(true)
    expect(table.bootId).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
    expect(sections.lines('own')[0]?.trim().split(' ')).toHaveLength(4)
    expect(recognised.manager).toBe('cluster')
    expect(recognised.roles.get(service.pid)).toBe('master')
    expect(recognised.workers).toBe(3)
  })

  test.each([
    ['quotes, dollars and backslashes', `a'b"c$HOME\\n\`id\`d`],
    ['a newline', 'one\ntwo'],
    ['what a regular expression would read otherwise', '.*[x](y)+?'],
    ['an option of awk', '-v x=1'],
  ])('matches %s in a title as plain text', async (_name, text) => {
    await using service = await startNode(
      'titled.cjs',
      `process.title = process.argv[2]; ${idle}`,
      [`odd ${text} title that is long enough to be kept`],
    )

    const { table } = await tableOf(shell, aProbeInput({ process: text }))

    expect(table.processes.map((row) => row.pid)).toEqual([service.pid])
  })

  test('is not misled by a title that pretends to be another process or section', async () => {
    const title = `fake\n==> ./1/cmdline <==\nnode\n@0000 end\n@${nonce.slice(1)} procs\ns\t1\t0`
    await using service = await startNode('fake.cjs', `process.title = process.argv[2]; ${idle}`, [
      title.padEnd(300, ' '),
    ])

    const { table } = await tableOf(shell, aProbeInput({ process: 'fake' }))

    expect(table.processes.map((row) => row.pid)).toContain(service.pid)
    expect(table.processes.map((row) => row.pid)).not.toContain(1)
  })

  test('takes every Node.js process when no text is given', async () => {
    await using first = await startNode('plain-one.cjs', idle)
    await using second = await startNode('titled-two.cjs', `process.title = 'quiet'; ${idle}`)

    const { table } = await tableOf(shell, aProbeInput())

    const pids = table.processes.map((row) => row.pid)
    expect(pids).toContain(first.pid)
    expect(pids).toContain(second.pid)
    expect(pids).not.toContain(process.pid)
  })

  test('leaves memdiag itself out by its pids, but not its children, on the same boot only', async () => {
    await using service = await startNode('child-of-memdiag.cjs', idle)
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const self = { bootId, pids: [service.pid] }

    const same = await tableOf(shell, aProbeInput({ process: 'child-of-memdiag', self }))
    const other = await tableOf(
      shell,
      aProbeInput({ process: 'child-of-memdiag', self: { ...self, bootId: 'another' } }),
    )

    expect(same.table.processes).toEqual([])
    expect(other.table.processes.map((row) => row.pid)).toEqual([service.pid])
  })

  test('keeps a pid of memdiag that means another process here, as in a container', async () => {
    await using service = await startNode('pid-of-another.cjs', idle)
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const self = { bootId, pids: [service.pid, 4_000_001, 4_000_002, 4_000_003] }

    const { table } = await tableOf(shell, aProbeInput({ process: 'pid-of-another', self }))

    expect(table.processes.map((row) => row.pid)).toEqual([service.pid])
  })

  test('takes the master in where only the titles of its workers hold the text', async () => {
    await using service = await startNode(
      'plain-master.cjs',
      `if (require('node:cluster').isWorker) process.title = '/srv/a.js: worker process'
       else process.title = '/srv/a.j'
       ${clusterOfThree}`,
    )

    const { table, recognised } = await tableOf(shell, aProbeInput({ process: 'a.js: worker' }))

    expect(table.processes).toHaveLength(4)
    expect(recognised.roles.get(service.pid)).toBe('master')
    expect(recognised.workers).toBe(3)
    expect(recognised.manager).toBe('cluster')
    expect(recognised.evidence).toContain("looks like node-agent's, but")
  })

  test('leaves out other probes by the word in their command line', async () => {
    await using probe = await startNode('decoy.cjs', idle, ['# memdiag-probe', 'decoy-of-a-probe'])

    const { table } = await tableOf(shell, aProbeInput({ process: 'decoy-of-a-probe' }))

    expect(probe.pid).toBeGreaterThan(0)
    expect(table.processes).toEqual([])
  })

  test('leaves out a memdiag of somebody else', async () => {
    await using other = await startNode('memdiag.js', idle, ['checkout-of-memdiag'])

    const { table } = await tableOf(shell, aProbeInput({ process: 'checkout-of-memdiag' }))

    expect(other.pid).toBeGreaterThan(0)
    expect(table.processes).toEqual([])
  })
})

test.skipIf(!shells.some((shell) => shell.name === 'busybox sh'))(
  'runs in BusyBox with nothing but its applets (needs busybox-static)',
  () => {
    expect(shells.map((shell) => shell.name)).toContain('busybox sh')
  },
)
