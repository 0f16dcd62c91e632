import { MemdiagError } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import { mask } from '../core/mask.ts'
import type { PressRequest } from '../core/investigations-port.ts'
import { spansText } from '../core/post.ts'
import { type Pressable, PRESS_TEXT_CHARACTERS, pressOf } from '../core/press.ts'
import { apply, fold, type State } from '../core/state.ts'
import { tryToAppend } from './append.ts'
import type { EngineDeps } from './engine.ts'
import { APPEND_TRIES } from './limits.ts'

type Deps = Pick<EngineDeps, 'store' | 'clock'>

/** Uses a button up, for whoever comes first: of two presses at once the log takes one. */
export function press(deps: Deps, request: PressRequest): Promise<State> {
  return append(deps, request.id, (state) => {
    const earlier = pressOf(state.presses, request)
    if (earlier !== null && !earlier.open)
      throw new MemdiagError(
        'already-done',
        `That was pressed already, by ${spansText([{ person: earlier.by }, ' at ', { at: earlier.at }])}.`,
      )
    return {
      kind: 'button-pressed',
      version: 1,
      at: deps.clock.now(),
      action: request.action,
      subject: request.subject,
      by: request.by,
      text: request.text === undefined ? null : mask(request.text).slice(0, PRESS_TEXT_CHARACTERS),
    }
  })
}

export async function pressDone(
  deps: Deps,
  id: string,
  done: Pressable & { readonly outcome: string; readonly open: boolean },
): Promise<void> {
  await append(deps, id, () => ({
    kind: 'button-done',
    version: 1,
    at: deps.clock.now(),
    action: done.action,
    subject: done.subject,
    outcome: done.outcome,
    open: done.open,
  }))
}

/** Appends what was decided on the log as it is; decides anew when the log moved on meanwhile. */
export async function append(
  deps: Deps,
  id: string,
  decide: (state: State) => Event,
): Promise<State> {
  for (let tries = 0; tries < APPEND_TRIES; tries += 1) {
    const state = fold(await deps.store.load(id))
    const event = decide(state)
    const after = apply(state, event)
    if (await tryToAppend(deps, { id, state, events: [event], after })) return after
  }
  throw new MemdiagError('conflict', `The log of investigation ${id} did not stand still.`, {
    hint: 'Try it again.',
  })
}
