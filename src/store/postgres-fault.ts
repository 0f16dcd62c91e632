import { MemdiagError, messageOf } from '../core/errors.ts'
import { say, type Wording } from '../core/say.ts'
import { mask } from '../core/mask.ts'

/** A connection string that may be shown: without its password, wherever it stands in it. */
export function shownUrl(url: string): string {
  try {
    const parsed = new URL(url)
    if (parsed.password !== '') parsed.password = '***'
    for (const name of parsed.searchParams.keys()) {
      if (/pass|secret|key/i.test(name)) parsed.searchParams.set(name, '***')
    }
    return mask(parsed.toString())
  } catch {
    return 'DATABASE_URL'
  }
}

/** Words what says that the database cannot be reached or used; anything else is returned as it is. */
export function postgresFault(url: string, error: unknown): unknown {
  if (error instanceof MemdiagError) return error
  const hint = hintFor(codeOf(error), messageOf(error))
  if (hint === null) return error
  const reason = mask(messageOf(error) || codeOf(error))
  return new MemdiagError('store-unavailable', say`Could not use ${shownUrl(url)}: ${reason}.`, {
    hint,
    // Not the error itself: the driver's may carry the connection's parameters.
    cause: new Error(reason),
  })
}

function hintFor(code: string, message: string): Wording | null {
  if (code === '28P01' || code === '28000')
    return say`Check the user and the password in DATABASE_URL.`
  if (code === '3D000') return say`Create the database, or name another in DATABASE_URL.`
  if (code === '42501') return say`The user must be allowed to create schemas in this database.`
  if (NETWORK_CODES.has(code) || code.startsWith('08') || code.startsWith('57P'))
    return NETWORK_HINT
  if (code === '53300') return say`The server has no connection left: raise max_connections.`
  // node-postgres gives these no code.
  if (/timeout|terminated|SASL|SSL|Connection ended/i.test(message)) return NETWORK_HINT
  return null
}

const NETWORK_HINT = say`Check that the server runs and that DATABASE_URL names it.`

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ENOENT',
  'EPIPE',
])

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
