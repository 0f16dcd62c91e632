import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCli, type Cli, documentOf } from '../support/cli.ts'
import { processesWithText } from '../support/run-process.ts'
import { startService, type TestService } from '../support/services/start-service.ts'
import { hasSshd, startSshd, type Sshd } from '../support/sshd.ts'

// The over-forked service is small here: 8 workers, and a limit that they overstep.
const TIGHT = '128MiB'

describe.skipIf(!hasSshd)('memdiag run against a real sshd', { timeout: 120_000 }, () => {
  let sshd: Sshd
  let cli: Cli
  let overforked: TestService
  let healthy: TestService
  let idle: TestService

  const node = (name = 'web-1') => ({ ...sshd.node, name })

  const services = () => ({
    checkout: {
      nodes: [node()],
      process: overforked.processText,
      memoryLimit: TIGHT,
      websocket: { port: overforked.port, path: '/socket.io/' },
    },
    payments: { nodes: [node()], process: healthy.processText, memoryLimit: '1GiB' },
    search: { nodes: [node()], process: idle.processText, memoryLimit: '512MiB' },
    unlucky: {
      nodes: [node(), { name: 'down', host: '127.0.0.1', ssh: { ...node().ssh, port: 1 } }],
      process: healthy.processText,
      memoryLimit: '1GiB',
    },
    nobody: { nodes: [node()], process: 'no such process anywhere', memoryLimit: '1GiB' },
  })

  beforeAll(async () => {
    cli = await aCli()
    sshd = await startSshd()
    overforked = await startService('overforked')
    healthy = await startService('healthy')
    idle = await startService('idle')
    cli.writeServices(services())
  })
  afterAll(async () => {
    await Promise.all([overforked.close(), healthy.close(), idle.close()])
    await sshd.stop()
    cli[Symbol.dispose]()
  })

  test('names over-forked workers, with the account, the prediction and what was ruled out', async () => {
    const result = await cli.run('run', 'checkout', '--format', 'json')

    const document = documentOf(result)
    expect(result.exitCode).toBe(0)
    expect(document.state).toBe('done')
    expect(document.steps.map((step) => [step.name, step.state])).toEqual(
      ['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'].map((name) => [name, 'done']),
    )
    expect(document.verdict).toMatchObject({ cause: 'overforked-workers', confidence: 'confirmed' })
    expect(document.verdict?.ruledOut.map((each) => each.cause)).toEqual(
      expect.arrayContaining(['real-load', 'websocket-compression', 'js-heap-leak']),
    )
    const [web] = document.nodes
    expect(web).toMatchObject({
      name: 'web-1',
      reachable: true,
      limitSource: 'config',
      limitBytes: 128 * 1024 ** 2,
      processes: { count: 9, workers: 8, manager: 'cluster' },
    })
    const { account, verdict } = document
    const explained = account.items.reduce((total, item) => total + item.bytes, 0)
    expect(explained + account.unexplainedBytes).toBe(account.usageBytes)
    expect(account.usageBytes - (verdict?.explainedBytes ?? 0)).toBe(
      verdict?.fix?.predictedUsageBytes,
    )
    const ids = new Set(document.findings.map((finding) => finding.id))
    expect(verdict?.because.every((id) => ids.has(id))).toBe(true)
  })

  test('the start-up lines are tied to the workers', async () => {
    const document = documentOf(
      await cli.run('run', 'checkout', '--only', 'logs', '--format', 'json'),
    )

    expect(
      document.findings.find((finding) => finding.id === 'logs.startup-lines/web-1'),
    ).toMatchObject({
      cause: 'overforked-workers',
      speaks: 'for',
    })
    expect(document.steps.find((step) => step.name === 'top')).toMatchObject({
      state: 'skipped',
      reason: 'not-asked-for',
    })
  })

  test.each(['payments', 'search'])('a well-sized service %s is healthy', async (service) => {
    const document = documentOf(await cli.run('run', service, '--format', 'json'))

    expect(document.verdict).toMatchObject({ cause: 'healthy', confidence: 'confirmed' })
  })

  test('a service that is full and explained by nothing is inconclusive, with the next measurement', async () => {
    cli.writeServices({
      search: { nodes: [node()], process: idle.processText, memoryLimit: '24MiB' },
    })
    try {
      const document = documentOf(await cli.run('run', 'search', '--format', 'json'))

      expect(document.verdict).toMatchObject({
        cause: 'inconclusive',
        confidence: 'none',
        nextMeasurement: { step: 'snapshot' },
      })
    } finally {
      cli.writeServices(services())
    }
  })

  test('a node that is down is named, the other is investigated, and the exit code is 0', async () => {
    const result = await cli.run('run', 'unlucky', '--format', 'json')

    const document = documentOf(result)
    expect(result.exitCode).toBe(0)
    expect(document.nodes.map((each) => [each.name, each.reachable])).toEqual([
      ['web-1', true],
      ['down', false],
    ])
    expect(document.nodes[1]?.error).toContain('nothing listens there')
    expect(result.stderr).toContain('down: Could not connect')
    expect(document.verdict?.cause).toBe('healthy')
  })

  test('with every node down it fails with exit code 1 and no verdict', async () => {
    const result = await cli.run('run', 'unlucky', '--node', 'down', '--format', 'json')

    expect(result.exitCode).toBe(1)
    expect(documentOf(result)).toMatchObject({ state: 'failed', verdict: null })
  })

  test('a node without such a process says so, and what to name', async () => {
    const document = documentOf(await cli.run('run', 'nobody', '--format', 'json'))

    expect(document.verdict).toMatchObject({
      cause: 'inconclusive',
      nextMeasurement: { step: 'top' },
    })
    expect(document.verdict?.text).toContain('No process with `no such process anywhere`')
  })

  test('a host without a services.yml', async () => {
    // ssh takes key and known_hosts from the person's own settings here.
    const ssh = path.join(cli.folder, '.ssh')
    mkdirSync(ssh, { recursive: true, mode: 0o700 })
    copyFileSync(sshd.knownHosts, path.join(ssh, 'known_hosts'))
    writeFileSync(path.join(ssh, 'config'), `Host 127.0.0.1\n  IdentityFile ${sshd.identity}\n`)

    const result = await cli.run(
      'run',
      '--host',
      `${sshd.user}@127.0.0.1:${sshd.port}`,
      '--process',
      healthy.processText,
    )

    expect(result.exitCode).toBe(0)
    expect(result.stdout).toContain('Verdict: healthy (confirmed)')
    expect(result.stdout).toContain('COMMAND')
    expect(result.stderr).toContain('load: started')
  })

  test('an unknown host key is refused with the line to add', async () => {
    const empty = path.join(cli.folder, 'nothing-known')
    writeFileSync(empty, '')
    cli.writeServices({
      checkout: { nodes: [{ ...node(), ssh: { ...node().ssh, knownHosts: empty } }] },
    })
    try {
      const result = await cli.run('run', 'checkout')

      expect(result.exitCode).toBe(1)
      expect(result.stderr).toContain(`[127.0.0.1]:${sshd.port} ssh-ed25519 `)
      expect(result.stdout).toContain('No verdict')
    } finally {
      cli.writeServices(services())
    }
  })

  test('show, list and export read it again, and export writes for the owner alone', async () => {
    const run = documentOf(await cli.run('run', 'payments', '--format', 'json'))

    const show = await cli.run('show', run.id.slice(0, 6), '--format', 'json')
    const latest = await cli.run('show')
    const list = JSON.parse((await cli.run('list', '--format', 'json')).stdout)
    const file = path.join(cli.folder, 'case.json')
    await cli.run('export', run.id, '--format', 'json', '--out', 'case.json')

    expect(JSON.parse(show.stdout)).toEqual(run)
    expect(latest.stdout).toContain('Verdict: healthy')
    expect(list[0]).toEqual({
      id: run.id,
      service: 'payments',
      state: 'done',
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      cause: 'healthy',
      confidence: 'confirmed',
    })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      ...run,
      postmortem: expect.objectContaining({ title: 'Postmortem: memory of payments' }),
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('Ctrl-C ends it with 130, leaves no probe behind, and resume goes on', async () => {
    const before = processesWithText(healthy.processText)
    const running = cli.start(['run', 'payments'])
    await running.waitFor(/load: started/)
    running.kill('SIGINT')
    const { exitCode, stderr } = await running.ended

    const id = /memdiag resume (\w+)/.exec(stderr)?.[1] ?? 'none'
    expect(exitCode).toBe(130)
    // A probe has the text that it looks for in its own command line.
    await expect.poll(() => processesWithText(healthy.processText)).toEqual(before)
    const resumed = await cli.run('resume', id, '--format', 'json')
    expect(resumed.exitCode).toBe(0)
    expect(documentOf(resumed)).toMatchObject({ id, state: 'done', verdict: { cause: 'healthy' } })
  })

  test('check reaches the nodes and says what does not work', async () => {
    const result = await cli.run('check', '--format', 'json')

    const report = JSON.parse(result.stdout)
    expect(result.exitCode).toBe(1)
    expect(report.ok).toBe(false)
    const byName = Object.fromEntries(
      report.checks.map((each: { name: string; ok: boolean }) => [each.name, each.ok]),
    )
    expect(byName).toMatchObject({
      services: true,
      runbook: true,
      store: true,
      'node checkout/web-1': true,
      'node unlucky/down': false,
    })
  })
})
