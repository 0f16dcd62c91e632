import { nextTry } from '../core/export.ts'
import { secondsToNextLook } from '../core/ladder.ts'
import { underWay } from '../core/press.ts'
import type { State } from '../core/state.ts'
import { PRESS_LOOK_SECONDS } from './limits.ts'

/**
 * Seconds until an answer, a time, the end of a press or the next try of an export is to be looked for; null where
 * none is awaited. There is one look to come and no more, so that it has to count all of them.
 */
export function secondsToWait(state: State, now: string): number | null {
  const look = secondsToNextLook(state, now)
  const tries = state.exports.flatMap((each) => nextTry(each) ?? [])
  const waits = [
    ...(look === null ? [] : [look]),
    ...(underWay(state.presses).length > 0 ? [PRESS_LOOK_SECONDS] : []),
    // One in the past is of a place that the configuration has no more: nobody would try it.
    ...tries.filter((at) => at > now).map((at) => (Date.parse(at) - Date.parse(now)) / 1000),
  ]
  return waits.length === 0 ? null : Math.min(...waits)
}
