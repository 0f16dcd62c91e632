import type { Missing } from '../../core/evidence.ts'
import type { Parsed, ProbeInput } from '../../core/step.ts'
import type { LogsValues } from '../../core/logs-values.ts'
import { readAnswer } from '../answer.ts'
import { readManagerFiles } from '../manager-files.ts'
import type { ProcessTable } from '../process-table.ts'
import { recogniseProcesses } from '../process-tree.ts'
import { decimalNumber, readable, type Sections, wholeNumber } from '../sections.ts'
import { analyseLogs, type LogContext, type ReadLog } from './analyse-logs.ts'
import { PATH_CHARS } from './limits.ts'
import { offsetSeconds } from './log-time.ts'
import { waitingToWrite } from './waiting-to-write.ts'
import { openFilesOf, type OpenFiles } from './open-files.ts'
import { say } from '../../core/say.ts'

/** Reads the answer of the logs probe. Garbage becomes `none`; what is cut off is missing, the rest counts. */
export function parseLogs(text: string, input: ProbeInput): Parsed {
  const answer = readAnswer(text, input)
  if (!('table' in answer)) return answer
  const { sections, table } = answer
  const open = openFilesOf(sections)
  const files = filesOf(sections)
  const context = contextOf(sections, table, input)
  const { lines, ...analysis } = analyseLogs(
    files.flatMap((file) => readLog(file, sections, open)),
    context,
  )
  const values: LogsValues = {
    kind: 'logs',
    workers: context.workers,
    files: files
      .filter((file) => file.sizeBytes !== null)
      .map((file) => ({
        path: file.path,
        sizeBytes: file.sizeBytes ?? 0,
        readBytes: readBytes(file, sections, input),
        bytesPerSecond: file.bytesPerSecond,
        lines: lines.get(file.path) ?? 0,
      })),
    ...analysis,
    backlogBytes: open.stdioIsFiles ? 0 : null,
    waitingToWrite: waitingToWrite(sections),
  }
  const missing = [...answer.missing, ...missingOf({ sections, open, files, values, input })]
  return { values, missing }
}

type File = {
  readonly index: number
  readonly path: string
  readonly sizeBytes: number | null
  readonly readable: boolean
  readonly bytesPerSecond: number | null
  /** Its last change before it was read; null where `stat` is absent. */
  readonly writtenSeconds: number | null
}

/** The sizes before and after; a file that shrank was rotated and has no rate. */
function filesOf(sections: Sections): File[] {
  const [before, after] = [sizesOf(sections.lines('sizes')), sizesOf(sections.lines('growth'))]
  const seconds = before.uptime === null || after.uptime === null ? 0 : after.uptime - before.uptime
  return before.rows.map((row) => {
    const later = after.rows.find((each) => each.path === row.path)?.sizeBytes ?? null
    const grown = row.sizeBytes === null || later === null ? -1 : later - row.sizeBytes
    const bytesPerSecond = seconds > 0 && grown >= 0 ? grown / seconds : null
    return { ...row, bytesPerSecond, writtenSeconds: before.written.get(row.index) ?? null }
  })
}

function sizesOf(lines: readonly string[]) {
  let uptime: number | null = null
  const written = new Map<number, number>()
  const rows: Omit<File, 'bytesPerSecond' | 'writtenSeconds'>[] = []
  for (const line of lines) {
    const [first, second, right, ...path] = line.split('\t')
    const index = wholeNumber(first)
    if (first === 'uptime') uptime = decimalNumber(second)
    if (first === 'written') remember(written, wholeNumber(second), wholeNumber(right))
    if (index === null || path.length === 0) continue
    rows.push({
      index,
      path: readable(path.join(' '), PATH_CHARS),
      sizeBytes: wholeNumber(second),
      readable: right === 'r',
    })
  }
  return { uptime, rows, written }
}

/** Later than the year 5000 no clock is right, and far later no Date can be. */
function remember(written: Map<number, number>, index: number | null, seconds: number | null) {
  if (index !== null && seconds !== null && seconds < 1e11) written.set(index, seconds)
}

function readLog(file: File, sections: Sections, open: OpenFiles): ReadLog[] {
  const whole = sections.get(`whole-${file.index}`)
  const head = sections.get(`head-${file.index}`)
  const tail = sections.get(`tail-${file.index}`)
  if (whole === undefined && head === undefined) return []
  const text =
    whole !== undefined
      ? { head: whole, tail: '' }
      : // Both end or begin somewhere within a line.
        { head: withoutLastLine(head ?? ''), tail: withoutFirstLine(tail ?? '') }
  const writers = open.writers.get(file.path) ?? new Set<number>()
  return [{ path: file.path, text, writers, writtenSeconds: file.writtenSeconds }]
}

function withoutLastLine(text: string): string {
  return text.slice(0, Math.max(0, text.trimEnd().lastIndexOf('\n')))
}

function withoutFirstLine(text: string): string {
  const end = text.indexOf('\n')
  return end === -1 ? '' : text.slice(end + 1)
}

function readBytes({ index, sizeBytes }: File, sections: Sections, input: ProbeInput): number {
  const { logHeadBytes, logTailBytes } = input.thresholds
  const part = (name: string, bytes: number) =>
    sections.get(`${name}-${index}`) === undefined ? 0 : Math.min(bytes, sizeBytes ?? 0)
  return (
    part('whole', logHeadBytes + logTailBytes) +
    part('head', logHeadBytes) +
    part('tail', logTailBytes)
  )
}

function contextOf(sections: Sections, table: ProcessTable, input: ProbeInput): LogContext {
  const { roles, workers } = recogniseProcesses(table, readManagerFiles(sections))
  const [now, zone] = sections.lines('now')
  const nowSeconds = wholeNumber(now) ?? 0
  const btime = wholeNumber(
    sections
      .lines('clock')
      .find((line) => line.startsWith('btime '))
      ?.slice(6),
  )
  const starts = table.processes
    .filter((row) => roles.get(row.pid) === 'worker')
    .map((row) => {
      if (btime !== null && row.startTicks !== null)
        return btime + row.startTicks / table.ticksPerSecond
      return row.uptimeSeconds === null || nowSeconds === 0 ? null : nowSeconds - row.uptimeSeconds
    })
    .filter((each) => each !== null)
  return {
    workers,
    pids: new Set([...table.processes, ...table.ancestors].map((row) => row.pid)),
    starts,
    zoneOffsetSeconds: offsetSeconds(zone ?? '') ?? 0,
    nowSeconds,
    windowSeconds: input.thresholds.startupWindowSeconds,
    recentSeconds: input.thresholds.outOfMemoryHours * 3600,
  }
}

type Read = {
  readonly sections: Sections
  readonly open: OpenFiles
  readonly files: readonly File[]
  readonly values: LogsValues
  readonly input: ProbeInput
}

function missingOf({ sections, open, files, values, input }: Read): Missing[] {
  const missing: Missing[] = []
  const named = (input.service.logs ?? []).length > 0
  if (open.unreadable > 0 && open.readable === 0) {
    missing.push({
      what: say`open files of the service`.text,
      reason: 'permission-denied',
      hint: say`Connect as the service’s user or root, or name its log files under \`logs\` in services.yml.`
        .text,
    })
  } else if (files.length === 0) {
    missing.push({
      what: say`log files`.text,
      reason: 'not-found',
      hint: named
        ? say`No file matches \`logs\` in services.yml.`.text
        : say`No process of the service holds a log file open. Name its log files under \`logs\` in services.yml.`
            .text,
    })
  }
  for (const file of files.filter((each) => !each.readable || each.sizeBytes === null)) {
    missing.push({
      what: file.path,
      reason: file.sizeBytes === null ? 'not-found' : 'permission-denied',
      hint: say`Connect as a user who may read it.`.text,
    })
  }
  const left = sections.lines('sizes').filter((line) => line.startsWith('left\t')).length
  if (left > 0) {
    missing.push({
      what: say`${left} more log files`.text,
      reason: 'truncated',
      hint: say`Raise logFiles in the runbook, or name fewer files under \`logs\` in services.yml.`
        .text,
    })
  }
  if (values.backlogBytes === null) {
    missing.push({
      what: say`backlog of stdout and stderr`.text,
      reason: 'not-offered',
      hint: say`They are pipes or sockets, or may not be looked at; the kernel tells a shell nothing of what waits in them.`
        .text,
    })
  }
  return missing
}
