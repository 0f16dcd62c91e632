import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf } from '../support/cli.ts'
import { LADDER_TEST_MS, writeQuickRunbook } from '../support/growing-process.ts'
import { aLadderScene, type LadderScene } from '../support/ladder-scene.ts'
import { hasSshd, isOpen } from '../support/sshd.ts'

describe.skipIf(!hasSshd)('a snapshot that does not fit below the limit', () => {
  let scene: LadderScene

  beforeAll(async () => {
    scene = await aLadderScene(30)
    // Room for an agent and a profile, and not for a snapshot of 40 MB of small objects.
    const memoryLimit = scene.leaky.anonBytes() * 4
    scene.cli.writeServices({
      leaky: { nodes: [scene.sshd.node], process: scene.leaky.script, memoryLimit },
    })
    writeQuickRunbook(scene.cli, 'tight', { problemUsageRatio: 0.24 })
  }, LADDER_TEST_MS)
  afterAll(async () => {
    await scene[Symbol.asyncDispose]()
  })

  test(
    'is refused with its figures, and taken with --force, which stands on the log with who gave it',
    async () => {
      const args = ['run', 'leaky', '--runbook', './tight.yml', '--approve', 'snapshot']
      const refused = await scene.cli.run(...args, '--format', 'json')
      const { id, verdict, evidence } = documentOf(refused)
      const before = (await scene.cli.run('show', id)).stdout
      const forcing = ['resume', id, '--approve', 'snapshot', '--force']
      const forced = await scene.cli.run(...forcing, '--format', 'json')
      const after = inOneLine((await scene.cli.run('show', id)).stdout)

      expect(refused.exitCode).toBe(0)
      expect(refused.stderr).toMatch(
        /snapshot: refused\. It may take [\d.]+ \wi?B to [\d.]+ \wi?B more memory for a while .* only [\d.]+ \wi?B are left below memoryLimit in services\.yml/,
      )
      expect(verdict).toMatchObject({ cause: 'js-heap-leak' })
      expect(evidence.map(({ values }) => values.kind)).not.toContain('heap-comparison')
      expect(before).toContain(`memdiag resume ${id} --approve snapshot --force`)
      expect(forced.stderr).toContain('snapshot-2: done. Took a snapshot')
      const kinds = documentOf(forced).evidence.map(({ values }) => values.kind)
      expect(kinds).toContain('heap-comparison')
      const [, by] =
        /Approved ahead \(--approve\) by (\S+), .{0,40}The guard refused it, and --force overruled the guard: It may take/.exec(
          after,
        ) ?? []
      expect(by).toBe(scene.sshd.user)
      expect(forced.exitCode).toBe(0)
      await expect(isOpen(scene.leaky.port)).resolves.toBe(false)
    },
    LADDER_TEST_MS * 2,
  )

  test('is not forced by --force alone, which overrules the guard for what is approved', async () => {
    const result = await scene.cli.run('run', 'leaky', '--runbook', './tight.yml', '--force')

    expect(result.exitCode).toBe(2)
    expect(result.stderr).toContain('--force goes with --approve.')
    expect(result.stdout).toBe('')
  }, 120_000)
})

/** Without the line breaks of a terminal's width. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}
