import { setTimeout as wait } from 'node:timers/promises'
import { MemdiagError } from '../core/errors.ts'
import { secondsToNextLook } from '../core/ladder.ts'
import { say, type Wording } from '../core/say.ts'
import { fold, type State } from '../core/state.ts'
import type { Observer } from '../engine/engine.ts'
import { inLanguage } from '../words/in-language.ts'
import { answerApproval } from './answer-approval.ts'
import type { CliDeps, Session } from './cli-deps.ts'
import type { Progress } from './live-progress.ts'
import { inReadersLanguage } from './readers-language.ts'

/**
 * Works an investigation, or watches another process work it: one that a second request joined, or that
 * `memdiag start` took on. Goes on itself when that process is gone, and stays while it waits: for an answer, which
 * the person here may give, or for a time. Without a person here a question ends it: the state is `waiting` then.
 */
export async function follow(
  deps: CliDeps,
  session: Session,
  { id, progress }: { readonly id: string; readonly progress: Progress },
): Promise<State> {
  const { signal } = deps
  let seen: State | null = null
  const observer: Observer = (state, event) => {
    seen = state
    progress.show(inReadersLanguage(deps, state), event)
  }
  for (;;) {
    const state = await advance(session, { id, seen, observer }, signal)
    seen = state
    if (state.endedAt !== null || signal.aborted) return state
    if (state.state !== 'waiting') {
      await wait(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined)
      continue
    }
    const asked = state.approvals.find((each) => each.decided === null)
    const read = inReadersLanguage(deps, state)
    if (asked === undefined) await untilNextLook(deps, read, progress)
    else if (!(await answerApproval(deps, session, { state: read, approval: asked, progress }))) {
      return state
    }
  }
}

/** Works it, or looks how far another process came. */
async function advance(
  { engine, store }: Session,
  {
    id,
    seen,
    observer,
  }: { readonly id: string; readonly seen: State | null; readonly observer: Observer },
  signal: AbortSignal,
): Promise<State> {
  try {
    return await engine.advance(id, signal, observer)
  } catch (error) {
    if (!(error instanceof MemdiagError) || error.code !== 'busy') throw error
  }
  const events = await store.load(id)
  for (let version = seen?.version ?? events.length; version < events.length; version += 1) {
    const event = events[version]
    if (event !== undefined) observer(fold(events.slice(0, version + 1)), event)
  }
  return fold(events)
}

/** Counts the seconds down to the next look at a timer. */
async function untilNextLook(deps: CliDeps, state: State, progress: Progress): Promise<void> {
  const { signal } = deps
  const end = performance.now() + (secondsToNextLook(state, deps.now()) ?? 0) * 1000
  const timer = state.timers.find((each) => each.fired === null)
  for (;;) {
    const leftMs = end - performance.now()
    if (timer !== undefined)
      progress.waiting(inLanguage(state.language, countdown(timer.timer, timer.dueAt, deps.now())))
    if (leftMs <= 0 || signal.aborted) return
    await wait(Math.min(leftMs, COUNT_MS), undefined, { signal }).catch(() => undefined)
  }
}

function countdown(timer: string, dueAt: string, now: string): Wording {
  const seconds = Math.max(0, Math.round((Date.parse(dueAt) - Date.parse(now)) / 1000))
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return say`${timer} in ${clock} at the latest. Ctrl-C leaves it: memdiag resume or a running memdiag start goes on.`
}

/** A person sees a clock move. */
const COUNT_MS = 1_000

/** How often the terminal looks how far another process came: a person watches. */
const LOOK_AGAIN_MS = 500
