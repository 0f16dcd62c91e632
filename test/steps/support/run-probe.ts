import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProbeInput } from '../../../src/core/step.ts'
import { Thresholds } from '../../../src/core/runbook.ts'
import { afterAll } from 'vitest'
import { parse } from 'yaml'

export type Shell = { readonly name: string; readonly path: string; readonly PATH: string }

/** The shells of Debian, RHEL and Alpine that are here; BusyBox sees its own applets only. */
export const shells: readonly Shell[] = [
  { name: 'dash', path: '/usr/bin/dash', PATH: '/usr/bin:/bin' },
  { name: 'bash', path: '/usr/bin/bash', PATH: '/usr/bin:/bin' },
  ...busybox(),
].filter((shell) => existsSync(shell.path))

function busybox(): readonly Shell[] {
  const binary = ['/usr/bin/busybox', '/bin/busybox'].find((path) => existsSync(path))
  if (binary === undefined) return []
  const folder = mkdtempSync(join(tmpdir(), 'memdiag-busybox-'))
  // Another user must get at it, too.
  chmodSync(folder, 0o755)
  for (const applet of execFileSync(binary, ['--list'], { encoding: 'utf8' }).split('\n')) {
    if (/^[a-z0-9]+$/.test(applet) && applet !== 'busybox')
      symlinkSync(binary, join(folder, applet))
  }
  // The process that runs the tests is killed in the end and has no exit of its own.
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return [{ name: 'busybox sh', path: join(folder, 'sh'), PATH: folder }]
}

/** Runs a probe the way a node does: `sh -c TEXT`, no terminal, nothing in its environment but PATH. */
export function runProbe(
  shell: Shell,
  script: string,
  user: { readonly uid?: number } = {},
): Promise<{ stdout: string; stderr: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ stdout: string; stderr: string }>()
  const child = spawn(shell.path, ['-c', script], {
    ...user,
    env: { PATH: shell.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.on('error', reject)
  child.on('close', () => resolve({ stdout, stderr }))
  return promise
}

const runbook = new URL('../../../runbooks/memory.yml', import.meta.url)

/** The thresholds of runbooks/memory.yml. */
export const thresholds: Thresholds = Thresholds.parse(
  parse(readFileSync(runbook, 'utf8')).thresholds,
)

export const nonce = 'd41d8cd98f00b204'

export function aProbeInput(over: Partial<ProbeInput> & { process?: string } = {}): ProbeInput {
  const { process, ...rest } = over
  return {
    service: {
      name: 'checkout',
      targets: [{ kind: 'local', name: 'here' }],
      ...(process === undefined ? {} : { process }),
    },
    thresholds,
    nonce,
    self: { bootId: null, pids: [] },
    roots: { proc: '/proc', cgroup: '/sys/fs/cgroup' },
    ...rest,
  }
}
