import type { ProcessRef, Rung } from './heap-values.ts'
import { nextRung, type Wanted } from './ladder-question.ts'
import { aheadCovers, coveringApproval, sameProcess, somebodyMayApprove } from './ladder-rungs.ts'
import type { State } from './state.ts'

type Target = { readonly node: string; readonly process: ProcessRef }

/** What the ladder wants to have done next, as data. */
export type LadderEffect =
  /** Look at the process, weigh the rung, and ask for it, or say why not. */
  | { readonly kind: 'ask'; readonly rung: Rung; readonly node: string; readonly pid: number }
  | { readonly kind: 'await-approval'; readonly approval: string; readonly until: string }
  | ({
      readonly kind: 'act'
      readonly action: string
      readonly rung: Rung
      readonly part: number
      readonly approval: string
    } & Target)
  | ({ readonly kind: 'set-timer'; readonly timer: string } & Target)
  | { readonly kind: 'await-timer'; readonly timer: string; readonly until: string }
  /** memdiag died while it did this: close what it may have left open, and repeat nothing. */
  | { readonly kind: 'reconcile'; readonly action: string }

/** Comes before all else, also where the investigation has ended meanwhile: nothing that was opened stays open. */
export function unfinished(state: State): LadderEffect[] {
  const action = state.actions.find((each) => each.done === null)
  return action === undefined ? [] : [{ kind: 'reconcile', action: action.action }]
}

/** What is due on the ladder once the read-only steps are done; nothing: the verdict is made with what there is. */
export function climb(state: State): LadderEffect[] {
  const asked = state.approvals.find((each) => each.decided === null)
  if (asked !== undefined) {
    return [{ kind: 'await-approval', approval: asked.approval, until: asked.expiresAt }]
  }
  const more = nextPart(state)
  if (more !== null) return [more]
  const wanted = nextRung(state)
  if (wanted === null) return []
  return approved(state, wanted) ?? question(state, wanted)
}

/** The rung that would be asked for if somebody were there to approve it; null: none, or it is being asked for. */
export function offered(state: State): Wanted | null {
  if (state.approvals.some((each) => each.decided === null)) return null
  return nextRung(withoutStops(state))
}

/** Coming back clears every no: what would be asked for then. */
function withoutStops(state: State): State {
  return { ...state, resumedVersion: state.version }
}

function question(state: State, wanted: Wanted): LadderEffect[] {
  if (!aheadCovers(state, wanted.rung) && !somebodyMayApprove(state)) return []
  return [{ kind: 'ask', ...wanted }]
}

function approved(state: State, { rung, node, pid }: Wanted): LadderEffect[] | null {
  const process = state.approvals.findLast(
    (each) => each.node === node && each.process.pid === pid,
  )?.process
  if (process === undefined) return null
  const approval = coveringApproval(state, { rung, node, process })?.approval
  if (approval === undefined) return null
  return [{ kind: 'act', action: nextName(state, rung), rung, part: 1, approval, node, process }]
}

/** Unique in the investigation: `snapshot-2`. */
function nextName(state: State, rung: Rung): string {
  return `${rung}-${state.actions.filter((each) => each.rung === rung).length + 1}`
}

/** The further snapshots that the approval of the first one allows: a timer, then the next. */
function nextPart(state: State): LadderEffect | null {
  const last = state.actions.findLast((each) => each.rung === 'snapshot')
  if (last === undefined || last.done?.outcome !== 'done') return null
  if (last.part >= state.runbook.ladder.snapshots) return null
  const { node, process, approval, rung } = last
  const part = last.part + 1
  const action = nextName(state, rung)
  const timer = state.timers.find(
    (each) => each.timer === action && sameProcess(each.process, process),
  )
  if (timer === undefined) return { kind: 'set-timer', timer: action, node, process }
  if (timer.fired === null) return { kind: 'await-timer', timer: action, until: timer.dueAt }
  if (timer.fired.why === 'process-gone') return null
  // What the guard or the node stood against since is not tried again and again.
  if (state.refusals.some((each) => each.refusedVersion > last.attemptedVersion)) return null
  return { kind: 'act', action, rung, part, approval, node, process }
}

/** Seconds until an investigation that waits should be looked at again; null when it does not wait. */
export function secondsToNextLook(state: State, now: string): number | null {
  if (state.state !== 'waiting') return null
  const asked = state.approvals.find((each) => each.decided === null)
  if (asked !== undefined) return secondsUntil(asked.expiresAt, now)
  const timer = state.timers.find((each) => each.fired === null)
  if (timer === undefined) return null
  return Math.min(timer.pollSeconds, secondsUntil(timer.dueAt, now))
}

function secondsUntil(at: string, now: string): number {
  return Math.max(0, (Date.parse(at) - Date.parse(now)) / 1000)
}
