import { arrivedError, MemdiagError, messageOf } from '../core/errors.ts'
import type { Wording } from '../core/say.ts'

/** What the thread that has the embedded database open is asked. `within` is the number of the `begin` whose transaction it is in. */
export type ToDatabase = { readonly number: number } & (
  | {
      readonly kind: 'query'
      readonly within: number | null
      readonly text: string
      readonly values: readonly unknown[]
    }
  | { readonly kind: 'exec'; readonly within: number | null; readonly text: string }
  | { readonly kind: 'begin' }
  | { readonly kind: 'commit' | 'rollback'; readonly within: number }
  | { readonly kind: 'listen' | 'unlisten'; readonly channel: string }
  | { readonly kind: 'close' }
)

/** What it says. Number 0 is the opening. */
export type FromDatabase =
  | { readonly kind: 'answer'; readonly number: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly number: number; readonly failure: Failure }
  | { readonly kind: 'notified'; readonly channel: string; readonly payload: string }
  | {
      readonly kind: 'warned'
      readonly fields: Readonly<Record<string, unknown>>
      readonly message: string
    }

/** An error as it travels: a copy made by the system loses all but name and message. */
export type Failure =
  | {
      readonly by: 'memdiag'
      readonly code: string
      readonly message: Wording
      readonly hint: Wording | undefined
    }
  | {
      readonly by: 'database'
      readonly message: string
      readonly fields: Readonly<Record<string, string>>
    }

/** What Postgres says of an error beside its message; not the values of the statement. */
const TOLD = [
  'code',
  'severity',
  'detail',
  'hint',
  'position',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'routine',
]

export function failureOf(error: unknown): Failure {
  if (error instanceof MemdiagError) return { by: 'memdiag', code: error.code, ...error.said }
  const told = typeof error === 'object' && error !== null ? Object.entries(error) : []
  const fields = told.flatMap(([name, value]): [string, string][] =>
    TOLD.includes(name) && typeof value === 'string' ? [[name, value]] : [],
  )
  return { by: 'database', message: messageOf(error), fields: Object.fromEntries(fields) }
}

export function errorOf(failure: Failure): Error {
  if (failure.by === 'memdiag') return arrivedError(failure)
  return Object.assign(new Error(failure.message), failure.fields)
}
