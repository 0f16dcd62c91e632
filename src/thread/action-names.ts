import type { Action, Approval } from '../core/ladder-state.ts'
import { say, type Said } from '../core/say.ts'

type Decision = NonNullable<Approval['decided']>['decision']
type Outcome = NonNullable<Action['done']>['outcome']

const DECISIONS: Readonly<Record<Decision, Said>> = {
  approved: say`approved`,
  denied: say`denied`,
  expired: say`expired`,
}

/** What became of an approval, in a word. */
export function decisionName(decision: Decision): Said {
  return DECISIONS[decision]
}

const OUTCOMES: Readonly<Record<Outcome, Said>> = {
  done: say`done`,
  failed: say`failed`,
  interrupted: say`interrupted`,
  unknown: say`unknown`,
}

/** How an action ended, in a word. */
export function outcomeName(outcome: Outcome): Said {
  return OUTCOMES[outcome]
}
