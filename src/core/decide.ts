import { MemdiagError } from './errors.ts'
import type { EventOf } from './event.ts'
import type { Approval } from './ladder-state.ts'
import type { State } from './state.ts'
import { type Said, say } from './say.ts'

export type Decide = {
  readonly approval: string
  readonly decision: 'approve' | 'deny'
  /** `slack:U0123`, `terminal:alice`. */
  readonly by: string
}

/**
 * The event of a person's answer. Throws `approval-unknown`, `approval-decided`, `approval-expired`,
 * `not-approver` or `four-eyes`, each with what to tell the one who answered.
 */
export function decide(
  state: State,
  { approval: id, decision, by }: Decide,
  now: string,
): EventOf<'approval-decided'> {
  const approval = state.approvals.find((each) => each.approval === id)
  if (approval === undefined) {
    throw new MemdiagError('approval-unknown', say`Investigation ${state.id} asked for no ${id}.`)
  }
  refuseLate(state, approval, now)
  refuseForeign(state, by)
  return {
    kind: 'approval-decided',
    version: 1,
    at: now,
    approval: id,
    decision: decision === 'approve' ? 'approved' : 'denied',
    by,
  }
}

function refuseLate(state: State, approval: Approval, now: string): void {
  const { decided, expiresAt, rung } = approval
  if (decided !== null) {
    const code = decided.decision === 'expired' ? 'approval-expired' : 'approval-decided'
    throw new MemdiagError(code, decidedText(rung, decided))
  }
  if (state.endedAt !== null) {
    throw new MemdiagError('approval-expired', say`Investigation ${state.id} has ended.`, {
      hint: say`Go on with it in the terminal: memdiag resume ${state.id} --approve ${rung}`,
    })
  }
  if (now >= expiresAt) {
    throw new MemdiagError(
      'approval-expired',
      say`This ${rung} could be approved until ${expiresAt}.`,
      {
        hint: say`What the card said then may not hold any more. Ask for the investigation again.`,
      },
    )
  }
}

function decidedText(rung: string, { decision, by, at }: NonNullable<Approval['decided']>): Said {
  if (by === null) return say`This ${rung} expired at ${at}.`
  return decision === 'approved'
    ? say`This ${rung} was approved by ${by} at ${at}.`
    : say`This ${rung} was denied by ${by} at ${at}.`
}

/** From Slack only those whom the service lists; in the terminal whoever may use memdiag's data. */
function refuseForeign(state: State, by: string): void {
  const { name, approvers = [], fourEyes } = state.service
  if (by.startsWith('slack:') && !approvers.includes(by.slice('slack:'.length))) {
    throw new MemdiagError(
      'not-approver',
      approvers.length === 0
        ? say`Nobody may approve for ${name} from Slack: services.yml lists no approvers.`
        : say`You are not among the approvers of ${name} in services.yml.`,
      { hint: say`In the terminal: memdiag resume ${state.id} --approve ACTION` },
    )
  }
  if (fourEyes === true && by === state.startedBy) {
    throw new MemdiagError(
      'four-eyes',
      say`You asked for this investigation, and ${name} wants somebody else to approve it (fourEyes).`,
      { hint: say`Ask another approver.` },
    )
  }
}
