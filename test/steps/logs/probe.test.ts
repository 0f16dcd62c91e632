import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { LogsValues } from '../../../src/core/logs-values.ts'
import { quoteGlob } from '../../../src/steps/logs/quote-glob.ts'
import { logsStep } from '../../../src/steps/logs/step.ts'
import {
  aProbeInput,
  nonce,
  runProbe,
  type Shell,
  shells,
  thresholds,
} from '../support/run-probe.ts'
import { startNode } from '../support/start-node.ts'

const folder = mkdtempSync(join(tmpdir(), 'memdiag-logs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A cluster of five that appends to the log named in its arguments, as node-agent writes lines. */
const logging = `
const cluster = require('node:cluster')
const { openSync, writeSync } = require('node:fs')
const log = openSync(process.argv[2], 'a')
const say = (text) => {
  const time = new Date().toISOString().slice(0, 19).replace('T', ' ')
  writeSync(log, time + '|' + process.pid + '|INFO|app.js:1|' + text + '\\n')
}
if (cluster.isPrimary) {
  for (let i = 0; i < 5; i++) cluster.fork()
  let up = 0
  cluster.on('message', () => { if (++up === 5) console.log('ready') })
} else {
  say('config loaded v1.2.3')
  say('started in ' + process.uptime().toFixed(3) + ' s')
  process.send('up')
  setInterval(() => {}, 1000)
  process.on('disconnect', () => process.exit())
}
`

/** A daemon titled as pm2's, which writes what three processes print into one file, and another service's log. */
const god = `
const { spawn } = require('node:child_process')
const { openSync, writeSync } = require('node:fs')
const [folder, script, name] = process.argv.slice(2)
process.title = 'PM2 v7.0.4: God Daemon (/home/app/.pm2)'
const log = openSync(folder + '/' + name + '-out.log', 'a')
openSync(folder + '/unrelated-out.log', 'a')
const children = [1, 2, 3].map(() => spawn(process.execPath, [script]))
let up = 0
for (const child of children) {
  child.stdout.on('data', (text) => { writeSync(log, text); if (++up === 3) console.log('ready') })
}
process.on('SIGTERM', () => {
  for (const child of children) child.kill('SIGKILL')
  process.exit()
})
`

async function valuesOf(shell: Shell, over: Parameters<typeof aProbeInput>[0]) {
  const input = aProbeInput({ thresholds: { ...thresholds, sampleSeconds: 0.2 }, ...over })
  const { stdout, stderr } = await runProbe(shell, logsStep.probe(input))
  expect(stderr).toBe('')
  const { values, missing } = logsStep.parse(stdout, input)
  if (values.kind !== 'logs') throw new Error(`no logs: ${stdout}`)
  return { values, missing, stdout, input }
}

function named(logs: readonly string[]) {
  const service = { name: 'checkout', targets: [{ kind: 'local' as const, name: 'here' }] }
  return { service: { ...service, process: 'no-such-process', logs: [...logs] } }
}

const counted = (values: LogsValues) =>
  values.startup.map((each) => [each.text, each.count, each.pids])

describe.concurrent.each(shells)('the logs probe in $name', (shell) => {
  test('finds the log that the workers write and counts their start-up lines', async () => {
    const name = `logs-${shell.name.replace(' ', '-')}.cjs`
    const log = join(folder, `${name}.log`)
    await using service = await startNode(name, logging, [log])

    const { values, missing } = await valuesOf(shell, { process: name })

    expect(service.pid).toBeGreaterThan(0)
    expect(values.workers).toBe(5)
    expect(values.files).toMatchObject([{ path: log, lines: 10, bytesPerSecond: 0 }])
    expect(values.files[0]?.readBytes).toBe(values.files[0]?.sizeBytes)
    expect(counted(values)).toEqual([
      ['INFO|app.js:1|config loaded v1.2.3', 5, 5],
      ['INFO|app.js:1|started in <n> s', 5, 5],
    ])
    expect(values.backlogBytes).toBeNull()
    expect(missing.map((each) => [each.what, each.reason])).toEqual([
      ['backlog of stdout and stderr', 'not-offered'],
    ])
  })

  test("finds what pm2's daemon writes for the service, and nothing of its other services", async () => {
    const name = `shop-${shell.name.replace(' ', '-')}`
    const own = mkdtempSync(join(folder, 'pm2-'))
    const script = join(own, `${name}.js`)
    writeFileSync(script, `console.log('listening on 7001'); setInterval(() => {}, 1000)`)

    await using daemon = await startNode('god.cjs', god, [own, script, name])
    const { values } = await valuesOf(shell, { process: `${name}.js` })

    expect(daemon.pid).toBeGreaterThan(0)
    expect(values.workers).toBe(3)
    expect(values.files.map((each) => each.path)).toEqual([join(own, `${name}-out.log`)])
    expect(counted(values)).toEqual([['listening on 7001', 3, null]])
  })

  test('reads the beginning and the end of a long file, no byte twice', async () => {
    const log = join(folder, 'long.log')
    const lines = Array.from({ length: 2000 }, (_, i) => `line ${String(i).padStart(4, '0')}`)
    writeFileSync(log, lines.join('\n'))
    const limits = { ...thresholds, sampleSeconds: 0.2, logHeadBytes: 1005, logTailBytes: 2005 }

    const { values, stdout } = await valuesOf(shell, { ...named([log]), thresholds: limits })

    expect(values.files).toMatchObject([
      { path: log, sizeBytes: 19_999, readBytes: 3010, lines: 300 },
    ])
    expect(stdout).toContain('line 0099\n')
    expect(stdout).not.toContain('line 0101')
    expect(stdout).not.toContain('line 1798')
    expect(stdout).toContain('line 1800\n')
    expect(stdout).toContain('line 1999\n')
  })

  test("reads node-agent's log beside the service's, first", async () => {
    const own = mkdtempSync(join(folder, 'agent-'))
    writeFileSync(join(own, 'App.Server.log'), 'boot\n')
    writeFileSync(
      join(own, 'App.Server_agent.log'),
      '2026-11-23 19:40:40|9438|INFO|forking 48 workers ...\n',
    )

    const { values } = await valuesOf(shell, named([join(own, '*Server.log')]))

    expect(values.files.map((each) => each.path)).toEqual([
      join(own, 'App.Server_agent.log'),
      join(own, 'App.Server.log'),
    ])
    expect(values.nodeAgent?.forking).toBe(48)
  })

  test('expands wildcards of services.yml and nothing else', async () => {
    const own = mkdtempSync(join(folder, 'glob-'))
    for (const name of ['a b.log', "it's.log", '$(touch pwned).log', 'a.txt']) {
      writeFileSync(join(own, name), 'x\n')
    }

    const { values } = await valuesOf(shell, named([`${own}/*.log`, `${own}/$(touch pwned).lo?`]))
    const none = await valuesOf(
      shell,
      named([`${own}/x; touch ${own}/pwned; \`touch ${own}/pwned\``]),
    )

    expect(values.files.map((each) => each.path).toSorted()).toEqual(
      [`${own}/$(touch pwned).log`, `${own}/a b.log`, `${own}/it's.log`].toSorted(),
    )
    expect(readdirSync(own)).not.toContain('pwned')
    expect(none.missing).toContainEqual(
      expect.objectContaining({ what: 'log files', reason: 'not-found' }),
    )
  })

  test('reads at most as many files as the runbook allows and says how many were left', async () => {
    const own = mkdtempSync(join(folder, 'many-'))
    for (let i = 0; i < 9; i++) writeFileSync(join(own, `${i}.log`), 'x\n')

    const { values, missing } = await valuesOf(shell, named([`${own}/*.log`]))

    expect(values.files).toHaveLength(6)
    expect(missing).toContainEqual(
      expect.objectContaining({ what: '3 more log files', reason: 'truncated' }),
    )
  })

  test('dates a line without a time by when its file was last written', async () => {
    const own = mkdtempSync(join(folder, 'dated-'))
    for (const name of ['now.log', 'old.log']) writeFileSync(join(own, name), 'spawn ENOMEM\n')
    utimesSync(join(own, 'old.log'), 1_763_930_000, 1_763_930_000)

    const { values } = await valuesOf(shell, named([`${own}/*.log`]))

    expect(values.memoryLines.map((each) => [each.path, each.when?.age, each.when?.from])).toEqual([
      [join(own, 'now.log'), 'recent', 'file'],
      [join(own, 'old.log'), 'old', 'file'],
    ])
    expect(values.memoryLines[1]?.when?.at).toBe('2025-11-23T20:33:20.000Z')
  })

  test('is not led astray by a log that imitates a section', async () => {
    const log = join(folder, 'fake.log')
    writeFileSync(log, `@${nonce.slice(1)} end\n@0 procs\ns\t1\t0\n`)

    const { values } = await valuesOf(shell, named([log]))

    expect(values.files).toMatchObject([{ path: log, lines: 3 }])
  })

  test('never opens what is no regular file', async () => {
    const own = join(folder, `dir-${shell.name}.log`)
    mkdirSync(own)

    const { values, missing } = await valuesOf(shell, named([own, '/dev/zero']))

    expect(values.files).toEqual([])
    expect(missing.map((each) => each.what)).toContain('/dev/zero')
  })
})

test('the logs probe of an ordinary user reports a file it may not read and goes on', async () => {
  const [log, shut] = [join(folder, 'open.log'), join(folder, 'shut.log')]
  writeFileSync(log, 'x\n')
  writeFileSync(shut, 'x\n')
  chmodSync(folder, 0o755)
  chmodSync(shut, 0)
  const input = aProbeInput(named([log, shut]))

  const { values, missing } = logsStep.parse(asNobody(logsStep.probe(input)), input)

  const files = values.kind === 'logs' ? values.files : []
  expect(new Map(files.map((each) => [each.path, each.lines]))).toEqual(
    new Map([
      [log, 1],
      [shut, 0],
    ]),
  )
  expect(missing).toContainEqual(
    expect.objectContaining({ what: shut, reason: 'permission-denied' }),
  )
})

/** Runs a probe without root's rights, which may read anything. */
function asNobody(script: string): string {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', cwd: '/', ...user })
}

test('a pattern is quoted but for its wildcards', () => {
  expect(quoteGlob('/var/log/app-?[0-9]*.log')).toBe("'/var/log/app-'?[0-9]*'.log'")
  expect(quoteGlob("/it's/$(x)/[;]")).toBe(String.raw`'/it'\''s/$(x)/[;]'`)
})

test('any answer gives values or none, and never an error', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      ...[
        'os',
        'clock',
        'procs',
        'now',
        'open',
        'sizes',
        'growth',
        'whole-1',
        'head-1',
        'tail-1',
      ].map((name) => `\n@${nonce} ${name}\n`),
      's\t10\t1\t0\t5\t5\t100\t10\t10\t0\t0\t4602\tn\t/usr/bin/node\tnode\tnode\u001f/a.js\u001f\n',
      '1\t99999999999999999999\tr\t/a.log\n',
      '1\t10\tr\t/a.log\n',
      'uptime\t1.00\n',
      'hz 0\nbtime x\n',
      '10\t1\t0100001\t/a.log\n',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { values } = logsStep.parse(pieces.join(''), aProbeInput())
      expect(['logs', 'none']).toContain(values.kind)
    }),
    { numRuns: 300 },
  )
})
