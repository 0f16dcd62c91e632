import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { killIfThere } from '../../src/demo/service-processes.ts'
import { scriptsOf } from '../remote/inspector/targets.ts'
import { documentOf } from '../support/cli.ts'
import {
  aGrowingProcess,
  LADDER_LIMIT_MS,
  LADDER_TEST_MS,
  writeQuickRunbook,
} from '../support/growing-process.ts'
import { aLadderScene, type LadderScene } from '../support/ladder-scene.ts'
import { hasSshd, isOpen } from '../support/sshd.ts'

/** So long that no test sees its end: what ends the wait is what the test does. */
const NEVER_SECONDS = 3_000

describe.skipIf(!hasSshd)('memdiag killed on the ladder', { timeout: LADDER_TEST_MS }, () => {
  let scene: LadderScene

  beforeEach(async () => {
    scene = await aLadderScene(5)
    writeServices()
  }, LADDER_TEST_MS)
  afterEach(async () => {
    await scene[Symbol.asyncDispose]()
  })

  function writeServices(memoryLimit = '2GiB', leaky = scene.leaky): void {
    scene.cli.writeServices({
      leaky: { nodes: [scene.sshd.node], process: leaky.script, memoryLimit },
    })
  }

  /** Kills it at a line of its progress, and returns the investigation's id. */
  async function killedAt(line: RegExp, args: readonly string[], ready = async () => undefined) {
    const run = scene.cli.start(['run', 'leaky', '--runbook', './quick.yml', ...args])
    const [, id = ''] = await run.waitFor(/investigation (\w+)/)
    await run.waitFor(line)
    await ready()
    run.kill('SIGKILL')
    expect(await run.ended).toMatchObject({ signal: 'SIGKILL' })
    return id
  }

  test('while it waits for the second snapshot goes on with it, and is woken by growth', async () => {
    writeQuickRunbook(scene.cli, 'quick', {
      snapshotSpanSeconds: NEVER_SECONDS,
      snapshotGrowthBytes: 16_777_216,
    })
    const id = await killedAt(/snapshot-2: waits until/, ['--approve', 'snapshot'])

    scene.leaky.growAtOnce()
    const resumed = await scene.cli.run('resume', id, '--format', 'json')

    expect(resumed.stderr).toContain('snapshot-2: It has grown enough to compare.')
    expect(resumed.stderr).toContain('snapshot-2: done. Took a snapshot')
    // The first one is what it is compared with: it was not taken again.
    expect(resumed.stderr).not.toMatch(/(?:snapshot-1|profile-1|gc-1|inspect-1): begun/)
    const document = documentOf(resumed)
    const compared = document.evidence.find((each) => each.values.kind === 'heap-comparison')
    expect(compared?.values).toMatchObject({ snapshots: [{}, {}] })
    expect(document.state).toBe('done')
    await expect(isOpen(scene.leaky.port)).resolves.toBe(false)
  })

  test('while it waits notices that the process was restarted meanwhile, and says so', async () => {
    writeQuickRunbook(scene.cli, 'quick', { snapshotSpanSeconds: NEVER_SECONDS })
    const id = await killedAt(/snapshot-2: waits until/, ['--approve', 'snapshot'])

    await scene.leaky.restart()
    const resumed = await scene.cli.run('resume', id, '--format', 'json')

    expect(resumed.stderr).toMatch(
      /snapshot-2: Process \d+ on web-1 (?:has ended|was restarted) since the first snapshot/,
    )
    expect(resumed.stderr).not.toContain('snapshot-2: begun')
    const document = documentOf(resumed)
    const kinds = document.evidence.map((each) => each.values.kind)
    expect(kinds).not.toContain('heap-comparison')
    expect(document.state).toBe('done')
    await expect(isOpen(scene.leaky.port)).resolves.toBe(false)
  })

  test('while a file is written removes what is left on the node, and says so', async () => {
    writeQuickRunbook(scene.cli, 'quick')
    await using leaky = await aGrowingProcess(20, [
      '--disable-sigusr1',
      '--heapsnapshot-signal=SIGUSR2',
    ])
    // Room for the unfavourable end of what its snapshot may take.
    writeServices('4GiB', leaky)
    const folder = path.dirname(leaky.script)
    const files = () => readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'))
    let scripts: number[] = []
    const id = await killedAt(/snapshot-1: begun/, ['--approve', 'snapshot'], async () => {
      await vi.waitFor(() => expect(files()).toHaveLength(1), {
        timeout: LADDER_LIMIT_MS,
        interval: 20,
      })
      scripts = scriptsOf({ pid: leaky.pid(), folder })
    })
    // Nor does the script on the node live on, which would remove it.
    for (const pid of scripts) killIfThere(pid)
    const [left] = files()

    const resumed = await scene.cli.run('resume', id, '--format', 'json')

    expect(left).toBeDefined()
    expect(resumed.stderr).toContain(
      `snapshot-1: unknown. memdiag stopped in the middle of it; it is not repeated. The snapshot's file is removed: ${folder}/${left}.`,
    )
    expect(files()).toEqual([])
    expect(documentOf(resumed).state).toBe('done')
    expect(leaky.isAlive()).toBe(true)
  })

  test('with the inspector open closes it, and does not repeat what it was doing', async () => {
    writeQuickRunbook(scene.cli, 'quick', { gcSpanSeconds: NEVER_SECONDS })
    const id = await killedAt(/gc-1: begun/, ['--approve', 'gc'], async () => {
      await vi.waitFor(async () => expect(await isOpen(scene.leaky.port)).toBe(true), {
        timeout: LADDER_LIMIT_MS,
      })
    })

    const resumed = await scene.cli.run('resume', id, '--format', 'json')

    expect(resumed.stderr).toContain(
      'gc-1: unknown. memdiag stopped in the middle of it; it is not repeated. The inspector is closed',
    )
    expect(resumed.stderr).not.toMatch(/: begun/)
    expect(documentOf(resumed).state).toBe('done')
    await expect(isOpen(scene.leaky.port)).resolves.toBe(false)
    expect(scene.leaky.isAlive()).toBe(true)
  })
})
