import { type ErrorCode, MemdiagError, messageOf } from '../core/errors.ts'
import type { CliDeps } from './cli-deps.ts'
import { printable, styled } from './output.ts'

/** Errors that the person at the terminal can mend: wrong use and configuration. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  'usage',
  'config-invalid',
  'config-missing',
  'service-unknown',
  'investigation-unknown',
  'investigation-ambiguous',
  'already-ended',
  'not-resumable',
  'snapshot-not-kept',
  'not-there-yet',
])

/** Tells an error on stderr, or as JSON on stdout, and returns the exit code. */
export function reportError(deps: CliDeps, error: unknown, json: boolean): number {
  if (deps.signal.aborted) return INTERRUPTED
  const known = error instanceof MemdiagError ? error : null
  const code = known?.code ?? 'internal'
  const message = messageOf(error)
  const hint =
    known?.hint ?? (known === null ? 'This is a fault in memdiag: please report it.' : undefined)
  if (json) {
    const document = { version: 1, error: { code, message, hint: hint ?? null } }
    deps.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  } else {
    deps.stderr.write(`${styled(deps.stderr, 'red', 'error:')} ${printable(message)}\n`)
    if (hint !== undefined) deps.stderr.write(`${printable(hint)}\n`)
  }
  return USAGE.has(code) ? 2 : 1
}

/** The exit code of a command that a signal ended: 128 + SIGINT. */
export const INTERRUPTED = 130
