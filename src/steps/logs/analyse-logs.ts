import { mask } from '../../core/mask.ts'
import type { LogsValues, RepeatedLine } from '../../core/logs-values.ts'
import { groupLines, type LogText } from './group-lines.ts'
import { PERIODIC_GROUPS, STARTUP_GROUPS } from './limits.ts'
import { memoryLines } from './memory-lines.ts'
import { nodeAgentLines } from './node-agent-lines.ts'
import { periodicLines, type PeriodicLine } from './periodic-lines.ts'
import { startupLines, type StartupLine } from './startup-lines.ts'

export type ReadLog = {
  readonly path: string
  readonly text: LogText
  /** Pids that hold the file open for writing, as far as they were looked at. */
  readonly writers: ReadonlySet<number>
  /** When it was last written, in seconds since 1970; null where that was not told. */
  readonly writtenSeconds: number | null
}

export type LogContext = {
  readonly workers: number
  readonly pids: ReadonlySet<number>
  /** Start times of the workers, in seconds since 1970. */
  readonly starts: readonly number[]
  readonly zoneOffsetSeconds: number
  readonly nowSeconds: number
  readonly windowSeconds: number
  /** Up to this age a line that speaks of memory is recent. */
  readonly recentSeconds: number
}

export type LogAnalysis = Pick<LogsValues, 'startup' | 'periodic' | 'memoryLines' | 'nodeAgent'> & {
  readonly lines: ReadonlyMap<string, number>
}

/** What the logs of one node say: lines of the start, of timed jobs, of memory, and node-agent's own. */
export function analyseLogs(logs: readonly ReadLog[], context: LogContext): LogAnalysis {
  const lines = new Map<string, number>()
  const startup = new Map<string, Counted<StartupLine>>()
  const periodic = new Map<string, PeriodicLine>()
  let nodeAgent: LogsValues['nodeAgent'] = null
  for (const log of logs) {
    const read = groupLines(log.text, context)
    lines.set(log.path, read.lines)
    nodeAgent ??= nodeAgentLines(log.path, log.text)
    // node-agent names each worker it forks in a line of its own: those are its lines, not the service's.
    if (isAgentLog(log.path)) continue
    const found = startupLines(read.groups, context)
    const thisRun = read.groups.map(({ text, occurrences }) => ({
      text,
      occurrences: occurrences.filter(found.ofThisRun),
    }))
    const jobs = periodicLines(thisRun)
    for (const line of jobs) {
      if ((periodic.get(line.text)?.count ?? 0) < line.count) periodic.set(line.text, line)
    }
    // A service that just started has its first ticks among its start-up lines.
    const ticks = new Map(jobs.map((each) => [each.text, each.count]))
    for (const line of found.lines) {
      if (line.count > (ticks.get(line.text) ?? Infinity)) continue
      const each = { line, writers: log.writers }
      startup.set(line.text, together(startup.get(line.text), each))
    }
  }
  return {
    lines,
    startup: strongest([...startup.values()].map(repeated), context.workers, STARTUP_GROUPS),
    periodic: strongest(
      [...periodic.values()].map((each) => ({ ...each, text: mask(each.text) })),
      context.workers,
      PERIODIC_GROUPS,
    ),
    memoryLines: logs.flatMap(({ path, text, writtenSeconds }) =>
      memoryLines(path, text, { ...context, writtenSeconds }),
    ),
    nodeAgent,
  }
}

/** Whether a path is node-agent's log about itself: `<App.Server>_agent.log`. */
export function isAgentLog(path: string): boolean {
  return path.endsWith('_agent.log')
}

type Counted<Line> = { readonly line: Line; readonly writers: ReadonlySet<number> }

/**
 * The same line in two files: written by different processes it counts together (a file a worker);
 * written by the same ones it is a copy.
 */
function together(
  one: Counted<StartupLine> | undefined,
  other: Counted<StartupLine>,
): Counted<StartupLine> {
  if (one === undefined) return other
  const [ours, theirs] =
    one.line.pids.size > 0 && other.line.pids.size > 0
      ? [one.line.pids, other.line.pids]
      : [one.writers, other.writers]
  const apart = ours.size > 0 && theirs.size > 0 && ours.isDisjointFrom(theirs)
  if (!apart) return one.line.count >= other.line.count ? one : other
  return {
    line: {
      ...one.line,
      count: one.line.count + other.line.count,
      pids: one.line.pids.union(other.line.pids),
    },
    writers: one.writers.union(other.writers),
  }
}

function repeated({ line }: Counted<StartupLine>): RepeatedLine {
  return {
    text: mask(line.text),
    count: line.count,
    pids: line.pids.size === 0 ? null : line.pids.size,
    firstAt: line.firstAt,
  }
}

/** Lines that stand once per worker first, then the more frequent; ties stay as the log has them. */
function strongest<Line extends RepeatedLine>(
  lines: readonly Line[],
  workers: number,
  limit: number,
): Line[] {
  const rank = (line: Line) => (line.count === workers ? Infinity : line.count)
  return lines
    .filter((line) => line.text !== '')
    .toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)))
    .slice(0, limit)
}
