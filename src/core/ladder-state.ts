import type { EventOf } from './event.ts'
import type { Rung } from './heap-values.ts'

/** A question to a person, with the answer; it was decided when the log had `decidedVersion` events. */
export type Approval = EventOf<'approval-asked'> & {
  readonly decided: EventOf<'approval-decided'> | null
  readonly decidedVersion: number
}

/** Something done to a process; `done` is null while it is under way, or where memdiag died meanwhile. */
export type Action = EventOf<'action-attempted'> & {
  readonly attemptedVersion: number
  readonly done: EventOf<'action-done'> | null
}

export type Refusal = EventOf<'action-refused'> & { readonly refusedVersion: number }

export type Timer = EventOf<'timer-set'> & { readonly fired: EventOf<'timer-fired'> | null }

/** A yes given with --approve before it was asked for: up to this rung, for what was not attempted since. */
export type Ahead = {
  readonly by: string
  readonly upTo: Rung
  readonly force: boolean
  readonly givenVersion: number
}

/** What happened on the ladder so far. */
export type LadderState = {
  readonly approvals: readonly Approval[]
  readonly actions: readonly Action[]
  readonly refusals: readonly Refusal[]
  readonly timers: readonly Timer[]
  readonly ahead: Ahead | null
  /** Nobody is there to be asked: what was not approved ahead is not asked for. */
  readonly unattended: boolean
  /** The log's length when somebody last came back: a no from before does not count any more. */
  readonly resumedVersion: number
}

export function beginLadder(opened: EventOf<'opened'>): LadderState {
  const { approve, force = false, startedBy } = opened
  return {
    approvals: [],
    actions: [],
    refusals: [],
    timers: [],
    ahead: approve === undefined ? null : { by: startedBy, upTo: approve, force, givenVersion: 1 },
    unattended: opened.unattended ?? false,
    resumedVersion: 0,
  }
}

export type LadderEvent = EventOf<
  | 'approval-asked'
  | 'approval-decided'
  | 'action-refused'
  | 'action-attempted'
  | 'action-done'
  | 'timer-set'
  | 'timer-fired'
  | 'resumed'
>

/** The ladder after one more event; `length` is the log's with it. */
export function applyLadder(
  ladder: LadderState,
  event: LadderEvent,
  length: number,
): Partial<LadderState> {
  switch (event.kind) {
    case 'approval-asked': {
      const asked = { ...event, decided: null, decidedVersion: 0 }
      return { approvals: [...ladder.approvals, asked] }
    }
    case 'approval-decided':
      return {
        approvals: ladder.approvals.map((each) =>
          each.approval === event.approval
            ? { ...each, decided: event, decidedVersion: length }
            : each,
        ),
      }
    case 'action-refused':
      return { refusals: [...ladder.refusals, { ...event, refusedVersion: length }] }
    case 'action-attempted': {
      const attempted = { ...event, attemptedVersion: length, done: null }
      return { actions: [...ladder.actions, attempted] }
    }
    case 'action-done':
      return {
        actions: ladder.actions.map((each) =>
          each.action === event.action ? { ...each, done: event } : each,
        ),
      }
    case 'timer-set': {
      // Set anew: what it counts growth from has changed.
      const others = ladder.timers.filter((each) => each.timer !== event.timer)
      return { timers: [...others, { ...event, fired: null }] }
    }
    case 'timer-fired':
      return {
        timers: ladder.timers.map((each) =>
          each.timer === event.timer ? { ...each, fired: event } : each,
        ),
      }
    case 'resumed':
      return resume(ladder, event, length)
  }
}

function resume(
  ladder: LadderState,
  event: EventOf<'resumed'>,
  length: number,
): Partial<LadderState> {
  const { approve, force = false, by } = event
  return {
    resumedVersion: length,
    unattended: event.unattended ?? false,
    // What an earlier --approve allowed stays allowed.
    ahead:
      approve === undefined ? ladder.ahead : { by, upTo: approve, force, givenVersion: length },
  }
}
