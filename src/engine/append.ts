import { isDeepStrictEqual } from 'node:util'
import { MemdiagError } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import { secondsToNextLook } from '../core/ladder.ts'
import { apply, type State } from '../core/state.ts'
import { due, type Effect } from '../core/transition.ts'
import { renderThread } from '../thread/render-thread.ts'
import { conclusions } from './conclude.ts'
import type { EngineDeps, Observer } from './engine.ts'

/** The state of an investigation that this process works, and the one way to add to its log. */
export type Ledger = {
  readonly state: () => State
  /**
   * Appends what came of an effect, with what follows from it. When the log moved on meanwhile (an answer to an approval, a cancellation)
   * it is loaded again, and what came is dropped if its effect is not due any more.
   */
  append(effect: Effect, events: readonly Event[]): Promise<void>
  /** Loads the log again. */
  reload(): Promise<void>
}

export function openLedger(deps: EngineDeps, begun: State, observer?: Observer): Ledger {
  const { id } = begun
  let state = begun
  // Several nodes answer at once, but a log has one end: appends wait for one another.
  let queue = Promise.resolve()

  async function reload(): Promise<void> {
    const seen = state.version
    const events = await deps.store.load(id)
    for (const event of events.slice(seen)) {
      state = apply(state, event)
      observer?.(state, event)
    }
  }

  async function add(effect: Effect, came: readonly Event[]): Promise<void> {
    while (came.length > 0 && isDue(state, effect)) {
      const events = [...came, ...conclusions(deps, came.reduce(apply, state))]
      const after = events.reduce(apply, state)
      // In the same transaction: a wait that nobody ends would be one for ever.
      const wake = secondsToNextLook(after, deps.clock.now())
      const later = wake === null ? {} : { advanceInSeconds: Math.ceil(wake) }
      if (!(await tryToAppend(deps, { id, state, events, after, ...later }))) {
        await reload()
        continue
      }
      for (const event of events) {
        state = apply(state, event)
        deps.log.info({ investigation: id, event: event.kind }, 'event appended')
        observer?.(state, event)
      }
      return
    }
  }

  return {
    state: () => state,
    reload,
    append(effect, events) {
      queue = queue.then(() => add(effect, events))
      return queue
    },
  }
}

/** What the thread of an investigation should show; nothing when it has none. */
export function postsOf(state: State) {
  return state.slack === null ? [] : renderThread(state)
}

function isDue(state: State, effect: Effect): boolean {
  return due(state).some((each) => isDeepStrictEqual(each, effect))
}

/** False when the log moved on. */
export async function tryToAppend(
  deps: Pick<EngineDeps, 'store'>,
  append: {
    readonly id: string
    readonly state: State
    readonly events: readonly Event[]
    readonly after: State
    /** When the investigation is looked at again, in the same transaction. */
    readonly advanceInSeconds?: number
  },
): Promise<boolean> {
  try {
    const { id, state, events, after, advanceInSeconds } = append
    await deps.store.append(id, state.version, events, {
      posts: postsOf(after),
      ...(advanceInSeconds === undefined ? {} : { advanceInSeconds }),
    })
    return true
  } catch (error) {
    if (error instanceof MemdiagError && error.code === 'conflict') return false
    throw error
  }
}
