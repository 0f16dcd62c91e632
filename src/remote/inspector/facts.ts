import type { HeapProcessValues } from '../../core/heap-values.ts'

/** What was seen of a process, and what the agent needs of it beside. */
export type Facts = {
  readonly values: Omit<HeapProcessValues, 'kind'>
  /** Its pid in its own namespace. */
  readonly innerPid: number
  readonly cwd: string | null
  /** Where an inspector may be open: these ports, or any loopback one where a flag says so. */
  readonly ports: readonly number[]
  readonly anyPort: boolean
  /** Ports that a flag put on more than loopback. */
  readonly anyAddress: readonly number[]
  /** Files of the cgroup whose limit is the tightest. */
  readonly cgroupFiles: {
    readonly limit: string
    readonly usage: string
    readonly stat: string
  } | null
  /** Where --heapsnapshot-signal or heapdump write. */
  readonly snapshotFolder: string | null
}

/** Those that may make a process write a snapshot, and the inspector's, by their numbers on Linux: signal(7). */
export const SIGNALS: Readonly<Record<string, number>> = {
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGHUP: 1,
  SIGPROF: 27,
  SIGWINCH: 28,
}
const INSPECT = /^--(inspect(?:-brk|-wait|-port)?|debug-port)(?:=(.*))?$/
const DEFAULT_PORT = 9229

/** Reads what the script of look.ts printed: `name<TAB>value`. Null when the process is gone. */
export function readFacts(text: string, pid: number): Facts | null {
  const told = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const tab = line.indexOf('\t')
    if (tab === -1) continue
    const name = line.slice(0, tab)
    told.set(name, [...(told.get(name) ?? []), line.slice(tab + 1)])
  }
  const one = (name: string): string => told.get(name)?.[0]?.trim() ?? ''
  const startTicks = Number(one('stat').split(' ')[19])
  if (!Number.isSafeInteger(startTicks) || startTicks <= 0) return null
  const args = one('cmdline').split('\u001f')
  const flags = inspectorFlags(args)
  const listening = readListening(told.get('listen') ?? [], new Set(told.get('socket')))
  const caught = BigInt(`0x${/^[0-9a-f]+$/.exec(one('SigCgt:'))?.[0] ?? '0'}`)
  const signal = snapshotSignal(args, caught, one('heapdump') === '1')
  const level = tightest(told.get('level') ?? [], kilobytes(one('MemTotal:')))
  const exe = one('exe')
  return {
    values: {
      pid,
      startTicks,
      exe: exe === '' ? null : exe,
      isNode: exe === '' ? null : isNodeName(exe),
      mayTouch: one('touch') === '1' && exe !== '',
      sameNetwork: one('net') === one('own-net'),
      opensOnSignal: isCaught(caught, SIGNALS['SIGUSR1'] ?? 0),
      inspectorPorts: openPorts(flags, listening),
      signalPort: {
        port: flags.port,
        taken: listening.some((each) => each.port === flags.port && flags.port !== 0),
      },
      snapshotSignal: signal,
      rssBytes: kilobytes(one('VmRSS:')),
      anonBytes: one('RssAnon:') === '' ? null : kilobytes(one('RssAnon:')),
      cgroup: level === null ? null : level.values,
      hostMemoryBytes: kilobytes(one('MemTotal:')),
      hostAvailableBytes: one('MemAvailable:') === '' ? null : kilobytes(one('MemAvailable:')),
    },
    innerPid: Number(one('NSpid:').split(/\s+/).at(-1)) || pid,
    cwd: one('cwd') === '' ? null : one('cwd'),
    ports: [...new Set([DEFAULT_PORT, flags.port])].filter((port) => port > 0),
    anyPort: flags.port === 0,
    anyAddress: flags.everywhere ? [flags.port] : [],
    cgroupFiles: level === null ? null : level.files,
    snapshotFolder: folderOf(args, one('cwd'), signal),
  }
}

function isNodeName(exe: string): boolean {
  const name =
    exe
      .replace(/ \(deleted\)$/, '')
      .split('/')
      .at(-1) ?? ''
  return /^(?:node|nodejs)(?:-?v?[0-9][0-9.]*)?$/.test(name)
}

function isCaught(mask: bigint, signal: number): boolean {
  return signal > 0 && (mask & (1n << BigInt(signal - 1))) !== 0n
}

type Flags = { readonly port: number; readonly opened: boolean; readonly everywhere: boolean }

/** The last `--inspect...=[HOST:]PORT`: 0 asks for any port. Only options before the script are Node's own. */
function inspectorFlags(args: readonly string[]): Flags {
  let flags: Flags = { port: DEFAULT_PORT, opened: false, everywhere: false }
  for (const arg of args.slice(1)) {
    if (!arg.startsWith('-')) break
    const match = INSPECT.exec(arg)
    if (match === null) continue
    const [, name = '', value = ''] = match
    const port = /(?:^|:)(\d{1,5})$/.exec(value)?.[1]
    const host = value.includes(':') ? value.slice(0, value.lastIndexOf(':')) : ''
    flags = {
      port: port === undefined ? flags.port : Number(port),
      opened: flags.opened || !name.endsWith('-port'),
      everywhere:
        host === '' ? flags.everywhere : !/^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(host),
    }
  }
  return flags
}

type Listening = { readonly port: number; readonly loopback: boolean; readonly own: boolean }

/** Lines `tcp ADDRESS:PORT INODE` of /proc/net/tcp, in hexadecimal: proc(5). */
function readListening(lines: readonly string[], inodes: ReadonlySet<string>): Listening[] {
  return lines.flatMap((line) => {
    const [, address = '', inode = ''] = line.split(' ')
    const [host = '', port = ''] = address.split(':')
    const loopback = /^(?:0100007F|0{24}01000000|0{16}FFFF00000100007F)$/.test(host)
    const number = Number.parseInt(port, 16)
    return Number.isNaN(number) ? [] : [{ port: number, loopback, own: inodes.has(inode) }]
  })
}

function openPorts(flags: Flags, listening: readonly Listening[]): number[] {
  const own = listening.filter((each) => each.own && (each.loopback || flags.everywhere))
  const found =
    flags.port === 0
      ? own.filter((each) => flags.opened && each.loopback).slice(0, 1)
      : own.filter((each) => each.port === flags.port || each.port === DEFAULT_PORT)
  return [...new Set(found.map((each) => each.port))]
}

function snapshotSignal(
  args: readonly string[],
  caught: bigint,
  heapdump: boolean,
): HeapProcessValues['snapshotSignal'] {
  const name = optionOf(args, 'heapsnapshot-signal')
  // A bit alone only says that something handles it; without the bit the signal would end the process.
  if (name !== null) {
    return isCaught(caught, SIGNALS[name] ?? 0) ? { name, by: '--heapsnapshot-signal' } : null
  }
  return heapdump && isCaught(caught, SIGNALS['SIGUSR2'] ?? 0)
    ? { name: 'SIGUSR2', by: 'heapdump' }
    : null
}

/** `--name=value` or `--name value`, before the script. */
function optionOf(args: readonly string[], name: string): string | null {
  for (const [at, arg] of args.entries()) {
    if (at === 0) continue
    if (!arg.startsWith('-')) return null
    if (arg === `--${name}`) return args[at + 1] ?? null
    if (arg.startsWith(`--${name}=`)) return arg.slice(name.length + 3)
  }
  return null
}

function folderOf(
  args: readonly string[],
  cwd: string,
  signal: HeapProcessValues['snapshotSignal'],
): string | null {
  const told = signal?.by === '--heapsnapshot-signal' ? optionOf(args, 'diagnostic-dir') : null
  if (told?.startsWith('/') === true) return told
  if (cwd === '') return null
  return told === null ? cwd : `${cwd}/${told}`
}

type Level = {
  readonly values: NonNullable<HeapProcessValues['cgroup']>
  readonly files: NonNullable<Facts['cgroupFiles']>
}

/** Lines `VERSION FOLDER LIMIT USAGE`; a limit above the host's memory is none. */
function tightest(lines: readonly string[], hostBytes: number): Level | null {
  let best: Level | null = null
  for (const line of lines) {
    const match = /^([12]) (\/.*) (\d+) (\d+)$/.exec(line)
    if (match === null) continue
    const [, version, folder = '', limit, usage] = match
    const limitBytes = Number(limit)
    if (hostBytes > 0 && limitBytes >= hostBytes) continue
    if (best !== null && best.values.limitBytes <= limitBytes) continue
    const one = version === '1'
    best = {
      values: { version: one ? 1 : 2, limitBytes, usageBytes: Number(usage) },
      files: {
        limit: `${folder}/${one ? 'memory.limit_in_bytes' : 'memory.max'}`,
        usage: `${folder}/${one ? 'memory.usage_in_bytes' : 'memory.current'}`,
        stat: `${folder}/memory.stat`,
      },
    }
  }
  return best
}

/** `VmRSS: 123 kB` as bytes. */
function kilobytes(text: string): number {
  const match = /^(\d+)/.exec(text)
  return match === null ? 0 : Number(match[1]) * 1024
}
