import type { PgBoss } from 'pg-boss'
import { messageOf } from '../core/errors.ts'
import { mask } from '../core/mask.ts'
import type { Log } from '../core/ports.ts'

/** pg-boss reports what fails in its background; without a listener an `error` would end the process. */
export function watchBoss(boss: PgBoss, log: Log): void {
  boss.on('error', (error) => {
    log.error({ error: mask(wording(error)) }, 'the job queue reported an error')
  })
  boss.on('warning', (warning) => {
    log.warn({ warning: mask(warning.message) }, 'the job queue reported a warning')
  })
}

/** Some of its errors are plain objects with a message. */
function wording(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error)
    return String(error.message)
  return messageOf(error)
}
