import { MemdiagError } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import { underWay } from '../core/press.ts'
import { say } from '../core/say.ts'
import { apply, fold, type State } from '../core/state.ts'
import { tryToAppend } from './append.ts'
import type { EngineDeps } from './engine.ts'
import { APPEND_TRIES, PRESS_LOOK_SECONDS } from './limits.ts'

/**
 * Appends what was decided on the log as it is; decides anew when the log moved on meanwhile. In how many seconds it is
 * looked at again is set in the same transaction; null: nothing is to come.
 */
export async function append(
  deps: Pick<EngineDeps, 'store'>,
  {
    id,
    lookIn = untilPressLook,
  }: { readonly id: string; readonly lookIn?: (after: State) => number | null },
  decide: (state: State) => Event,
): Promise<State> {
  for (let tries = 0; tries < APPEND_TRIES; tries += 1) {
    const state = fold(await deps.store.load(id))
    const event = decide(state)
    const after = apply(state, event)
    const seconds = lookIn(after)
    const wake = seconds === null ? {} : { advanceInSeconds: seconds }
    if (await tryToAppend(deps, { id, state, events: [event], after, ...wake })) return after
  }
  throw new MemdiagError('conflict', say`The log of investigation ${id} did not stand still.`, {
    hint: say`Try it again.`,
  })
}

/** Until the end of a press that is under way is looked for, in seconds. */
function untilPressLook({ presses }: State): number | null {
  return underWay(presses).length === 0 ? null : PRESS_LOOK_SECONDS
}
