import { setTimeout as wait } from 'node:timers/promises'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { Event, EventOf } from '../core/event.ts'
import type { HeapProcessValues } from '../core/heap-values.ts'
import type { LadderEffect } from '../core/ladder.ts'
import { apply, type State } from '../core/state.ts'
import type { Ledger } from './append.ts'
import type { EngineDeps } from './engine.ts'
import { judgeStep } from './judge.ts'
import { look } from './ladder-effects.ts'
import { asItWas, type Left } from './leave.ts'
import { riskLease, withLease } from './lease.ts'
import { RISK_LOOK_AGAIN_MS } from './limits.ts'
import { faultText, targetOf } from './live.ts'
import { measure, type Measured, type SnapshotByFile } from './measure.ts'
import { earlierOf, heapUsedOf, weigh } from './weigh.ts'
import { say } from '../core/say.ts'

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
  const writes = ready.file === null ? {} : { writes: ready.file.to }
  const { rssBytes } = ready.seen
  const before = { rssBytes, heapUsedBytes: heapUsedOf(ledger.state(), process) }
  const what = { action, rung, part, approval, node, process, wasClosed, before, ...writes }
  await ledger.append(effect, [{ kind: 'action-attempted', version: 1, at, ...what }])
  // Not there: it was cancelled, or its approval is not good any more.
  if (!ledger.state().actions.some((each) => each.action === action)) return
  const events = await carryOut(deps, ledger.state(), { effect, ...ready }, signal)
  await ledger.append({ kind: 'reconcile', action }, events)
}

type Ready = { readonly seen: HeapProcessValues; readonly file: SnapshotByFile | null }

/** Before the touch everything is looked at anew: the approval's time, the process, the headroom. */
async function lookAgain(
  deps: EngineDeps,
  state: State,
  { rung, part, approval, node, process }: Act,
  signal: AbortSignal,
): Promise<Ready | { readonly instead: Event }> {
  const at = deps.clock.now()
  const given = state.approvals.find((each) => each.approval === approval)
  if (part === 1 && given !== undefined && at >= given.expiresAt) {
    const reason = say`it was approved, but not begun in time`.text
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
        say`Process ${process.pid} was restarted since ${rung} was approved: it is another process now.`
          .text,
        false,
      )
    }
    const earlier = await earlierOf(deps, state, rung)
    const { refusal, by } = weigh(deps, state, { rung, node, seen, earlier })
    if (refusal !== null && given?.card.overruled === undefined) {
      return refused(say`Since it was asked for: ${refusal.text}`.text, refusal.forcible)
    }
    if (by === null) return { seen, file: null }
    const access = await deps.live.access(targetOf(state, node), signal)
    return { seen, file: { by, to: await access.placeFor({ process, by }, signal) } }
  } catch (error) {
    // Stopped: nothing is appended then, and it is due again.
    return refused(signal.aborted ? 'stopped' : faultText(error), false)
  }
}

type Task = Ready & { readonly effect: Act }

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
  const left = await asItWas(deps, state, task, measured)
  return endOf(deps, state, { ...measured, left, effect }, signal)
}

function endOf(
  deps: EngineDeps,
  state: State,
  {
    effect,
    evidence,
    left,
    fault,
    taken,
    keptUntil,
  }: Measured & { readonly effect: Act; readonly left: Left },
  signal: AbortSignal,
): Event[] {
  const { action, node, process, rung } = effect
  const at = deps.clock.now()
  const found = evidence.map(
    (each): Event => ({ kind: 'evidence', version: 1, at, evidence: each }),
  )
  const { inspector } = left
  const base = { kind: 'action-done', version: 1, at, action, inspector } as const
  if (fault !== undefined) {
    const interrupted = signal.aborted
    if (!interrupted && !(fault instanceof MemdiagError)) {
      deps.log.error({ investigation: state.id, action, error: messageOf(fault) }, 'action failed')
    }
    const gone = isGone(fault, inspector) ? { processGone: true } : {}
    const outcome = interrupted ? 'interrupted' : 'failed'
    const why = interrupted ? say`It was stopped before its end.`.text : textOf(fault)
    return [...found, { ...base, outcome, text: `${why}${left.text}`, findings: [], ...gone }]
  }
  const done: EventOf<'action-done'> = {
    ...base,
    outcome: 'done',
    text: `${say`${DONE[rung]} of process ${process.pid} on ${node}.`.text}${left.text}`,
    findings: judgeStep(deps.steps.snapshot, found.reduce(apply, state)),
    ...(taken === undefined ? {} : { taken }),
    ...(keptUntil === undefined ? {} : { keptUntil }),
  }
  return [...found, done]
}

const DONE = {
  inspect: say`Read the heap figures`.text,
  gc: say`Read the heap figures after forced collections`.text,
  profile: say`Sampled the allocations`.text,
  snapshot: say`Took a snapshot`.text,
} as const

function isGone(fault: unknown, inspector: Left['inspector']): boolean {
  return inspector === 'gone' || (fault instanceof MemdiagError && fault.code === 'not-there')
}

function textOf(fault: unknown): string {
  return fault instanceof MemdiagError ? faultText(fault) : say`internal: ${messageOf(fault)}`.text
}
