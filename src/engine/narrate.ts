import { messageOf } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import type { Narration } from '../core/narration.ts'
import type { State } from '../core/state.ts'
import type { EngineDeps } from './engine.ts'

/** Has the verdict worded, and appends what came of it whatever that is: an investigation never fails for its words. */
export async function narrate(
  deps: Pick<EngineDeps, 'narrator' | 'clock' | 'log'>,
  state: State,
  signal: AbortSignal,
): Promise<Event[]> {
  try {
    const narration =
      deps.narrator === undefined
        ? failed(state, 'no model is configured where it goes on')
        : await deps.narrator.narrate(state, signal)
    return [{ kind: 'narrated', version: 1, at: deps.clock.now(), narration }]
  } catch (error) {
    if (signal.aborted) return []
    deps.log.error({ investigation: state.id, error: messageOf(error) }, 'wording failed')
    const narration = failed(state, `internal: ${messageOf(error)}`)
    return [{ kind: 'narrated', version: 1, at: deps.clock.now(), narration }]
  }
}

function failed(state: State, reason: string): Narration {
  const language = state.narrate ?? 'en'
  return { outcome: 'failed', reason, language, sentences: [], dropped: [], call: null }
}
