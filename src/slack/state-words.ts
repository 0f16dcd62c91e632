import { say, type Said } from '../core/say.ts'
import type { InvestigationSummary } from '../core/store-port.ts'

/** How an investigation stands, in a word. */
export const STATES: Readonly<Record<InvestigationSummary['state'], Said>> = {
  running: say`running`,
  waiting: say`waiting`,
  done: say`done`,
  failed: say`failed`,
  cancelled: say`cancelled`,
}
