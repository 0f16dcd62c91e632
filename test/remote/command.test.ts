import { spawn, spawnSync } from 'node:child_process'
import { afterEach, describe, expect, test } from 'vitest'
import { killCommand, quote, scriptCommand } from '../../src/remote/command.ts'
import { processesWith, until } from '../contract/remote-fixtures.ts'

const pids: number[] = []
afterEach(() => {
  for (const pid of pids.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It is gone, as most of these tests want.
    }
  }
})

/** A process with this run's mark, as a script has it. */
function aScript(id: string): number {
  const child = spawn('sh', ['-c', 'sleep 300 & wait', `memdiag-probe-${id}`], { stdio: 'ignore' })
  if (child.pid === undefined) throw new Error('sh did not start')
  pids.push(child.pid)
  return child.pid
}

function isAlive(pid: number): boolean {
  return spawnSync('grep', ['-q', '^State:.[^Z]', `/proc/${pid}/status`]).status === 0
}

describe('the command that ends a script', () => {
  test('kills the process that carries the mark of the run', async () => {
    const pid = aScript('a1b2')
    await until(() => processesWith('memdiag-probe-a1b2').includes(pid))

    const { command } = killCommand(pid, 'a1b2', undefined)
    const result = spawnSync('sh', ['-c', command], { encoding: 'utf8' })

    expect(result).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(isAlive(pid)).toBe(false)
  })

  test('leaves a process alone that has got the pid since', async () => {
    const pid = aScript('c3d4')
    await until(() => processesWith('memdiag-probe-c3d4').includes(pid))

    const { command } = killCommand(pid, 'ffff', undefined)
    spawnSync('sh', ['-c', command])

    expect(isAlive(pid)).toBe(true)
  })

  test('says nothing of a process that is gone', () => {
    const { command } = killCommand(2 ** 22 + 5, 'a1b2', undefined)

    const result = spawnSync('sh', ['-c', command], { encoding: 'utf8' })

    expect(result).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })
})

describe('the command that runs a script', () => {
  test('goes as the exec string when it is short, else by stdin', () => {
    const short = scriptCommand('echo hi', 'a1b2', undefined)
    const long = scriptCommand(`: ${'x'.repeat(9_000)}`, 'a1b2', undefined)

    expect(short.input).toBeNull()
    expect(long.command).toBe('exec sh')
    expect(long.input?.length).toBeGreaterThan(9_000)
  })

  test('goes by the stdin of `enter`, which is as the configuration has it', () => {
    const line = scriptCommand('echo hi', 'a1b2', 'docker exec -i checkout-a sh')

    expect(line.command).toBe('docker exec -i checkout-a sh')
    expect(line.input).toMatch(/^exec sh -c '[^]*' memdiag-probe-a1b2 <\/dev\/null\n$/)
  })
})

test.each([["it's"], ['$(touch /tmp/x) `id` \\ " \n ;'], ["'"], ['']])('quotes %j', (text) => {
  const result = spawnSync('sh', ['-c', `printf %s ${quote(text)}`], { encoding: 'utf8' })

  expect(result.stdout).toBe(text)
})
