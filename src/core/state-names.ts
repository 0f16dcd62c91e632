import { say, type Said } from './say.ts'
import type { State } from './state.ts'

const STATES: Readonly<Record<State['state'], Said>> = {
  running: say`running`,
  waiting: say`waiting`,
  done: say`done`,
  failed: say`failed`,
  cancelled: say`cancelled`,
}

/** How an investigation stands or ended, in a word. */
export function stateName(state: State['state']): Said {
  return STATES[state]
}
