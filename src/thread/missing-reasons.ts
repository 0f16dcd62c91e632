import type { Missing } from '../core/evidence.ts'
import { say, type Said } from '../core/say.ts'

const REASONS: Readonly<Record<Missing['reason'], Said>> = {
  'permission-denied': say`permission-denied`,
  'tool-missing': say`tool-missing`,
  'not-found': say`not-found`,
  'not-offered': say`not-offered`,
  'needs-approval': say`needs-approval`,
  'timed-out': say`timed-out`,
  truncated: say`truncated`,
  unreadable: say`unreadable`,
}

/** Why something could not be read, in a word. */
export function missingReason(reason: Missing['reason']): Said {
  return REASONS[reason]
}
