import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LogsValues } from '../../../src/core/logs-values.ts'
import { logsStep } from '../../../src/steps/logs/step.ts'
import { aProbeInput, shells } from '../support/run-probe.ts'
import { askStep } from '../support/trees.ts'

/** A process that prints 100 kB every 50 ms; `read` says whether anybody takes it. */
async function printing(read: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'memdiag-svc-'))
  const script = join(folder, 'prints-much.js')
  writeFileSync(
    script,
    `let count = 0
    setInterval(() => { process.stdout.write('x'.repeat(100_000)); if (++count === 5) process.send('up') }, 50)`,
  )
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  if (read) child.stdout?.resume()
  await once(child, 'message')
  return { pid: child.pid ?? 0, script }
}

describe.each(shells)('the logs probe in $name', (shell) => {
  test('sees a process that waits to write, and none where the output is taken', async () => {
    const stuck = await printing(false)
    const fluent = await printing(true)
    const waiting = async (script: string) => {
      const { values } = await askStep(logsStep, shell, aProbeInput({ process: script }))
      return LogsValues.parse(values).waitingToWrite
    }

    expect(await waiting(stuck.script)).toEqual([stuck.pid])
    expect(await waiting(fluent.script)).toEqual([])
  })
})
