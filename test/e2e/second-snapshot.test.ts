import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf } from '../support/cli.ts'
import { LADDER_TEST_MS, writeQuickRunbook } from '../support/growing-process.ts'
import { aSlackLadderScene, type SlackLadderScene } from '../support/ladder-scene.ts'

/** So long that no test sees its end: only growth ends the wait. */
const NEVER_SECONDS = 3_000
const GROWN_BYTES = 134_217_728

describe('the wait for a second snapshot', { timeout: LADDER_TEST_MS }, () => {
  let scene: SlackLadderScene

  beforeAll(async () => {
    scene = await aSlackLadderScene(5, { env: { MEMDIAG_LOG_LEVEL: 'info' } })
    scene.cli.writeServices({
      leaky: { nodes: [{ local: true }], process: scene.leaky.script, memoryLimit: '2GiB' },
    })
    writeQuickRunbook(scene.cli, 'quick', {
      snapshotSpanSeconds: NEVER_SECONDS,
      snapshotGrowthBytes: GROWN_BYTES,
    })
  }, LADDER_TEST_MS)
  afterAll(async () => {
    await scene[Symbol.asyncDispose]()
  })

  test('goes on in memdiag start, also where that is killed in between', async () => {
    const run = scene.cli.start([
      'run',
      'leaky',
      '--runbook',
      './quick.yml',
      '--approve',
      'snapshot',
    ])
    const [, id = ''] = await run.waitFor(/investigation ([a-z0-9]{10})\b/)
    await run.waitFor(/snapshot-2: waits until/)
    run.kill('SIGKILL')
    await run.ended

    const first = scene.cli.start(['start'])
    await first.waitFor(new RegExp(`"investigation":"${id}".*"working"`))
    first.kill('SIGKILL')
    await first.ended
    const second = scene.cli.start(['start'])
    await second.waitFor(/memdiag is ready/)
    scene.leaky.growAtOnce()
    await second.waitFor(new RegExp(`"investigation":"${id}".*"ended"`))
    const shown = await scene.cli.run('show', id, '--format', 'json')
    second.kill('SIGTERM')
    await second.ended

    const document = documentOf(shown)
    const compared = document.evidence.filter((each) => each.values.kind === 'heap-comparison')
    expect(compared.map(({ id: name }) => name)).toEqual(['snapshot.snapshot-2/local'])
    expect(compared[0]?.values).toMatchObject({ snapshots: [{}, {}] })
    expect(document.state).toBe('done')
    const text = (await scene.cli.run('show', id)).stdout
    expect(text).toContain('snapshot-2: It has grown enough to compare.')
    expect(text.match(/snapshot-1: Took a snapshot/g)).toHaveLength(1)
  })
})
