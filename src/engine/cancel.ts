import { MemdiagError } from '../core/errors.ts'
import type { CancelRequest } from '../core/investigations-port.ts'
import { apply, fold, type State } from '../core/state.ts'
import { stateName } from '../core/state-names.ts'
import { due } from '../core/transition.ts'
import { tryToAppend } from './append.ts'
import type { EngineDeps } from './engine.ts'
import { OPEN_LOOKED_AT } from './limits.ts'
import { type Said, say } from '../core/say.ts'

/**
 * Ends an investigation as cancelled, whatever it does just now, and returns its state. Throws `already-ended`,
 * and for no id `investigation-unknown` or `investigation-ambiguous` when not exactly one is under way.
 */
export async function cancel(
  deps: Pick<EngineDeps, 'store' | 'clock' | 'log'>,
  { id, by }: CancelRequest,
): Promise<State> {
  const { store, log } = deps
  const resolved = id === undefined ? await theOneUnderWay(deps) : await store.resolveId(id)
  const state = await endNow(deps, resolved, { state: 'cancelled', reason: `cancelled by ${by}` })
  if (!state.now) throw ended(state.after)
  await store.forgetAdvance(resolved)
  // Whoever did something on a process may be dead: what it left open is closed all the same.
  if (due(state.after).length > 0) await store.wake(resolved, 0)
  log.info({ investigation: resolved, by }, 'investigation cancelled')
  return state.after
}

/** Ends an investigation whatever happens in it meanwhile; `now` is false when it had ended before. */
export async function endNow(
  deps: Pick<EngineDeps, 'store' | 'clock'>,
  id: string,
  how: { readonly state: 'cancelled' | 'failed'; readonly reason: string },
): Promise<{ readonly after: State; readonly now: boolean }> {
  for (;;) {
    const state = fold(await deps.store.load(id))
    if (state.endedAt !== null) return { after: state, now: false }
    const event = { kind: 'ended', version: 1, at: deps.clock.now(), ...how } as const
    const after = apply(state, event)
    if (await tryToAppend(deps, { id, state, events: [event], after })) return { after, now: true }
  }
}

async function theOneUnderWay({ store }: Pick<EngineDeps, 'store'>): Promise<string> {
  const open = (await store.list(OPEN_LOOKED_AT)).filter((each) => each.endedAt === null)
  const [first, ...others] = open
  if (first === undefined) {
    throw new MemdiagError('investigation-unknown', say`No investigation is under way.`, {
      hint: say`See them with \`memdiag list\`.`,
    })
  }
  if (others.length === 0) return first.id
  throw new MemdiagError(
    'investigation-ambiguous',
    say`Several investigations are under way: ${open.map((each) => `${each.id} (${each.service})`).join(', ')}.`,
    { hint: say`Name the one to cancel.` },
  )
}

function ended(state: State): MemdiagError {
  const how = state.state === 'cancelled' ? howCancelled(state.reason) : stateName(state.state)
  return new MemdiagError(
    'already-ended',
    say`Investigation ${state.id} of ${state.service.name} ended at ${state.endedAt ?? ''}: ${how}. There is nothing to cancel.`,
    { hint: say`See it with: memdiag show ${state.id}` },
  )
}

/** As the reason says it, with who cancelled. */
function howCancelled(reason: string | null): Said {
  const by = /^cancelled by (.+)$/.exec(reason ?? '')?.[1]
  return by === undefined ? say`cancelled` : say`cancelled by ${by}`
}
