import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SnapshotCommand } from '../../src/core/snapshot-file.ts'
import { documentOf } from '../support/cli.ts'
import { aGrowingProcess, LADDER_TEST_MS, writeQuickRunbook } from '../support/growing-process.ts'
import { aLadderScene, type LadderScene } from '../support/ladder-scene.ts'
import { hasSshd, isOpen } from '../support/sshd.ts'

describe.skipIf(!hasSshd)('a leak in a process without flags', { timeout: LADDER_TEST_MS }, () => {
  let scene: LadderScene

  beforeAll(async () => {
    // So that it lies well above the line of its runbook, and little but what it leaked does.
    scene = await aLadderScene(15)
    writeServices({ leaky: { process: scene.leaky.script, memoryLimit: '2GiB' } })
    writeQuickRunbook(scene.cli, 'quick', { problemUsageRatio: 0.013 })
    writeQuickRunbook(scene.cli, 'slight', { problemUsageRatio: 0.001 })
    writeQuickRunbook(scene.cli, 'tight', { problemUsageRatio: 0.24 })
  }, LADDER_TEST_MS)
  afterAll(async () => {
    await scene[Symbol.asyncDispose]()
  })

  function writeServices(
    services: Readonly<
      Record<
        string,
        {
          readonly process: string
          readonly memoryLimit: string | number
          readonly snapshot?: SnapshotCommand
        }
      >
    >,
  ): void {
    scene.cli.writeServices(
      Object.fromEntries(
        Object.entries(services).map(([name, service]) => [
          name,
          { nodes: [scene.sshd.node], ...service },
        ]),
      ),
    )
  }

  test('is found with its class and the place in the source', async () => {
    const args = ['run', 'leaky', '--runbook', './quick.yml', '--approve', 'snapshot']

    const result = await scene.cli.run(...args, '--format', 'json')

    const document = documentOf(result)
    expect(document.verdict).toMatchObject({ cause: 'js-heap-leak' })
    const compared = document.evidence.find((each) => each.values.kind === 'heap-comparison')
    const values = compared?.values
    if (values?.kind !== 'heap-comparison') throw new Error(result.stderr)
    const session = values.classes.find((each) => each.class === 'LeakySession')
    expect(session).toMatchObject({ line: 2 })
    expect(session?.script).toContain('leaky.cjs')
    expect(session?.added).toBeGreaterThan(0)
    expect(values.suspects[0]?.path.length).toBeGreaterThan(1)
    expect(result.exitCode).toBe(0)
    await expect(isOpen(scene.leaky.port)).resolves.toBe(false)
    const shown = await scene.cli.run('show', document.id)
    expect(shown.stdout).toContain('Approved ahead (--approve) by')
    expect(shown.stdout).toContain('leaky.cjs')
  })

  test('is found by the signal that writes snapshots where no inspector can be opened', async () => {
    await using shut = await aGrowingProcess(5, [
      '--disable-sigusr1',
      '--heapsnapshot-signal=SIGUSR2',
    ])
    writeServices({ shut: { process: shut.script, memoryLimit: '4GiB' } })
    const args = ['run', 'shut', '--runbook', './slight.yml', '--approve', 'snapshot']

    const result = await scene.cli.run(...args, '--format', 'json')

    const document = documentOf(result)
    const compared = document.evidence.find((each) => each.values.kind === 'heap-comparison')
    const values = compared?.values
    if (values?.kind !== 'heap-comparison') throw new Error(result.stderr)
    expect(compared?.command).toContain('SIGUSR2, which writes a heap snapshot, of process')
    expect(values.classes.find((each) => each.class === 'LeakySession')).toMatchObject({
      line: 2,
    })
    expect(values.suspects[0]?.path.map((step) => step.edge)).toContain('listeners')
    expect(result.stderr).not.toContain('refused')
    expect(readdirSync(path.dirname(shut.script))).toEqual(['leaky.cjs'])
  })

  test('is found by the command that services.yml names, whose files are removed', async () => {
    await using shut = await aGrowingProcess(5, ['--disable-sigusr1'])
    const folder = path.dirname(shut.script)
    const snapshot = {
      command: 'kill -s WINCH "$MEMDIAG_PID"',
      file: `${folder}/asked-{pid}.heapsnapshot`,
    }
    writeServices({ asked: { process: shut.script, memoryLimit: '4GiB', snapshot } })
    const args = ['run', 'asked', '--runbook', './slight.yml', '--approve', 'snapshot']

    const result = await scene.cli.run(...args, '--format', 'json')

    const document = documentOf(result)
    const compared = document.evidence.find((each) => each.values.kind === 'heap-comparison')
    const values = compared?.values
    if (values?.kind !== 'heap-comparison') throw new Error(result.stderr)
    expect(compared?.command).toContain(
      '`kill -s WINCH "$MEMDIAG_PID"`, which writes a heap snapshot, of process',
    )
    expect(values.classes.find((each) => each.class === 'LeakySession')).toMatchObject({
      line: 2,
    })
    // So small a process is called a problem here only by a threshold that its heap alone does not explain.
    const { cause, contributing = [] } = document.verdict ?? {}
    expect([cause, ...contributing.map((each) => each.cause)]).toContain('js-heap-leak')
    expect(result.stderr).toContain('snapshot-2: done. Took a snapshot')
    expect(readdirSync(folder)).toEqual(['leaky.cjs'])
  })

  test('is seen to grow by cheaper rungs where snapshots are too dear for the limit', async () => {
    await using small = await aGrowingProcess(30)
    // Room for an agent and a profile, and not for a snapshot of 40 MB of small objects.
    writeServices({ tight: { process: small.script, memoryLimit: small.anonBytes() * 4 } })
    const args = ['run', 'tight', '--runbook', './tight.yml', '--approve', 'snapshot']

    const result = await scene.cli.run(...args, '--format', 'json')

    const document = documentOf(result)
    const kinds = document.evidence.map((each) => each.values.kind)
    expect(kinds).toContain('heap-figures')
    expect(kinds).toContain('heap-profile')
    expect(kinds).not.toContain('heap-comparison')
    expect(result.stderr).toContain('snapshot: refused. It may take')
    expect(result.stderr).toContain('left below memoryLimit in services.yml')
    expect(document.verdict).toMatchObject({ cause: 'js-heap-leak' })
    expect(document.findings).toContainEqual(
      expect.objectContaining({ cause: 'js-heap-leak', speaks: 'for', strength: 'strong' }),
    )
    await expect(isOpen(small.port)).resolves.toBe(false)
  })

  test('is not touched without approval, and the way to approve is told', async () => {
    writeServices({ leaky: { process: scene.leaky.script, memoryLimit: '2GiB' } })

    const result = await scene.cli.run('run', 'leaky', '--runbook', './quick.yml')

    expect(result.exitCode).toBe(0)
    expect(result.stdout).toMatch(/memdiag resume \w+ --approve inspect/)
    const id = /memdiag resume (\w+) --approve inspect/.exec(result.stdout)?.[1] ?? ''
    const resumed = await scene.cli.run('resume', id, '--approve', 'inspect', '--format', 'json')

    const document = documentOf(resumed)
    expect(document.evidence.map((each) => each.values.kind)).toContain('heap-figures')
    expect(document.state).toBe('done')
    expect(resumed.stderr).toContain('inspect-1: approved by terminal:')
  })
})
