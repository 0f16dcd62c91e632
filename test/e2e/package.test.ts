import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../support/builders.ts'
import { documentOf } from '../support/cli.ts'
import { type ProcessResult, processesLeft, runProcess } from '../support/run-process.ts'
import { startService, type TestService } from '../support/services/start-service.ts'
import { startSshServer, type SshServer } from '../support/ssh-server.ts'

// Packing compiles, and installing fetches the dependencies: minutes on a slow line.
describe('the package, installed into an empty folder', { timeout: 180_000 }, () => {
  let folder: string
  let ssh: SshServer
  let service: TestService

  const npm = (args: readonly string[], cwd: string) =>
    runProcess('npm', args, { cwd, timeLimitMs: 170_000 })

  async function memdiag(...args: string[]): Promise<ProcessResult> {
    const bin = path.join(folder, 'node_modules/memdiag/bin/memdiag.cjs')
    return runProcess(process.execPath, [bin, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, MEMDIAG_DATA: path.join(folder, 'data') },
      timeLimitMs: 120_000,
    })
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'memdiag-package-'))
    const packed = await npm(['pack', '--pack-destination', folder], ROOT)
    const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'))
    if (tarball === undefined) throw new Error(`npm pack made no tarball: ${packed.stderr}`)
    writeFileSync(path.join(folder, 'package.json'), '{ "name": "somewhere", "private": true }')
    const installed = await npm(['install', '--no-audit', '--no-fund', tarball], folder)
    if (installed.exitCode !== 0) throw new Error(`npm install failed: ${installed.stderr}`)
    ssh = await startSshServer()
    service = await startService('healthy')
    mkdirSync(path.join(folder, '.ssh'), { mode: 0o700 })
    copyFileSync(ssh.knownHosts, path.join(folder, '.ssh/known_hosts'))
    writeFileSync(
      path.join(folder, '.ssh/config'),
      `Host 127.0.0.1\n  IdentityFile ${ssh.identity}\n`,
    )
  }, 180_000)
  afterAll(async () => {
    await service.close()
    await ssh.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('shows its help', async () => {
    const { exitCode, stdout } = await memdiag('--help')

    expect(exitCode).toBe(0)
    expect(stdout).toContain('memdiag run checkout')
  })

  test('prints its schemas', async () => {
    const { stdout } = await memdiag('schema')

    expect(Object.keys(JSON.parse(stdout))).toEqual(['services', 'runbook', 'investigation'])
  })

  test('investigates a host', async () => {
    const host = `${ssh.user}@127.0.0.1:${ssh.port}`
    const result = await memdiag(
      'run',
      '--host',
      host,
      '--process',
      service.processText,
      '--format',
      'json',
    )

    expect(result.exitCode).toBe(0)
    expect(documentOf(result).nodes[0]?.processes).toMatchObject({ count: 3, workers: 2 })
  })

  test('runs its demo and leaves no process behind', async () => {
    const result = await memdiag('demo', '--format', 'json')

    expect(documentOf(result).verdict).toMatchObject({
      cause: 'overforked-workers',
      confidence: 'confirmed',
    })
    const dir = documentOf(result).evidence.flatMap((each) =>
      each.values.kind === 'top'
        ? each.values.processes.map((row) => row.command.split(':')[0])
        : [],
    )[0]
    expect(dir).toMatch(/checkout-service\.js$/)
    expect(await processesLeft(dir ?? '')).toEqual([])
  })

  test('holds no test, no source and no secret', () => {
    const root = path.join(folder, 'node_modules/memdiag')

    expect(readdirSync(root).toSorted()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'manifest.yml',
      'package.json',
      'runbooks',
    ])
  })
})

const OLD = `Object.defineProperty(process, 'versions', { value: { node: '18.20.0' } })`

describe('the launcher under an old Node.js', () => {
  // The launcher asks process.versions: what an old one would see is put in its place.
  const launch = (bin: string) =>
    runProcess(process.execPath, [
      '-e',
      `${OLD}; require(${JSON.stringify(bin)})`,
      '--',
      'memdiag',
      '--version',
    ])

  test('goes on with the checkout’s own Node.js', async () => {
    expect((await launch(path.join(ROOT, 'bin/memdiag.cjs'))).stdout).toBe('0.1.0\n')
  })

  test('says what it needs where there is none', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'memdiag-bin-'))
    try {
      copyFileSync(path.join(ROOT, 'bin/memdiag.cjs'), path.join(folder, 'memdiag.cjs'))

      const { exitCode, stderr } = await launch(path.join(folder, 'memdiag.cjs'))

      expect(exitCode).toBe(2)
      expect(stderr).toContain('memdiag needs Node.js 22.18 or newer')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
