import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf } from '../support/cli.ts'
import { LADDER_TEST_MS, writeQuickRunbook } from '../support/growing-process.ts'
import { aLadderScene, type LadderScene } from '../support/ladder-scene.ts'
import { hasSshd } from '../support/sshd.ts'
import { openStoreOf } from '../support/store.ts'

/** 0.36 s: over before an investigation is. */
const SHORT_HOURS = 0.0001
/** Before every time to live is over. */
const LONG_AGO = '2000-01-01T00:00:00.000Z'

describe.skipIf(!hasSshd)('a whole snapshot that services.yml keeps', () => {
  const key = { MEMDIAG_SNAPSHOT_KEY: randomBytes(32).toString('base64') }
  let scene: LadderScene
  let id: string

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = key) =>
    scene.cli.start(args, env).ended

  async function investigated(runbook: string): Promise<string> {
    const args = ['run', 'leaky', '--runbook', `./${runbook}.yml`, '--approve', 'snapshot']
    return documentOf(await run([...args, '--format', 'json'])).id
  }

  beforeAll(async () => {
    scene = await aLadderScene(5)
    const leak = {
      nodes: [scene.sshd.node],
      process: scene.leaky.script,
      memoryLimit: '4GiB',
      keep: true,
    }
    scene.cli.writeServices({ leaky: leak })
    writeQuickRunbook(scene.cli, 'quick', { problemUsageRatio: 0.005 })
    writeQuickRunbook(scene.cli, 'short', { problemUsageRatio: 0.005, keepHours: SHORT_HOURS })
    id = await investigated('quick')
  }, LADDER_TEST_MS)
  afterAll(async () => {
    await scene[Symbol.asyncDispose]()
  })

  const fileOf = (name: string) => path.join(scene.cli.folder, `${name}.heapsnapshot`)

  test(
    'is taken out readable by its owner alone, and never over another file',
    async () => {
      const file = fileOf('taken')

      const saved = await run(['heap', 'save', id, file])
      const again = await run(['heap', 'save', id, file, '--snapshot', 'snapshot-1'])
      const summary = await run(['heap', 'summary', file])

      expect(saved).toMatchObject({ exitCode: 0, stdout: '' })
      expect(saved.stderr).toContain(`Wrote ${file} (snapshot-2).`)
      expect(statSync(file).mode & 0o777).toBe(0o600)
      expect(again.exitCode).toBe(2)
      expect(again.stderr).toContain(`Could not write ${file}`)
      expect(summary.exitCode).toBe(0)
      expect(summary.stdout).toContain('LeakySession')
    },
    LADDER_TEST_MS,
  )

  test.each([
    ['no key', {}, 'MEMDIAG_SNAPSHOT_KEY is not set.'],
    [
      'another key',
      { MEMDIAG_SNAPSHOT_KEY: randomBytes(32).toString('hex') },
      'MEMDIAG_SNAPSHOT_KEY is another one than it was kept with, or it was changed',
    ],
  ])(
    'is not taken out with %s, and no file is left',
    async (name, env, why) => {
      const file = fileOf(name)

      const result = await run(['heap', 'save', id, file], env)

      expect(result.exitCode).not.toBe(0)
      expect(result.stderr).toContain(why)
      expect(existsSync(file)).toBe(false)
    },
    LADDER_TEST_MS,
  )

  test(
    'is gone after its time, from the store too, and what has longer stays',
    async () => {
      const short = await investigated('short')
      const file = fileOf('gone')

      const result = await run(['heap', 'save', short, file])

      expect(result.exitCode).not.toBe(0)
      expect(result.stderr).toContain(
        `No snapshot snapshot-2 of investigation ${short} is kept, or not any more.`,
      )
      expect(existsSync(file)).toBe(false)
      expect(await isStored(short)).toBe(false)
      expect(await isStored(id)).toBe(true)
    },
    LADDER_TEST_MS,
  )

  /** Whether bytes of it lie in the store, whatever their time to live says. */
  async function isStored(investigation: string): Promise<boolean> {
    const store = await openStoreOf(scene.cli)
    try {
      const piece = { investigation, name: 'snapshot:snapshot-2', seq: 0 }
      return (await store.piece(piece, LONG_AGO)) !== null
    } finally {
      await store.close()
    }
  }
})
