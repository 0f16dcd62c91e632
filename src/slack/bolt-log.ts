import { type Logger, LogLevel } from '@slack/bolt'
import { mask } from '../core/mask.ts'
import type { Log } from '../core/ports.ts'
import { shorten } from './text.ts'

/** A line of Bolt: its messages are text, and some quote whole requests. */
const LINE_CHARACTERS = 1_000

/**
 * Bolt's log lines in memdiag's log. Debug lines are left out: they hold payloads and the address of the
 * socket, which is a secret for as long as it is open.
 */
export function createBoltLog(log: Log): Logger {
  return {
    debug: () => undefined,
    info: (...messages) => log.info(fields(messages), 'slack'),
    warn: (...messages) => log.warn(fields(messages), 'slack'),
    error: (...messages) => log.error(fields(messages), 'slack'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  }
}

function fields(messages: readonly unknown[]): { readonly bolt: string } {
  return { bolt: mask(shorten(messages.map(textOf).join(' '), LINE_CHARACTERS)) }
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.message
  return typeof message === 'string' ? message : (JSON.stringify(message) ?? String(message))
}
