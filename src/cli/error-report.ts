import { type ErrorCode, MemdiagError, messageOf, wordsOf } from '../core/errors.ts'
import { english, say } from '../core/say.ts'
import type { CliDeps } from './cli-deps.ts'
import { styled } from './output.ts'
import { putFor } from './readers-language.ts'

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

const FAULT = say`This is a fault in memdiag: please report it.`

type Told = Pick<CliDeps, 'language' | 'stdout' | 'stderr' | 'signal'>

/** Tells an error on stderr, or as JSON on stdout, and returns the exit code. */
export function reportError(deps: Told, thrown: unknown, json: boolean): number {
  if (deps.signal.aborted) return INTERRUPTED
  const known = thrown instanceof MemdiagError ? thrown : null
  const code = known?.code ?? 'internal'
  const message = messageOf(thrown)
  const hint = known === null ? FAULT : known.said.hint
  if (json) {
    const document = {
      version: 1,
      error: { code, message, hint: hint === undefined ? null : english(hint) },
    }
    deps.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  } else {
    const put = putFor(deps)
    const error = put(say`error:`)
    deps.stderr.write(`${styled(deps.stderr, 'red', error)} ${put(wordsOf(thrown))}\n`)
    if (hint !== undefined) deps.stderr.write(`${put(hint)}\n`)
  }
  return USAGE.has(code) ? 2 : 1
}

/** The exit code of a command that a signal ended: 128 + SIGINT. */
export const INTERRUPTED = 130
