import { mask } from '../../core/mask.ts'
import type { LogsValues } from '../../core/logs-values.ts'
import type { LogText } from './group-lines.ts'
import { LINE_CHARS, MEMORY_GROUPS, TEXT_CHARS } from './limits.ts'
import { parseLogLine } from './log-line.ts'
import { withYear } from './log-time.ts'
import { withoutVarying } from './plain-text.ts'

export type MemoryLine = LogsValues['memoryLines'][number]
type When = NonNullable<MemoryLine['when']>

export type MemoryOptions = {
  /** The node's clock and zone; 0 where the clock was not told. */
  readonly nowSeconds: number
  readonly zoneOffsetSeconds: number
  /** Up to this age a line is recent. */
  readonly recentSeconds: number
  /** When the file was last written; null where that was not told. */
  readonly writtenSeconds: number | null
}

/** What V8, libc, Node.js and the kernel write when memory is short. */
const SPEAKS_OF_MEMORY =
  /heap out of memory|FATAL ERROR:[^\n]{0,200}(?:Allocation failed|out of memory)|\bENOMEM\b|Cannot allocate memory|Array buffer allocation failed|\boom-kill\b|\boom_reaper\b|Out of memory: Kill|Memory cgroup out of memory/i

/**
 * Lines of one file that speak of memory running out, recent ones apart from old ones, grouped; the text is
 * the last of each group, with its time.
 */
export function memoryLines(
  path: string,
  { head, tail }: LogText,
  options: MemoryOptions,
): MemoryLine[] {
  const groups = new Map<string, MemoryLine>()
  const lines =
    tail === ''
      ? memoryLinesOf(head, lastWritten(options), options)
      : [
          // What follows the head was left out: only lines before can date its last ones.
          ...memoryLinesOf(head, null, options),
          ...memoryLinesOf(tail, lastWritten(options), options),
        ]
  for (const { line, when } of lines) {
    const key = `${when.age} ${withoutVarying(parseLogLine(line).text, new Set())}`
    const text = mask(line.trim()).slice(0, TEXT_CHARS)
    groups.set(key, { path, text, count: (groups.get(key)?.count ?? 0) + 1, when })
  }
  return [...groups.values()]
    .toSorted((a, b) => Number(isOld(a)) - Number(isOld(b)) || b.count - a.count)
    .slice(0, MEMORY_GROUPS)
}

/** Whether a line is known to be older than the runbook calls recent. */
export function isOld({ when }: MemoryLine): boolean {
  return when?.age === 'old'
}

type Dated = { readonly seconds: number; readonly at: string; readonly from: When['from'] }

function memoryLinesOf(
  text: string,
  end: Dated | null,
  options: MemoryOptions,
): { readonly line: string; readonly when: When }[] {
  const lines = text.split('\n').map((raw) => raw.slice(0, LINE_CHARS))
  const found = lines.flatMap((line, index) =>
    SPEAKS_OF_MEMORY.test(line) ? [{ line, index, own: timeOf(line, 'line', options) }] : [],
  )
  if (found.every(({ own }) => own !== null)) {
    return found.map(({ line, own }) => ({ line, when: whenOf(own, options) }))
  }
  // What V8 writes when it dies has no time. The next line that has one, of the restart, stands nearest to it.
  const next = nextTimes(lines, options)
  const last = end ?? next.findLast((each) => each !== null) ?? null
  return found.map(({ line, index, own }) => ({
    line,
    when: whenOf(own ?? next[index] ?? last, options),
  }))
}

/** For each line the time of the first line from there on that has one. */
function nextTimes(lines: readonly string[], options: MemoryOptions): readonly (Dated | null)[] {
  const times: (Dated | null)[] = []
  let next: Dated | null = null
  for (const line of lines.toReversed()) {
    next = timeOf(line, 'neighbour', options) ?? next
    times.push(next)
  }
  return times.toReversed()
}

/** A line's time in the node's clock: without a zone of its own it is the node's wall clock. */
function timeOf(line: string, from: When['from'], options: MemoryOptions): Dated | null {
  const { time } = parseLogLine(line)
  if (time === null) return null
  const { seconds, zoned, text } = withYear(time, options.nowSeconds)
  return { seconds: zoned ? seconds : seconds - options.zoneOffsetSeconds, at: text, from }
}

function lastWritten({ writtenSeconds }: MemoryOptions): Dated | null {
  if (writtenSeconds === null) return null
  const at = new Date(writtenSeconds * 1000).toISOString()
  return { seconds: writtenSeconds, at, from: 'file' }
}

/** What cannot be dated counts as recent: a shortage of memory shall not be overlooked. */
function whenOf(dated: Dated | null, { nowSeconds, recentSeconds }: MemoryOptions): When {
  if (dated === null || nowSeconds === 0) return { age: 'recent', at: null, from: 'nothing' }
  const old = nowSeconds - dated.seconds > recentSeconds
  return { age: old ? 'old' : 'recent', at: dated.at, from: dated.from }
}
