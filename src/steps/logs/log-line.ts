import { LINE_CHARS } from './limits.ts'
import { parseTime, type LogTime } from './log-time.ts'

/** A line of a log without what its logger put before it. */
export type LogLine = {
  readonly time: LogTime | null
  readonly pid: number | null
  readonly text: string
}

/** Takes one line apart: time, pid and the rest, for the loggers that Node.js services use. Never throws. */
export function parseLogLine(raw: string): LogLine {
  const line = raw.slice(0, LINE_CHARS).replace(ANSI_COLOURS, '').trimEnd()
  return parseJsonLine(line) ?? parseTextLine(line)
}

// oxlint-disable-next-line no-control-regex -- colours are control characters
const ANSI_COLOURS = /\x1b\[[0-9;]*m/g

const LEVEL =
  '(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|trace|debug|info|warn|error|fatal)'

/** Where loggers put the pid once the time is off: the first that fits counts. `$1` is the pid, the match is cut out. */
const PIDS: readonly RegExp[] = [
  // node-agent: time|pid|LEVEL|file:line|msg
  /^(\d{1,7})\|/,
  // pino-pretty and log4js: INFO (12345): msg, INFO (name/12345): msg
  new RegExp(
    `(?<=^\\[?${LEVEL}\\]? )\\((?:[\\w.-]{1,60}/)?(\\d{1,7})(?: on [\\w.-]{1,80})?\\):? ?`,
  ),
  // egg: INFO 12345 msg
  new RegExp(`(?<=^${LEVEL} )(\\d{1,7}) `),
  // syslog: host name[12345]: msg
  /(?<=^[\w.-]{1,80} [\w./-]{1,80})\[(\d{1,7})\](?=:)/,
  // [12345] msg, [pid:12345] msg, (12345) msg, pid=12345 msg
  /^[[(](?:pid[:= ]?\s?)?(\d{1,7})[\])]:?\s?/i,
  /^pid[:= ]\s?(\d{1,7})\s?[|:-]?\s?/i,
]

function parseTextLine(line: string): LogLine {
  const time = parseTime(line)
  const rest = tidy(
    time === null ? line.replace(TIME_OF_DAY, '') : cutOut(line, time.start, time.end),
  )
  for (const pattern of PIDS) {
    const match = pattern.exec(rest)
    if (match === null) continue
    const text = cutOut(rest, match.index, match.index + match[0].length)
    return { time, pid: Number(match[1]), text: tidy(text) }
  }
  return { time, pid: null, text: rest }
}

/** pino-pretty's default: a time without a day places a line nowhere. */
const TIME_OF_DAY = /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?\s/

function cutOut(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(end)
}

function tidy(text: string): string {
  return text.replace(/^[\s|:,]+/, '').trimEnd()
}

/** pino, bunyan and winston write objects; their level and message are the line, the rest varies. */
function parseJsonLine(line: string): LogLine | null {
  if (!line.startsWith('{') || !line.endsWith('}')) return null
  const fields = parseObject(line)
  if (fields === null) return null
  const time = jsonTime(fields)
  const pid = fields.get('pid')
  const message = firstText(fields, ['msg', 'message', 'event'])
  if (message === null && time === null) return null
  const level = fields.get('level')
  const words = [
    typeof level === 'string' || typeof level === 'number' ? String(level) : null,
    message ?? remaining(fields),
  ]
  return {
    time,
    pid: typeof pid === 'number' && Number.isInteger(pid) && pid > 0 ? pid : null,
    text: words.filter((each) => each !== null).join(' '),
  }
}

function parseObject(line: string): ReadonlyMap<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return new Map(Object.entries(value))
  } catch {
    return null
  }
}

const TIME_FIELDS = ['time', 'timestamp', '@timestamp', 'ts', 't']

function jsonTime(fields: ReadonlyMap<string, unknown>): LogTime | null {
  for (const name of TIME_FIELDS) {
    const value = fields.get(name)
    if (typeof value === 'string') {
      const time = parseTime(value)
      if (time !== null) return time
    }
    if (typeof value === 'number') {
      const time = epochTime(value)
      if (time !== null) return time
    }
  }
  return null
}

/** pino writes milliseconds, others seconds; 1e11 s is the year 5138, 1e11 ms is 1973. */
function epochTime(value: number): LogTime | null {
  const seconds = value > 1e11 ? value / 1000 : value
  if (!(seconds > 1e8 && seconds < 1e10)) return null
  const text = new Date(seconds * 1000).toISOString()
  return { seconds, zoned: true, text, start: 0, end: 0 }
}

function firstText(fields: ReadonlyMap<string, unknown>, names: readonly string[]): string | null {
  for (const name of names) {
    const value = fields.get(name)
    if (typeof value === 'string') return value.split('\n', 1)[0] ?? ''
  }
  return null
}

function remaining(fields: ReadonlyMap<string, unknown>): string {
  const varying = new Set([...TIME_FIELDS, 'pid', 'hostname', 'level', 'v'])
  return JSON.stringify(Object.fromEntries([...fields].filter(([name]) => !varying.has(name))))
}
