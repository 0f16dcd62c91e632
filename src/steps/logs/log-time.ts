/** A time found in a line, and where it stands there. */
export type LogTime = {
  /** Seconds since 1970. Without a zone the clock on the wall is read as if it were UTC. */
  readonly seconds: number
  readonly zoned: boolean
  /** As the log has it. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** The first time near the beginning of a line; null without one, or where only a time of day stands. */
export function parseTime(line: string): LogTime | null {
  const head = line.slice(0, HEAD_CHARS)
  return calendarTime(head) ?? accessLogTime(head) ?? syslogTime(head)
}

/** Access logs put the address and user before the time; further in, a time belongs to the message. */
const HEAD_CHARS = 120

const CALENDAR =
  /^(\[?)(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?(?:\]|:(?=\s))?/

/** `2026-11-23 19:40:41`, `2026-11-23T19:40:41.123Z`, `[2026/11/23 19:40:41,123 +0800]`. */
function calendarTime(head: string): LogTime | null {
  const match = CALENDAR.exec(head)
  if (match === null) return null
  const [whole, , year, month, day, hour, minute, second, fraction, zone] = match
  const seconds = secondsOf({ year, month: Number(month), day, hour, minute, second })
  if (seconds === null) return null
  return placed(seconds + Number(`0.${fraction ?? 0}`), zone, {
    start: 0,
    end: whole.length,
    text: whole,
  })
}

const ACCESS = /\[?(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]?/

/** `[23/Nov/2026:19:40:41 +0000]`, as morgan and nginx write it. */
function accessLogTime(head: string): LogTime | null {
  const match = ACCESS.exec(head)
  if (match === null) return null
  const [whole, day, name, year, hour, minute, second, zone] = match
  const seconds = secondsOf({ year, month: monthOf(name), day, hour, minute, second })
  if (seconds === null) return null
  return placed(seconds, zone, {
    start: match.index,
    end: match.index + whole.length,
    text: whole,
  })
}

const SYSLOG = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)/

/** `Nov 23 19:40:41 host name[123]: ...` has no year: 2000 stands for it, and `withYear` puts the real one in. */
function syslogTime(head: string): LogTime | null {
  const match = SYSLOG.exec(head)
  if (match === null) return null
  const [whole, name, day, hour, minute, second] = match
  const seconds = secondsOf({ year: '2000', month: monthOf(name), day, hour, minute, second })
  if (seconds === null) return null
  return placed(seconds, undefined, { start: 0, end: whole.length, text: whole })
}

/** A time whose log names no year, moved into the latest year in which it is not after `nowSeconds`. */
export function withYear(time: LogTime, nowSeconds: number): LogTime {
  const from = new Date(time.seconds * 1000)
  if (from.getUTCFullYear() !== 2000 || !SYSLOG.test(time.text)) return time
  const year = new Date(nowSeconds * 1000).getUTCFullYear()
  const inYear = (each: number) => Date.UTC(each, from.getUTCMonth(), from.getUTCDate()) / 1000
  const timeOfDay = time.seconds % 86_400
  const seconds = inYear(year) + timeOfDay
  // A day of grace: the wall clock of the log may be ahead of UTC.
  const moved = seconds > nowSeconds + 86_400 ? inYear(year - 1) + timeOfDay : seconds
  return { ...time, seconds: moved }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf(name ?? '') + 1
}

type Fields = {
  readonly year: string | undefined
  readonly month: number
  readonly day: string | undefined
  readonly hour: string | undefined
  readonly minute: string | undefined
  readonly second: string | undefined
}

function secondsOf({ year, month, day, hour, minute, second }: Fields): number | null {
  const clock = [Number(hour), Number(minute), Number(second)] as const
  if (month < 1 || month > 12 || clock[0] > 23 || clock[1] > 59 || clock[2] > 60) return null
  const ms = Date.UTC(Number(year), month - 1, Number(day), ...clock)
  return Number.isFinite(ms) ? ms / 1000 : null
}

function placed(
  wallSeconds: number,
  zone: string | undefined,
  place: { readonly start: number; readonly end: number; readonly text: string },
): LogTime {
  const text = place.text.replace(/^\[|\]$|:$/g, '').trim()
  const offset = zone === undefined ? null : offsetSeconds(zone)
  return {
    seconds: wallSeconds - (offset ?? 0),
    zoned: offset !== null,
    ...place,
    text,
  }
}

/** `+0800`, `-05:30`, `Z` in seconds; null for anything else. */
export function offsetSeconds(zone: string): number | null {
  if (zone === 'Z' || zone === 'UTC') return 0
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone.trim())
  if (match === null) return null
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60
  return match[1] === '-' ? -seconds : seconds
}
