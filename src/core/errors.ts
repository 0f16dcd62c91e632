import { z } from 'zod'
import { english, type Wording } from './say.ts'

/** What went wrong, as a word that callers and scripts can act on. */
export const ErrorCode = z.enum([
  'usage',
  'config-invalid',
  'config-missing',
  'service-unknown',
  'investigation-unknown',
  'investigation-ambiguous',
  'store-locked',
  'store-unavailable',
  'conflict',
  'busy',
  'already-ended',
  'host-key-unknown',
  'host-key-changed',
  'host-key-revoked',
  'auth-failed',
  'unreachable',
  'timed-out',
  'tunnel-refused',
  'tunnel-unavailable',
  'protocol',
  'not-there',
  'refused',
  'aborted',
  'slack-refused',
  'slack-locked-out',
  'approval-unknown',
  'approval-decided',
  'approval-expired',
  'not-approver',
  'four-eyes',
  'not-resumable',
  'already-done',
  'snapshot-not-kept',
  'not-there-yet',
  'internal',
])
export type ErrorCode = z.infer<typeof ErrorCode>

/**
 * A failure that is not a result of the investigation: wrong use, broken infrastructure, a bug.
 * The message says what failed, on what and why; the hint says what to do about it.
 */
export class MemdiagError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  /** Message and hint, still to be put into the language of who reads them. */
  readonly said: { readonly message: Wording; readonly hint: Wording | undefined }

  constructor(
    code: ErrorCode,
    message: Wording,
    options: { hint?: Wording | undefined; cause?: unknown } = {},
  ) {
    super(english(message), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'MemdiagError'
    this.code = code
    this.hint = options.hint === undefined ? undefined : english(options.hint)
    this.said = { message, hint: options.hint }
  }
}

/** An error that came from another thread or process; a code that is not known here is `internal`. */
export function arrivedError(told: {
  readonly code: unknown
  readonly message: Wording
  readonly hint?: Wording | undefined
}): MemdiagError {
  const code = ErrorCode.safeParse(told.code).data ?? 'internal'
  return new MemdiagError(code, told.message, { hint: told.hint })
}

/** The same in words that may be put into another language. */
export function wordsOf(error: unknown): Wording {
  return error instanceof MemdiagError ? error.said.message : messageOf(error)
}

/** The message of anything that was thrown, for a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
