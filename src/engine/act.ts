import { setTimeout as wait } from 'node:timers/promises'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { Event, EventOf } from '../core/event.ts'
import { goesBySignal } from '../core/heap-guard.ts'
import type { HeapAccess, InspectorEnd } from '../core/heap-port.ts'
import type { HeapProcessValues } from '../core/heap-values.ts'
import type { LadderEffect } from '../core/ladder.ts'
import { apply, type State } from '../core/state.ts'
import type { Ledger } from './append.ts'
import type { EngineDeps } from './engine.ts'
import { judgeStep } from './judge.ts'
import { leftText, look } from './ladder-effects.ts'
import { riskLease, withLease } from './lease.ts'
import { CLOSE_RETRIES_MS, LOOK_DEADLINE_MS, RISK_LOOK_AGAIN_MS } from './limits.ts'
import { faultText, targetOf } from './live.ts'
import { measure, type Measured } from './measure.ts'
import { weigh } from './weigh.ts'

type Act = Extract<LadderEffect, { kind: 'act' }>

/**
 * Climbs one rung on one process, and on no second one of its node at the same time. The attempt is on the log
 * before the first touch, so that whoever finds it there without an end looks after it and repeats nothing.
 */
export async function act(
  deps: EngineDeps,
  ledger: Ledger,
  effect: Act,
  signal: AbortSignal,
): Promise<void> {
  const target = targetOf(ledger.state(), effect.node)
  const lease = {
    store: deps.store,
    name: riskLease(target),
    owner: `${ledger.state().id}:${effect.action}`,
    log: deps.log,
  }
  while (!signal.aborted) {
    const had = await withLease(lease, signal, async (held) => {
      await climb(deps, ledger, effect, held)
      return true
    })
    if (had === true) return
    // Somebody else is at a process of this node: two at once would share its memory and its port.
    await wait(RISK_LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined)
  }
}

async function climb(
  deps: EngineDeps,
  ledger: Ledger,
  effect: Act,
  signal: AbortSignal,
): Promise<void> {
  const ready = await lookAgain(deps, ledger.state(), effect, signal)
  if (signal.aborted) return
  if ('instead' in ready) {
    await ledger.append(effect, [ready.instead])
    return
  }
  const { rung, part, approval, node, process, action } = effect
  const at = deps.clock.now()
  const wasClosed = ready.seen.inspectorPorts.length === 0
  const what = { action, rung, part, approval, node, process, wasClosed }
  await ledger.append(effect, [{ kind: 'action-attempted', version: 1, at, ...what }])
  // Not there: it was cancelled, or its approval is not good any more.
  if (!ledger.state().actions.some((each) => each.action === action)) return
  const events = await carryOut(deps, ledger.state(), { effect, seen: ready.seen }, signal)
  await ledger.append({ kind: 'reconcile', action }, events)
}

/** Before the touch everything is looked at anew: the approval's time, the process, the headroom. */
async function lookAgain(
  deps: EngineDeps,
  state: State,
  { rung, part, approval, node, process }: Act,
  signal: AbortSignal,
): Promise<{ readonly seen: HeapProcessValues } | { readonly instead: Event }> {
  const at = deps.clock.now()
  const given = state.approvals.find((each) => each.approval === approval)
  if (part === 1 && given !== undefined && at >= given.expiresAt) {
    const reason = 'it was approved, but not begun in time'
    const decided = { decision: 'expired', by: null, reason } as const
    return { instead: { kind: 'approval-decided', version: 1, at, approval, ...decided } }
  }
  const refused = (text: string, forcible: boolean): { readonly instead: Event } => {
    const what = { node, pid: process.pid, rung, text, forcible }
    return { instead: { kind: 'action-refused', version: 1, at, ...what } }
  }
  try {
    const seen = await look(deps, state, { node, pid: process.pid }, signal)
    if (seen.startTicks !== process.startTicks) {
      return refused(
        `Process ${process.pid} was restarted since ${rung} was approved: it is another process now.`,
        false,
      )
    }
    const { refusal } = weigh(deps, state, { rung, node, seen })
    if (refusal === null || given?.card.overruled !== undefined) return { seen }
    return refused(`Since it was asked for: ${refusal.text}`, refusal.forcible)
  } catch (error) {
    // Stopped: nothing is appended then, and it is due again.
    return refused(signal.aborted ? 'stopped' : faultText(error), false)
  }
}

type Task = { readonly effect: Act; readonly seen: HeapProcessValues }

/** Does it, and undoes what it opened, whatever happened; the events of its end. */
async function carryOut(
  deps: EngineDeps,
  state: State,
  task: Task,
  signal: AbortSignal,
): Promise<Event[]> {
  const { effect } = task
  let measured: Measured
  try {
    const access = await deps.live.access(targetOf(state, effect.node), signal)
    measured = await measure(deps, state, { ...task, access }, signal)
  } catch (error) {
    measured = { evidence: [], end: null, fault: error }
  }
  // By a signal no inspector is opened, so there is none to be certain of.
  const end = goesBySignal(effect.rung, task.seen)
    ? null
    : await certain(deps, state, task, measured.end)
  return endOf(deps, state, { ...measured, end, effect }, signal)
}

/** Where it could not be verified that the inspector is closed, a fresh connection looks again. */
async function certain(
  deps: EngineDeps,
  state: State,
  { effect: { node, process }, seen }: Task,
  end: InspectorEnd | null,
): Promise<InspectorEnd | null> {
  // No inspector was opened at all, or it was let go of in order.
  let known = end
  for (const pauseMs of CLOSE_RETRIES_MS) {
    if (known !== null && known.state !== 'unverified') return known
    await wait(pauseMs)
    // Its own time limit: the investigation's signal may have ended what is to be undone here.
    const signal = AbortSignal.timeout(LOOK_DEADLINE_MS)
    try {
      const access: HeapAccess = await deps.live.access(targetOf(state, node), signal)
      const wasClosed = seen.inspectorPorts.length === 0
      known = await access.closeInspector({ process, wasClosed }, signal)
    } catch (error) {
      deps.log.warn(
        { investigation: state.id, node, error: messageOf(error) },
        'inspector not closed',
      )
    }
  }
  return known
}

function endOf(
  deps: EngineDeps,
  state: State,
  { effect, evidence, end, fault, taken, keptUntil }: Measured & { readonly effect: Act },
  signal: AbortSignal,
): Event[] {
  const { action, node, process, rung } = effect
  const at = deps.clock.now()
  const found = evidence.map(
    (each): Event => ({ kind: 'evidence', version: 1, at, evidence: each }),
  )
  const left =
    end === null ? '' : ` ${leftText(end.state)}${end.text === null ? '' : ` ${end.text}`}`
  const base = {
    kind: 'action-done',
    version: 1,
    at,
    action,
    inspector: end?.state ?? null,
  } as const
  if (fault !== undefined) {
    const interrupted = signal.aborted
    if (!interrupted && !(fault instanceof MemdiagError)) {
      deps.log.error({ investigation: state.id, action, error: messageOf(fault) }, 'action failed')
    }
    const gone = isGone(fault, end) ? { processGone: true } : {}
    const outcome = interrupted ? 'interrupted' : 'failed'
    const why = interrupted ? 'It was stopped before its end.' : textOf(fault)
    return [...found, { ...base, outcome, text: `${why}${left}`, findings: [], ...gone }]
  }
  const done: EventOf<'action-done'> = {
    ...base,
    outcome: 'done',
    text: `${DONE[rung]} of process ${process.pid} on ${node}.${left}`,
    findings: judgeStep(deps.steps.snapshot, found.reduce(apply, state)),
    ...(taken === undefined ? {} : { taken }),
    ...(keptUntil === undefined ? {} : { keptUntil }),
  }
  return [...found, done]
}

const DONE = {
  inspect: 'Read the heap figures',
  gc: 'Read the heap figures after forced collections',
  profile: 'Sampled the allocations',
  snapshot: 'Took a snapshot',
} as const

function isGone(fault: unknown, end: InspectorEnd | null): boolean {
  return end?.state === 'gone' || (fault instanceof MemdiagError && fault.code === 'not-there')
}

function textOf(fault: unknown): string {
  return fault instanceof MemdiagError ? faultText(fault) : `internal: ${messageOf(fault)}`
}
