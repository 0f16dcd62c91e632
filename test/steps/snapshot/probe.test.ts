import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Service } from '../../../src/core/service.ts'
import { snapshotStep } from '../../../src/steps/snapshot/step.ts'
import { inspectorPort } from '../../../src/steps/websocket/inspector-ports.ts'
import { anyAddon } from '../../remote/inspector/heapdump.ts'
import { aProcess } from '../support/a-table.ts'
import { aProbeInput, nonce, runProbe, type Shell, shells } from '../support/run-probe.ts'
import { clusterOfThree, startNode } from '../support/start-node.ts'
import { startInspected } from '../support/start-inspected.ts'

const idle = `process.stdin.resume(); console.log('ready')`
const service: Service = { name: 'checkout', targets: [{ kind: 'local', name: 'here' }] }

function read(stdout: string, input: ReturnType<typeof aProbeInput>) {
  const { values, missing } = snapshotStep.parse(stdout, input)
  if (values.kind !== 'snapshot') throw new Error(`no snapshot values: ${stdout}`)
  return { values, missing }
}

async function valuesOf(shell: Shell, over: Parameters<typeof aProbeInput>[0]) {
  const input = aProbeInput(over)
  const { stdout, stderr } = await runProbe(shell, snapshotStep.probe(input))
  expect(stderr).toBe('')
  return read(stdout, input)
}

describe.each(shells)('the snapshot probe in $name', (shell) => {
  test('finds an inspector that is open on any port and asks for its figures', async () => {
    const name = `inspected-${shell.name.replace(' ', '-')}.cjs`
    await using target = await startInspected(name, idle)

    const { values, missing } = await valuesOf(shell, { process: name })

    expect(values.processes).toEqual([
      {
        pid: target.pid,
        role: 'worker',
        rssBytes: expect.any(Number),
        inspectorPort: target.port,
        opensOnSignal: true,
        heapSnapshotSignal: false,
        maxOldSpaceBytes: null,
      },
    ])
    expect(missing).toEqual([])
    expect(snapshotStep.followUps(values, service)).toEqual([
      { kind: 'inspector', port: target.port, pid: target.pid },
    ])
  })

  test('knows heapdump by its mapped addon, and only where SIGUSR2 is handled', async () => {
    const name = `dumps-${shell.name.replace(' ', '-')}.cjs`
    const mapped = `
      const { mkdirSync, copyFileSync } = require('node:fs')
      const folder = __dirname + '/node_modules/heapdump/build/Release'
      mkdirSync(folder, { recursive: true })
      copyFileSync('${anyAddon()}', folder + '/addon.node')
      process.dlopen({ exports: {} }, folder + '/addon.node');`
    await using handled = await startNode(
      `on-${name}`,
      `${mapped} process.on('SIGUSR2', () => undefined); ${idle}`,
    )
    await using unhandled = await startNode(`off-${name}`, `${mapped} ${idle}`)

    const { values } = await valuesOf(shell, { process: name })

    const known = values.processes.map(({ pid, heapSnapshotSignal }) => [pid, heapSnapshotSignal])
    expect(Object.fromEntries(known)).toEqual({ [handled.pid]: true, [unhandled.pid]: false })
  })

  test('leaves closed inspectors closed and says what they would need', async () => {
    const name = `closed-${shell.name.replace(' ', '-')}.cjs`
    await using target = await startNode(name, clusterOfThree)

    const { values, missing } = await valuesOf(shell, { process: name })

    expect(values.processes.map((each) => each.role).toSorted()).toEqual([
      'master',
      'worker',
      'worker',
      'worker',
    ])
    expect(values.processes.find((each) => each.role === 'master')?.pid).toBe(target.pid)
    expect(values.processes.every((each) => each.inspectorPort === null)).toBe(true)
    expect(snapshotStep.followUps(values, service)).toEqual([])
    expect(missing.map((each) => [each.what, each.reason])).toEqual([
      ['heap figures', 'needs-approval'],
    ])
    expect(missing[0]?.hint).toContain('SIGUSR1')
  })

  test('takes the limit from services.yml before the cgroup', async () => {
    const limited = { ...service, process: 'no-such-process', memoryLimitBytes: 1_073_741_824 }

    const { values } = await valuesOf(shell, { service: limited })

    expect(values.limitBytes).toBe(1_073_741_824)
    expect(values.processes).toEqual([])
  })
})

test('an ordinary user who may not see open files is told so', async () => {
  await using target = await startNode('foreign.cjs', idle)
  const input = aProbeInput({ process: 'foreign.cjs' })
  const isRoot = process.getuid?.() === 0
  const script = snapshotStep.probe(input)

  const stdout = execFileSync('/bin/sh', ['-c', script], {
    encoding: 'utf8',
    cwd: '/',
    ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
  })

  const { values, missing } = read(stdout, input)
  expect(values.processes).toMatchObject([{ pid: target.pid, opensOnSignal: true }])
  expect(missing.map((each) => each.reason)).toEqual(
    isRoot ? ['permission-denied', 'needs-approval'] : ['needs-approval'],
  )
})

const loopback = (port: number) => ({ pid: 10, port, loopback: true })
const open = (port: number) => ({ pid: 10, port, loopback: false })

test.each([
  ['the default port on loopback', ['node', '/a.js'], [loopback(9229)], 9229],
  ['the default port open to all, which nobody asked for', ['node', '/a.js'], [open(9229)], null],
  ['another port', ['node', '/a.js'], [loopback(8080)], null],
  ['a named port', ['node', '--inspect=0.0.0.0:9300', '/a.js'], [open(9300)], 9300],
  ['a named port with no host', ['node', '--inspect-brk=9300', '/a.js'], [loopback(9300)], 9300],
  ['a named host', ['node', '--inspect=127.0.0.1', '/a.js'], [loopback(9229)], 9229],
  ['a named port of IPv6', ['node', '--inspect=[::1]:9300', '/a.js'], [loopback(9300)], 9300],
  [
    'the port of a cluster worker',
    ['node', '--inspect', '--inspect-port=9231', '/a.js'],
    [loopback(9231)],
    9231,
  ],
  ['a named port that is closed', ['node', '--inspect=9300', '/a.js'], [loopback(80)], null],
  ['any port', ['node', '--inspect=0', '/a.js'], [open(80), loopback(41_000)], 41_000],
  ['a port named but never opened', ['node', '--inspect-port=0', '/a.js'], [loopback(80)], null],
  ['an option after the script', ['node', '/a.js', '--inspect=9300'], [loopback(9300)], null],
  [
    'a port behind a preload',
    ['node', '-r', 'hook', '--inspect=9300', '/a.js'],
    [loopback(9300)],
    9300,
  ],
  ['a socket of another process', ['node', '/a.js'], [{ ...loopback(9229), pid: 11 }], null],
])('an inspector is told by %s', (_name, args, sockets, port) => {
  expect(inspectorPort(aProcess({ pid: 10, args }), sockets)).toBe(port)
})

test('options and signals are read from the process table', () => {
  const input = aProbeInput()
  const row = (cgt: string, args: string[]) =>
    `s\t10\t1\t0\t5\t5\t100\t10\t10\t0\t0\t${cgt}\tn\t/usr/bin/node\tnode\t${args.join('\u001f')}\u001f\n`
  const answer = (text: string) => `@${nonce} os\n@${nonce} procs\n${text}@${nonce} end\n`

  const flagged = read(
    answer(
      row('0000000100004e02', [
        'node',
        '--heapsnapshot-signal=SIGUSR2',
        '--max_old_space_size=512',
        '/a.cjs',
        '--max-old-space-size=1',
      ]),
    ),
    input,
  )
  const disabled = read(answer(row('0000000100004402', ['node', '/a.js'])), input)
  const hidden = read(answer(row('-', ['node', '/a.js'])), input)

  expect(flagged.values.processes).toMatchObject([
    { opensOnSignal: true, heapSnapshotSignal: true, maxOldSpaceBytes: 536_870_912 },
  ])
  expect(disabled.values.processes).toMatchObject([{ opensOnSignal: false }])
  expect(hidden.values.processes).toMatchObject([{ opensOnSignal: null }])
  expect(hidden.missing.map((each) => each.what)).toContain('signals that the processes catch')
})

test('any answer gives values or none, and never an error', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      ...['os', 'clock', 'procs', 'manager', 'listening', 'cgroup', 'end'].map(
        (name) => `\n@${nonce} ${name}\n`,
      ),
      's\t10\t1\t0\t5\t5\t100\t10\t10\t0\t0\tffffffffffffffff\tn\t-\tnode\tnode\u001f--inspect=0\u001f\n',
      'own\t10\t0100007F:240D\n',
      'own\t10\t0000:\n',
      '10\t-\tunreadable\n',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { values } = snapshotStep.parse(pieces.join(''), aProbeInput())
      expect(['snapshot', 'none']).toContain(values.kind)
    }),
    { numRuns: 300 },
  )
})
