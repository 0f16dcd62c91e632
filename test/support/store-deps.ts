import type { Clock, Log } from '../../src/core/ports.ts'

export const realClock: Clock = { now: () => new Date().toISOString() }

export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
