import { setTimeout as wait } from 'node:timers/promises'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'

/** The result of what is under way, or `timed-out` when it takes longer; it is not stopped. */
export async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const given = new AbortController()
  try {
    return await Promise.race([
      work,
      wait(milliseconds, undefined, { signal: given.signal }).then((): never => {
        throw new MemdiagError('timed-out', say`No answer within ${milliseconds} ms.`)
      }),
    ])
  } finally {
    given.abort()
  }
}
