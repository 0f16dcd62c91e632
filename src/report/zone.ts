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
