import { setTimeout as wait } from 'node:timers/promises'
import { messageOf } from '../core/errors.ts'
import type { Event, EventOf } from '../core/event.ts'
import type { InspectorEnd } from '../core/heap-port.ts'
import type { ProcessRef } from '../core/heap-values.ts'
import type { LadderEffect } from '../core/ladder.ts'
import type { WrittenTo } from '../core/snapshot-file.ts'
import type { State } from '../core/state.ts'
import type { EngineDeps } from './engine.ts'
import { CLOSE_RETRIES_MS, LOOK_DEADLINE_MS, REMOVE_DEADLINE_MS } from './limits.ts'
import { faultText, targetOf } from './live.ts'
import type { Measured, Task } from './measure.ts'
import { say } from '../core/say.ts'

/** How a process and its node were left: for the log, and in words that follow what was done. */
export type Left = {
  readonly inspector: EventOf<'action-done'>['inspector']
  /** Empty, or begins with a space. */
  readonly text: string
}

/** Makes certain that nothing of an action is left behind, and says what was found. */
export async function asItWas(
  deps: EngineDeps,
  state: State,
  { effect, seen, file }: Omit<Task, 'access'>,
  { end, fault }: Measured,
): Promise<Left> {
  const { node, process } = effect
  // By a file no inspector is opened, so there is none to be certain of.
  if (file === null) {
    const wasClosed = seen.inspectorPorts.length === 0
    return inspectorLeft(await certainlyClosed(deps, state, { node, process, wasClosed }, end))
  }
  if (fault === undefined) return { inspector: null, text: say` Its file is removed.`.text }
  const where = { node, process, to: file.to }
  return { inspector: null, text: ` ${await certainlyRemoved(deps, state, where)}` }
}

function inspectorLeft(end: InspectorEnd | null): Left {
  if (end === null) return { inspector: null, text: '' }
  const more = end.text === null ? '' : ` ${end.text}`
  return { inspector: end.state, text: ` ${leftText(end.state)}${more}` }
}

type Where = { readonly node: string; readonly process: ProcessRef }

/** Where it could not be verified that the inspector is closed, a fresh connection looks again. */
async function certainlyClosed(
  deps: EngineDeps,
  state: State,
  { node, process, wasClosed }: Where & { readonly wasClosed: boolean },
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
      const access = await deps.live.access(targetOf(state, node), signal)
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

/** What a snapshot that failed half-way left on the node is removed over a fresh connection. */
async function certainlyRemoved(
  deps: EngineDeps,
  state: State,
  { node, process, to }: Where & { readonly to: WrittenTo },
): Promise<string> {
  for (const pauseMs of CLOSE_RETRIES_MS) {
    const signal = AbortSignal.timeout(REMOVE_DEADLINE_MS)
    try {
      const access = await deps.live.access(targetOf(state, node), signal)
      return (await access.removeWritten({ process, to }, signal)).text
    } catch (error) {
      deps.log.warn({ investigation: state.id, node, error: messageOf(error) }, 'file not removed')
      await wait(pauseMs)
    }
  }
  return notLookedFor(to)
}

function notLookedFor({ path }: WrittenTo): string {
  return say`Whether a file of the snapshot lies there could not be looked at: look at ${path}, and remove it by hand: it holds whatever the process held.`
    .text
}

/** memdiag died during an action: undoes what it may have left on the process or its node, and says so. Nothing is repeated. */
export async function reconcile(
  deps: EngineDeps,
  state: State,
  { action: id }: Extract<LadderEffect, { kind: 'reconcile' }>,
  signal: AbortSignal,
): Promise<Event[]> {
  const action = state.actions.find((each) => each.action === id)
  if (action === undefined) throw new Error(`There is no action ${id}.`)
  const { node, process, wasClosed, writes } = action
  const base = { kind: 'action-done', version: 1, action: id, outcome: 'unknown' } as const
  const died = say`memdiag stopped in the middle of it; it is not repeated.`.text
  try {
    const access = await deps.live.access(targetOf(state, node), signal)
    const left =
      writes === undefined
        ? inspectorLeft(await access.closeInspector({ process, wasClosed }, signal))
        : {
            inspector: null,
            text: ` ${(await access.removeWritten({ process, to: writes }, signal)).text}`,
          }
    const gone = left.inspector === 'gone' ? { processGone: true } : {}
    const { inspector } = left
    const text = `${died}${left.text}`
    return [{ ...base, at: deps.clock.now(), text, inspector, findings: [], ...gone }]
  } catch (error) {
    if (signal.aborted) return []
    const at = deps.clock.now()
    if (writes !== undefined) {
      const text = `${died} ${faultText(error)} ${notLookedFor(writes)}`
      return [{ ...base, at, text, inspector: null, findings: [] }]
    }
    const text =
      say`${died} Whether its inspector is closed could not be looked at: ${faultText(error)} The timer inside the process closes it.`
        .text
    return [{ ...base, at, text, inspector: 'unverified', findings: [] }]
  }
}

function leftText(state: InspectorEnd['state']): string {
  switch (state) {
    case 'closed':
      return say`The inspector is closed: nothing listens there any more.`.text
    case 'left-open':
      return say`The inspector was open before and stays open.`.text
    case 'gone':
      return say`The process has ended.`.text
    case 'unverified':
      return say`Whether the inspector is closed could not be looked at.`.text
  }
}
