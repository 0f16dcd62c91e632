import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFacts } from '../../../src/remote/inspector/facts.ts'
import { lookScript } from '../../../src/remote/inspector/look.ts'
import { type TargetProcess, IDLE, startTarget } from './targets.ts'

const STAT = `S 1 1 1 0 -1 4194560 2888 0 0 0 1 0 0 0 20 0 7 0 139615 1373147136`

/** What the script prints for a process of Node.js in the given state. */
function told(change: Readonly<Record<string, string>> = {}, more: readonly string[] = []): string {
  const lines = {
    stat: STAT,
    'NSpid:': '101',
    'VmRSS:': '44816 kB',
    'RssAnon:': '8636 kB',
    'SigCgt:': '0000000100004602',
    'MemTotal:': '24684096 kB',
    'MemAvailable:': '23243308 kB',
    exe: '/usr/bin/node',
    cwd: '/srv/app',
    touch: '1',
    net: 'net:[1]',
    'own-net': 'net:[1]',
    cmdline: '/usr/bin/node\u001fserver.js\u001f',
    ...change,
  }
  return [...Object.entries(lines).map(([name, value]) => `${name}\t${value}`), ...more].join('\n')
}

describe('what the script printed', () => {
  test('names a process by pid and start time, with what decides about touching it', () => {
    expect(readFacts(told(), 101)?.values).toEqual({
      pid: 101,
      startTicks: 139_615,
      exe: '/usr/bin/node',
      isNode: true,
      mayTouch: true,
      sameNetwork: true,
      opensOnSignal: true,
      inspectorPorts: [],
      signalPort: { port: 9229, taken: false },
      snapshotSignal: null,
      rssBytes: 44_816 * 1024,
      anonBytes: 8_636 * 1024,
      cgroup: null,
      hostMemoryBytes: 24_684_096 * 1024,
      hostAvailableBytes: 23_243_308 * 1024,
    })
  })

  test('is nothing for a process that is gone', () => {
    expect(readFacts('', 101)).toBe(null)
  })

  test.each([
    ['another program', { exe: '/usr/bin/python3' }, { isNode: false }],
    ['an exe that may not be read', { exe: '' }, { isNode: null, mayTouch: false }],
    ['a replaced binary', { exe: '/opt/node-v14.21.3 (deleted)' }, { isNode: true }],
    ['another network', { net: 'net:[2]' }, { sameNetwork: false }],
    ['no handler for SIGUSR1', { 'SigCgt:': '0000000100004402' }, { opensOnSignal: false }],
    [
      'a snapshot by flag',
      { cmdline: 'node\u001f--heapsnapshot-signal=SIGUSR2\u001fa.js', 'SigCgt:': '4e02' },
      { snapshotSignal: { name: 'SIGUSR2', by: '--heapsnapshot-signal' } },
    ],
    [
      'the flag without its bit',
      { cmdline: 'node\u001f--heapsnapshot-signal=SIGUSR2\u001fa.js' },
      { snapshotSignal: null },
    ],
    [
      'the flag among the arguments of the script',
      { cmdline: 'node\u001fa.js\u001f--heapsnapshot-signal=SIGUSR2', 'SigCgt:': '4e02' },
      { snapshotSignal: null },
    ],
    [
      'heapdump loaded, and its bit',
      { heapdump: '1', 'SigCgt:': '4e02' },
      { snapshotSignal: { name: 'SIGUSR2', by: 'heapdump' } },
    ],
    ['heapdump loaded without its bit', { heapdump: '1' }, { snapshotSignal: null }],
    ['a handler that nobody knows', { 'SigCgt:': '4e02' }, { snapshotSignal: null }],
  ])('tells %s', (_what, change, expected) => {
    expect(readFacts(told(change), 101)?.values).toMatchObject(expected)
  })

  test('tells an inspector that is open from one whose port somebody else has', () => {
    const own = ['socket\t77', 'listen\ttcp 0100007F:240D 77']
    const other = ['socket\t77', 'listen\ttcp 0100007F:240D 78']

    expect(readFacts(told({}, own), 101)?.values.inspectorPorts).toEqual([9229])
    expect(readFacts(told({}, other), 101)?.values).toMatchObject({
      inspectorPorts: [],
      signalPort: { port: 9229, taken: true },
    })
  })

  test('takes the tightest limit, with the usage of that cgroup, and none above the host', () => {
    const more = [
      'level\t2 /sys/fs/cgroup/a/b 9223372036854771712 5',
      'level\t2 /sys/fs/cgroup/a 2147483648 1073741824',
      'level\t2 /sys/fs/cgroup max 7',
    ]

    const facts = readFacts(told({}, more), 101)

    expect(facts?.values.cgroup).toEqual({
      version: 2,
      limitBytes: 2_147_483_648,
      usageBytes: 1_073_741_824,
    })
    expect(facts?.cgroupFiles?.usage).toBe('/sys/fs/cgroup/a/memory.current')
  })
})

const hasBusyBox = existsSync('/bin/busybox') || existsSync('/usr/bin/busybox')

describe.each([
  ['sh', ['sh']],
  ['bash', ['bash']],
  ...(hasBusyBox ? [['busybox sh', ['busybox', 'sh']] as const] : []),
] as const)('the script under %s', (_name, [shell, ...args]) => {
  let target: TargetProcess
  let cgroups: string

  beforeAll(async () => {
    target = await startTarget(IDLE)
    cgroups = mkdtempSync(join(tmpdir(), 'memdiag-cgroups-'))
    mkdirSync(join(cgroups, 'memory'))
  })
  afterAll(async () => {
    rmSync(cgroups, { recursive: true, force: true })
    await target[Symbol.asyncDispose]()
  })

  const run = (text: string): string =>
    execFileSync(shell, [...args, '-c', text], { encoding: 'utf8' })

  test('reads a live process', () => {
    const facts = readFacts(run(lookScript(target.ref.pid, '/sys/fs/cgroup')), target.ref.pid)

    expect(facts?.values).toMatchObject({
      ...target.ref,
      isNode: true,
      mayTouch: true,
      sameNetwork: true,
      opensOnSignal: true,
      inspectorPorts: [],
      signalPort: { port: target.port, taken: false },
    })
    expect(facts?.values.rssBytes).toBeGreaterThan(20 * 1024 ** 2)
    expect(facts?.cwd).toBe(target.folder)
  })

  test('reads limits of cgroup v1 and v2', () => {
    const { pid } = target.ref
    writeFileSync(join(cgroups, 'memory/memory.limit_in_bytes'), '536870912\n')
    writeFileSync(join(cgroups, 'memory/memory.usage_in_bytes'), '1048576\n')
    const one = readFacts(run(lookScript(pid, cgroups)), pid)?.values.cgroup
    rmSync(join(cgroups, 'memory'), { recursive: true })
    writeFileSync(join(cgroups, 'cgroup.controllers'), 'memory\n')
    writeFileSync(join(cgroups, 'memory.max'), '268435456\n')
    writeFileSync(join(cgroups, 'memory.current'), '2097152\n')
    const two = readFacts(run(lookScript(pid, cgroups)), pid)?.values.cgroup

    expect(one).toEqual({ version: 1, limitBytes: 536_870_912, usageBytes: 1_048_576 })
    expect(two).toEqual({ version: 2, limitBytes: 268_435_456, usageBytes: 2_097_152 })
  })
})
