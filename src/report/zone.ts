import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'

/** A zone as the tz database names it (`Europe/Berlin`, `Asia/Shanghai`) or `UTC`. Throws `usage` for another. */
export function parseZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch (error) {
    throw new MemdiagError('usage', say`There is no time zone \`${zone}\`.`, {
      hint: say`Give a name of the tz database, such as UTC, Europe/Berlin or Asia/Shanghai.`,
      cause: error,
    })
  }
}

/** `2026-11-23 20:00:01 +08:00`; UTC has `UTC` for its offset. */
export function formatInstant(instant: string, zone: string): string {
  return `${formatTime(instant, zone)} ${offsetOf(instant, zone)}`
}

/** The same without the offset, for a table that names its zone. */
export function formatTime(instant: string, zone: string): string {
  const part = partsOf(instant, zone)
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`
}

function offsetOf(instant: string, zone: string): string {
  return zone === 'UTC' ? 'UTC' : partsOf(instant, zone)('timeZoneName').replace('GMT', '')
}

function partsOf(instant: string, zone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  }).formatToParts(new Date(instant))
  return (type) => parts.find((each) => each.type === type)?.value ?? ''
}

/** `4.2 s`, `3 min 20 s`, `2 h 5 min`, `1 d 3 h`: how long something took. */
export function formatSpan(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  const whole = Math.round(seconds)
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  if (whole < 86_400)
    return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3_600)} h`
}
