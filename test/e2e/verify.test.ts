import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCli, type Cli, documentOf } from '../support/cli.ts'
import { startService, type TestService } from '../support/services/start-service.ts'
import { hasSshd, startSshd } from '../support/sshd.ts'

describe.skipIf(!hasSshd)('an over-forked service and its fix', { timeout: 180_000 }, () => {
  const started = new AsyncDisposableStack()
  let cli: Cli
  let service: TestService

  beforeAll(async () => {
    cli = started.use(await aCli())
    const sshd = started.use(await startSshd())
    service = started.adopt(await startService('overforked'), (each) => each.close())
    cli.writeServices({
      checkout: {
        nodes: [sshd.node],
        process: service.processText,
        memoryLimit: '128MiB',
      },
    })
  })
  afterAll(() => started.disposeAsync())

  test('replay judges it the same, verify proves nothing before the fix and everything after it', async () => {
    const found = documentOf(await cli.run('run', 'checkout', '--format', 'json'))
    expect(found.verdict?.cause).toBe('overforked-workers')

    const replayed = await cli.run('replay', found.id)
    expect(replayed.stdout).toContain('the same as stored, byte for byte')
    expect(replayed.exitCode).toBe(0)

    const before = documentOf(await cli.run('verify', found.id, '--format', 'json'))
    expect(before.verification).toMatchObject({ of: found.id, proved: false })
    expect(okOf(before)).toMatchObject({ workers: false })

    await service.restart(2)
    const after = documentOf(await cli.run('verify', found.id, '--format', 'json'))
    expect(after.verification).toMatchObject({
      of: found.id,
      proved: true,
      predictedUsageBytes: found.verdict?.fix?.predictedUsageBytes,
    })
    expect(okOf(after)).toEqual({ usage: true, cause: true, workers: true, 'start-up lines': true })
    expect(after.verification?.checks.at(-1)?.text).toContain('2 times with 2 workers')
  })
})

function okOf({ verification }: ReturnType<typeof documentOf>) {
  return Object.fromEntries((verification?.checks ?? []).map(({ name, ok }) => [name, ok]))
}
