import { MemdiagError } from '../core/errors.ts'
import type { CancelRequest } from '../core/ports.ts'
import { apply, fold, type State } from '../core/state.ts'
import { tryToAppend } from './append.ts'
import type { EngineDeps } from './engine.ts'
import { OPEN_LOOKED_AT } from './limits.ts'

/**
 * Ends an investigation as cancelled, whatever it does just now, and returns its state. Throws `already-ended`,
 * and for no id `investigation-unknown` or `investigation-ambiguous` when not exactly one is under way.
 */
export async function cancel(
  deps: Pick<EngineDeps, 'store' | 'clock' | 'log'>,
  { id, by }: CancelRequest,
): Promise<State> {
  const { store, clock, log } = deps
  const resolved = id === undefined ? await theOneUnderWay(deps) : await store.resolveId(id)
  for (;;) {
    const state = fold(await store.load(resolved))
    if (state.endedAt !== null) throw ended(state)
    const reason = `cancelled by ${by}`
    const event = {
      kind: 'ended',
      version: 1,
      at: clock.now(),
      state: 'cancelled',
      reason,
    } as const
    const after = apply(state, event)
    if (!(await tryToAppend(deps, { id: resolved, state, events: [event], after }))) continue
    await store.forgetAdvance(resolved)
    log.info({ investigation: resolved, by }, 'investigation cancelled')
    return after
  }
}

async function theOneUnderWay({ store }: Pick<EngineDeps, 'store'>): Promise<string> {
  const open = (await store.list(OPEN_LOOKED_AT)).filter((each) => each.endedAt === null)
  const [first, ...others] = open
  if (first === undefined) {
    throw new MemdiagError('investigation-unknown', 'No investigation is under way.', {
      hint: 'See them with `memdiag list`.',
    })
  }
  if (others.length === 0) return first.id
  throw new MemdiagError(
    'investigation-ambiguous',
    `Several investigations are under way: ${open.map((each) => `${each.id} (${each.service})`).join(', ')}.`,
    { hint: 'Name the one to cancel.' },
  )
}

function ended(state: State): MemdiagError {
  const how = state.state === 'cancelled' ? (state.reason ?? 'cancelled') : state.state
  return new MemdiagError(
    'already-ended',
    `Investigation ${state.id} of ${state.service.name} ended at ${state.endedAt}: ${how}. There is nothing to cancel.`,
    { hint: `See it with: memdiag show ${state.id}` },
  )
}
