import { type ProcessRef, Rung } from './heap-values.ts'
import type { Action, Approval } from './ladder-state.ts'
import { mayWriteFiles } from './snapshot-way.ts'
import type { State } from './state.ts'

/** How far up a rung stands: approving one approves those below it. */
export function height(rung: Rung): number {
  return Rung.options.indexOf(rung)
}

export function sameProcess(left: ProcessRef, right: ProcessRef): boolean {
  return left.pid === right.pid && left.startTicks === right.startTicks
}

/** An approval that allows a rung on a process and was not used for it yet: each is good for one use. */
export function coveringApproval(
  state: State,
  wanted: { readonly rung: Rung; readonly node: string; readonly process: ProcessRef },
): Approval | null {
  const found = state.approvals.findLast(
    (each) =>
      each.decided?.decision === 'approved' &&
      each.node === wanted.node &&
      sameProcess(each.process, wanted.process) &&
      height(each.rung) >= height(wanted.rung) &&
      !attemptedSince(state, wanted.rung, each.decidedVersion),
  )
  return found ?? null
}

/** Whether --approve allows a rung: never what its giver may not approve, never twice without being said again. */
export function aheadCovers(state: State, rung: Rung): boolean {
  const { ahead, service } = state
  if (ahead === null || height(rung) > height(ahead.upTo)) return false
  if (service.fourEyes === true && ahead.by === state.startedBy) return false
  return !attemptedSince(state, rung, ahead.givenVersion)
}

/** Whether a profile was taken on a node, or could not be: it is not tried a second time. */
export function wasProfiled({ actions }: State, node: string): boolean {
  return actions.some(
    (each) =>
      each.rung === 'profile' &&
      each.node === node &&
      (each.done?.outcome === 'done' || each.done?.outcome === 'failed'),
  )
}

/** Whether somebody could answer, so that asking is more than a wait for nothing. */
export function somebodyMayApprove(state: State): boolean {
  if (state.unattended) return false
  if (!state.startedBy.startsWith('slack:')) return true
  const { approvers = [], fourEyes } = state.service
  return approvers.some((user) => fourEyes !== true || `slack:${user}` !== state.startedBy)
}

/** What stopped the ladder since somebody last came back to it; null: nothing did. */
export function stopOf(state: State): { readonly why: string; readonly action?: Action } | null {
  const since = state.resumedVersion
  const no = state.approvals.find(
    (each) =>
      each.decided !== null && each.decided.decision !== 'approved' && each.decidedVersion > since,
  )
  if (no !== undefined) return { why: `${no.rung} was ${no.decided?.decision ?? 'not approved'}` }
  const lost = state.actions.find(
    (action) =>
      action.attemptedVersion > since &&
      action.done !== null &&
      (action.done.processGone === true ||
        (action.done.outcome === 'failed' && !leavesAWay(state, action))),
  )
  if (lost !== undefined) return { why: lost.done?.text ?? 'an action failed', action: lost }
  const gone = state.timers.find((timer) => timer.fired?.why === 'process-gone')
  return gone === undefined ? null : { why: gone.fired?.text ?? 'the process is gone' }
}

/** A profile that failed leaves the question to the snapshots, an inspector that did not open to what writes files. */
function leavesAWay(state: State, { rung, node, process }: Action): boolean {
  if (rung === 'profile') return true
  return rung === 'inspect' && mayWriteFiles(state, node, process.pid)
}

function attemptedSince(state: State, rung: Rung, version: number): boolean {
  return state.actions.some((each) => each.rung === rung && each.attemptedVersion > version)
}
