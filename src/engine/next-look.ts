import { nextTry } from '../core/export.ts'
import { secondsToNextLook } from '../core/ladder.ts'
import { underWay } from '../core/press.ts'
import type { State } from '../core/state.ts'
import { PRESS_LOOK_SECONDS } from './limits.ts'

/**
 * Seconds until an answer, a time, the end of a press or the next try of an export is to be looked for; null where
 * none is awaited. There is one look to come and no more, so that it has to count all of them. `since` is when the
 * engine was last asked to go on, and made all tries that were due.
 */
export function secondsToWait(state: State, now: string, since = now): number | null {
  const look = secondsToNextLook(state, now)
  const tries = state.exports.flatMap((each) => nextTry(each) ?? [])
  const waits = [
    ...(look === null ? [] : [look]),
    ...(underWay(state.presses).length > 0 ? [PRESS_LOOK_SECONDS] : []),
    // One that was due by then is of a place that the configuration has no more: nobody would try it.
    ...tries.filter((at) => at > since).map((at) => secondsFrom(now, at)),
  ]
  return waits.length === 0 ? null : Math.min(...waits)
}

/** 0 where it has come meanwhile. */
function secondsFrom(now: string, at: string): number {
  return Math.max(0, (Date.parse(at) - Date.parse(now)) / 1000)
}
