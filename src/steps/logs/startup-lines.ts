import { bursts } from './bursts.ts'
import type { LineGroup, Occurrence } from './group-lines.ts'
import { CLOCK_SLACK_SECONDS } from './limits.ts'

export type StartupLine = {
  readonly text: string
  readonly count: number
  readonly pids: ReadonlySet<number>
  readonly firstAt: string | null
}

export type StartOptions = {
  /** When the service's workers started, in seconds since 1970; empty where /proc does not tell. */
  readonly starts: readonly number[]
  /** The node's own zone: most loggers write its wall clock. */
  readonly zoneOffsetSeconds: number
  readonly windowSeconds: number
}

type Window = { readonly from: number; readonly to: number }

export type Startup = {
  readonly lines: readonly StartupLine[]
  /** Whether a writing belongs to the run that lives now, rather than to an earlier one in the same file. */
  readonly ofThisRun: (each: Occurrence) => boolean
}

/**
 * The lines written while the workers started, each with how often it stands there: those within
 * `windowSeconds` after the start of one of the workers that live now, so that earlier runs in the same file
 * do not count. Wall clocks are read in the node's zone; where that finds nothing, in whichever zone finds
 * most. A line that comes as often again later is no start-up line.
 */
export function startupLines(groups: readonly LineGroup[], options: StartOptions): Startup {
  const timed = groups.some((group) => group.occurrences.some((each) => each.seconds !== null))
  if (!timed) return { lines: groups.map(lastBurst), ofThisRun: () => true }
  if (options.starts.length === 0) {
    return within(groups, { windows: fromFirstLine(groups, options), offset: 0, strict: false })
  }
  const windows = windowsOf(options)
  const own = within(groups, { windows, offset: options.zoneOffsetSeconds, strict: false })
  const enough = Math.min(2, options.starts.length)
  if (own.lines.some((each) => each.count >= enough)) return own
  // Only lines that stand more than once can tell a zone, and most lines of a busy log are unique.
  const several = groups.filter((each) => each.occurrences.length > 1)
  const others = ZONES.map((offset) => within(several, { windows, offset, strict: true }))
  const repeated = others.filter((each) => each.lines.some((line) => line.count > 1))
  return repeated.toSorted((a, b) => weight(b) - weight(a))[0] ?? own
}

function weight(startup: Startup): number {
  return startup.lines.reduce((sum, each) => sum + each.count, 0)
}

/** UTC first, then every zone of the world: UTC-12 to UTC+14, all on quarters of an hour. */
const ZONES = [0, ...Array.from({ length: 26 * 4 + 1 }, (_, index) => (index - 48) * 900)]

function windowsOf({ starts, windowSeconds }: StartOptions): Window[] {
  const windows: Window[] = []
  for (const start of starts.toSorted((a, b) => a - b)) {
    const last = windows.at(-1)
    const window = { from: start - CLOCK_SLACK_SECONDS, to: start + windowSeconds }
    if (last === undefined || window.from > last.to) windows.push(window)
    else windows[windows.length - 1] = { from: last.from, to: window.to }
  }
  return windows
}

/** Without start times the log's own first line is taken for the start. */
function fromFirstLine(groups: readonly LineGroup[], { windowSeconds }: StartOptions): Window[] {
  let from = Infinity
  for (const group of groups) {
    for (const each of group.occurrences) {
      if (each.seconds !== null && each.seconds < from) from = each.seconds
    }
  }
  return [{ from, to: from + windowSeconds }]
}

type Reading = {
  readonly windows: readonly Window[]
  readonly offset: number
  /** A guessed zone can put a window anywhere: then a line must not come as often before it either. */
  readonly strict: boolean
}

function within(groups: readonly LineGroup[], { windows, offset, strict }: Reading): Startup {
  const first = windows[0] ?? { from: -Infinity, to: Infinity }
  const lines: StartupLine[] = []
  const epoch = (each: Occurrence) => {
    if (each.seconds === null) return Number.NaN
    return each.zoned ? each.seconds : each.seconds - offset
  }
  for (const group of groups) {
    const inside: Occurrence[] = []
    const outside: number[] = []
    for (const each of group.occurrences) {
      const at = epoch(each)
      if (windows.some(({ from, to }) => at >= from && at <= to)) inside.push(each)
      else if (at > first.to || (strict && at < first.from)) outside.push(at)
    }
    if (inside.length === 0 || comesBack(outside, first, inside.length)) continue
    lines.push(startupLine(group.text, inside))
  }
  return { lines, ofThisRun: (each) => epoch(each) >= first.from }
}

/** More than half as many again within another window of the same length: a job or a request, not a start. */
function comesBack(outside: readonly number[], window: Window, count: number): boolean {
  const length = window.to - window.from
  const sorted = outside.toSorted((a, b) => a - b)
  let oldest = 0
  for (const [index, at] of sorted.entries()) {
    while (at - (sorted[oldest] ?? at) > length) oldest += 1
    if (index - oldest + 1 > count / 2) return true
  }
  return false
}

/** In a log without times the lines of a start stand together: the last such burst is the run that lives. */
function lastBurst(group: LineGroup): StartupLine {
  const positions = group.occurrences.map((each) => each.position)
  const last = new Set(bursts(positions, 1).at(-1))
  const inside = group.occurrences.filter((each) => last.has(each.position))
  // Positions without a pause between them are one burst; alone ones are counted as a whole.
  return startupLine(group.text, inside.length > 1 ? inside : group.occurrences)
}

function startupLine(text: string, inside: readonly Occurrence[]): StartupLine {
  return {
    text,
    count: inside.length,
    pids: new Set(inside.map((each) => each.pid).filter((each) => each !== null)),
    firstAt: inside[0]?.timeText ?? null,
  }
}
