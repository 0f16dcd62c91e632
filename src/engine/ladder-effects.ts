import type { ActionCard } from '../core/approval.ts'
import { MemdiagError } from '../core/errors.ts'
import type { Event, EventOf } from '../core/event.ts'
import type { HeapProcessValues } from '../core/heap-values.ts'
import type { LadderEffect } from '../core/ladder.ts'
import { aheadCovers } from '../core/ladder-rungs.ts'
import { growthFrom, lookedAt } from '../core/ladder-timer.ts'
import type { Timer } from '../core/ladder-state.ts'
import type { State } from '../core/state.ts'
import type { EngineDeps } from './engine.ts'
import { LOOK_DEADLINE_MS } from './limits.ts'
import { faultText, targetOf } from './live.ts'
import { earlierOf, weigh } from './weigh.ts'
import { say } from '../core/say.ts'

type Of<Kind extends LadderEffect['kind']> = Extract<LadderEffect, { kind: Kind }>

/** Looks at the process and asks for the rung with a card, or says why it is not asked for. */
export async function ask(
  deps: EngineDeps,
  state: State,
  { rung, node, pid }: Of<'ask'>,
  signal: AbortSignal,
): Promise<Event[]> {
  const refuse = (text: string, forcible: boolean): Event[] => [
    { kind: 'action-refused', version: 1, at: deps.clock.now(), node, pid, rung, text, forcible },
  ]
  let seen: HeapProcessValues
  try {
    seen = await look(deps, state, { node, pid }, signal)
  } catch (error) {
    if (signal.aborted) return []
    return refuse(faultText(error), false)
  }
  const process = { pid, startTicks: seen.startTicks }
  const earlier = await earlierOf(deps, state, rung)
  const { card, refusal } = weigh(deps, state, { rung, node, seen, earlier })
  const forced = refusal?.forcible === true && mayForce(state, rung)
  if (refusal !== null && !forced) return refuse(refusal.text, refusal.forcible)
  const shown: ActionCard = refusal === null ? card : { ...card, overruled: refusal.text }
  return asked(deps, state, { rung, node, process, card: shown })
}

function mayForce(state: State, rung: Of<'ask'>['rung']): boolean {
  return state.ahead?.force === true && aheadCovers(state, rung)
}

/** The question, and the answer with it where it was given ahead. */
function asked(
  deps: EngineDeps,
  state: State,
  what: Pick<EventOf<'approval-asked'>, 'rung' | 'node' | 'process' | 'card'>,
): Event[] {
  const { rung } = what
  const at = deps.clock.now()
  const approval = `${rung}-${state.approvals.filter((each) => each.rung === rung).length + 1}`
  const lastsMs = state.runbook.ladder.approvalMinutes * 60_000
  const expiresAt = new Date(Date.parse(at) + lastsMs).toISOString()
  const question: Event = { kind: 'approval-asked', version: 1, at, approval, expiresAt, ...what }
  if (state.ahead === null || !aheadCovers(state, rung)) return [question]
  const { by } = state.ahead
  if (what.card.overruled !== undefined) {
    deps.log.warn(
      { investigation: state.id, approval, by, guard: what.card.overruled },
      'guard overruled by --force',
    )
  }
  const decision = 'approved' as const
  return [
    question,
    { kind: 'approval-decided', version: 1, at, approval, decision, by, ahead: true },
  ]
}

/** Nothing until its time is over. */
export function awaitApproval(
  deps: EngineDeps,
  { approval, until }: Of<'await-approval'>,
): Event[] {
  const at = deps.clock.now()
  if (at < until) return []
  const expired = {
    decision: 'expired',
    by: null,
    reason: say`nobody decided in time`.text,
  } as const
  return [{ kind: 'approval-decided', version: 1, at, approval, ...expired }]
}

/** Sets the timer of the next snapshot from the runbook, and from what the process holds now. */
export async function setTimer(
  deps: EngineDeps,
  state: State,
  { timer, node, process }: Of<'set-timer'>,
  signal: AbortSignal,
): Promise<Event[]> {
  const { snapshotSpanSeconds, snapshotGrowthBytes, pollSeconds } = state.runbook.ladder
  const at = deps.clock.now()
  const dueAt = new Date(Date.parse(at) + snapshotSpanSeconds * 1000).toISOString()
  let growth: EventOf<'timer-set'>['growth']
  try {
    const { rssBytes } = await look(deps, state, { node, pid: process.pid }, signal)
    const last = state.actions.findLast((each) => each.rung === 'snapshot' && each.done !== null)
    growth = growthFrom(rssBytes, {
      beforeRssBytes: last?.before?.rssBytes ?? null,
      byBytes: snapshotGrowthBytes,
    })
  } catch (error) {
    if (signal.aborted) return []
    // Without it time alone decides; a process that is gone shows when the timer is looked at.
    deps.log.warn({ investigation: state.id, timer, error: faultText(error) }, 'rss not read')
  }
  const watched = growth === undefined ? {} : { growth }
  return [
    { kind: 'timer-set', version: 1, at, timer, node, process, dueAt, pollSeconds, ...watched },
  ]
}

/** Looks cheaply whether it is time, whether the process has grown enough, and whether it is still the same one. */
export async function awaitTimer(
  deps: EngineDeps,
  state: State,
  effect: Of<'await-timer'>,
  signal: AbortSignal,
): Promise<Event[]> {
  const timer = state.timers.find((each) => each.timer === effect.timer)
  if (timer === undefined) throw new Error(`There is no timer ${effect.timer}.`)
  const at = deps.clock.now()
  const base = { kind: 'timer-fired', version: 1, at, timer: timer.timer } as const
  const seen = await stillThere(deps, state, timer, signal)
  if (signal.aborted) return []
  if (typeof seen === 'string') return [{ ...base, why: 'process-gone', text: seen }]
  const rss = seen === null ? {} : { rssBytes: seen }
  const looked = lookedAt(timer, { rssBytes: seen, at })
  switch (looked.kind) {
    case 'grown':
      return [{ ...base, why: 'grown', ...rss, text: say`It has grown enough to compare.`.text }]
    case 'time':
      return [{ ...base, why: 'time', ...rss, text: say`It is time for the next snapshot.`.text }]
    case 'lower': {
      const { fired: _, ...set } = timer
      return [{ ...set, at, growth: looked.growth }]
    }
    case 'wait':
      return []
  }
}

/** Its rss; why it is gone; null where the node could not be asked just now. */
async function stillThere(
  deps: EngineDeps,
  state: State,
  { node, process }: Timer,
  signal: AbortSignal,
): Promise<number | string | null> {
  try {
    const seen = await look(deps, state, { node, pid: process.pid }, signal)
    if (seen.startTicks === process.startTicks) return seen.rssBytes
    return say`Process ${process.pid} on ${node} was restarted since the first snapshot: the two cannot be compared.`
      .text
  } catch (error) {
    if (error instanceof MemdiagError && error.code === 'not-there') {
      return say`Process ${process.pid} on ${node} has ended since the first snapshot: there is nothing to compare it with.`
        .text
    }
    if (!signal.aborted) {
      deps.log.warn({ investigation: state.id, node, error: faultText(error) }, 'not looked at')
    }
    return null
  }
}

export async function look(
  deps: EngineDeps,
  state: State,
  { node, pid }: { readonly node: string; readonly pid: number },
  signal: AbortSignal,
): Promise<HeapProcessValues> {
  const access = await deps.live.access(targetOf(state, node), signal)
  return access.look({ pid, deadlineMs: LOOK_DEADLINE_MS }, signal)
}
