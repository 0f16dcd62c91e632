import type { Missing } from '../core/evidence.ts'
import type { Os } from '../core/values.ts'
import { COMMAND_SHOWN, LARGEST_PROCESS_BYTES, MAX_PROCESSES } from './limits.ts'
import { decimalNumber, kibBytes, readable, type Sections, wholeNumber } from './sections.ts'
import { say } from '../core/say.ts'

/** One process as the prelude tells it. Sizes in bytes; null where the kernel or the rights give none. */
export type TableRow = {
  readonly pid: number
  readonly ppid: number
  readonly uid: number | null
  readonly startTicks: number | null
  readonly cpuTicks: number | null
  readonly uptimeSeconds: number | null
  readonly rssBytes: number
  readonly anonBytes: number | null
  readonly fileBytes: number | null
  readonly shmemBytes: number | null
  readonly swapBytes: number | null
  /** Signals it catches, a bit a signal; null where not told. */
  readonly sigCgt: bigint | null
  readonly isNode: boolean
  /** Target of /proc/PID/exe; null where it may not be read. */
  readonly exe: string | null
  readonly comm: string
  /** The arguments; a title set by the process itself is one argument. */
  readonly args: readonly string[]
  /** The arguments for people: one line, bounded. */
  readonly command: string
}

export type ProcessTable = {
  /** The service's processes. */
  readonly processes: readonly TableRow[]
  /** Ancestors of those that are not the service's: wrappers, managers, init. */
  readonly ancestors: readonly TableRow[]
  /** The largest processes that are not the service's, and the rss of all of them; only when asked for. */
  readonly others: readonly TableRow[]
  readonly othersRssBytes: number
  /** Null where one of them does not tell. */
  readonly othersAnonBytes: number | null
  readonly ticksPerSecond: number
  readonly hostUptimeSeconds: number | null
  readonly bootId: string | null
  readonly os: Os
  readonly missing: readonly Missing[]
}

/** Reads the sections `os`, `clock` and `procs` of the prelude; null when the probe did not come to the processes. */
export function readProcessTable(sections: Sections): ProcessTable | null {
  if (sections.get('procs') === undefined) return null
  const clock = readClock(sections.lines('clock'))
  const table = {
    s: new Map<number, TableRow>(),
    a: new Map<number, TableRow>(),
    o: new Map<number, TableRow>(),
  }
  const missing: Missing[] = []
  let othersRssBytes = 0
  let othersAnonBytes: number | null = null
  for (const line of sections.lines('procs')) {
    const fields = line.split('\t')
    const kind = fields[0]
    if (kind === 'cut') missing.push(tooMany(fields[1]))
    else if (kind === 'sum') {
      othersRssBytes = kibBytes(fields[1]) ?? 0
      othersAnonBytes = kibBytes(fields[2])
    } else if (kind === 's' || kind === 'a' || kind === 'o') {
      const row = readRow(fields, clock)
      if (row !== null) table[kind].set(row.pid, row)
    }
  }
  return {
    processes: [...table.s.values()],
    ancestors: [...table.a.values()],
    others: [...table.o.values()],
    othersRssBytes,
    othersAnonBytes,
    ticksPerSecond: clock.hz,
    hostUptimeSeconds: clock.uptime,
    bootId: clock.boot,
    os: { name: osName(sections.lines('os')), kernel: clock.kernel },
    missing,
  }
}

type ProbeClock = {
  readonly hz: number
  readonly uptime: number | null
  readonly boot: string | null
  readonly kernel: string | null
}

function readClock(lines: readonly string[]): ProbeClock {
  const told = new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), afterSpace(line)]))
  return {
    hz: wholeNumber(told.get('hz')) || 100,
    uptime: decimalNumber(told.get('uptime')),
    boot: told.get('boot') || null,
    kernel: shown(told.get('kernel')),
  }
}

function afterSpace(line: string): string {
  return line.slice(line.indexOf(' ') + 1).trim()
}

function shown(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : readable(text, 80)
}

/** `ID VERSION_ID` of /etc/os-release: os-release(5). */
function osName(lines: readonly string[]): string | null {
  const value = (name: string) =>
    lines
      .find((line) => line.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replaceAll(/^["']|["']$/g, '')
  return shown([value('ID'), value('VERSION_ID')].filter(Boolean).join(' '))
}

/** Columns as `row` of select-processes.ts prints them. */
function readRow(fields: readonly string[], clock: ProbeClock): TableRow | null {
  const pid = wholeNumber(fields[1])
  if (pid === null || pid === 0 || fields.length < 16) return null
  const startTicks = wholeNumber(fields[4])
  const kib = (column: number) => kibBytes(fields[column], LARGEST_PROCESS_BYTES)
  const args = splitArguments(fields.slice(15).join('\t'))
  const comm = readable(fields[14] ?? '', 64)
  return {
    pid,
    ppid: wholeNumber(fields[2]) ?? 0,
    uid: wholeNumber(fields[3]),
    startTicks,
    cpuTicks: wholeNumber(fields[5]),
    uptimeSeconds:
      startTicks === null || clock.uptime === null
        ? null
        : Math.max(0, clock.uptime - startTicks / clock.hz),
    rssBytes: kib(6) ?? 0,
    anonBytes: kib(7),
    fileBytes: kib(8),
    shmemBytes: kib(9),
    swapBytes: kib(10),
    sigCgt: /^[0-9a-f]{1,32}$/i.test(fields[11] ?? '') ? BigInt(`0x${fields[11]}`) : null,
    isNode: fields[12] === 'n',
    exe: fields[13] === '-' || fields[13] === undefined ? null : fields[13],
    comm,
    args,
    command: readable(args.join(' '), COMMAND_SHOWN) || `[${comm}]`,
  }
}

/** Splits at \x1f, which stands for the kernel's NUL, and drops the empty end that a title leaves. */
function splitArguments(text: string): readonly string[] {
  return text
    .replace(/\x1f+$/, '')
    .split('\x1f')
    .map((argument) => argument.replaceAll('\x1e', '\n'))
}

function tooMany(total: string | undefined): Missing {
  return {
    what: say`processes beyond the first ${MAX_PROCESSES} of ${wholeNumber(total) ?? say`many`}`
      .text,
    reason: 'truncated',
    hint: say`Name the service more closely with \`process\` in services.yml.`.text,
  }
}
