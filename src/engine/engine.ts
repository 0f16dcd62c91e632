import { MemdiagError } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import type { StepName } from '../core/names.ts'
import type { Clock, Investigations, Log, Remote, StartRequest, Store } from '../core/ports.ts'
import type { Runbook } from '../core/runbook.ts'
import { apply, fold, type State } from '../core/state.ts'
import type { ProbeInput, Step } from '../core/step.ts'
import { due } from '../core/transition.ts'
import { verifyRequest } from '../core/verify.ts'
import { renderThread } from '../thread/render-thread.ts'
import { withLease } from './lease.ts'
import { TAKEOVER_SECONDS } from './limits.ts'
import { perform } from './perform.ts'
import { type Replay, replay } from './replay.ts'

export type EngineDeps = {
  readonly store: Store
  readonly remote: Remote
  readonly steps: Readonly<Record<StepName, Step>>
  readonly runbook: Runbook
  readonly clock: Clock
  /** A fresh id of lower-case letters and digits, unguessable and without meaning. */
  readonly newId: () => string
  readonly self: ProbeInput['self']
  readonly log: Log
}

/** Told of each event after it was stored. */
export type Observer = (state: State, event: Event) => void

export type Engine = Investigations & {
  /**
   * Works an investigation until nothing is due, and returns its state. Stops early, with the log as far as it
   * came, when the signal aborts. Throws `busy` when another process works on it.
   */
  advance(id: string, signal: AbortSignal, observer?: Observer): Promise<State>
  /** Like `start`, but nobody else picks it up unless this process dies: for a caller that calls `advance` itself. */
  open(request: StartRequest): Promise<string>
  /** Judges the stored evidence of an investigation anew. Throws like `show`. */
  replay(idOrPrefix?: string): Promise<Replay>
}

export function createEngine(deps: EngineDeps): Engine {
  const { store } = deps
  const owner = deps.newId()

  return {
    start: (request) => begin(deps, request, 0),
    open: (request) => begin(deps, request, TAKEOVER_SECONDS),
    show: async (prefix) => fold(await store.load(await store.resolveId(prefix))),
    list: (limit) => store.list(limit),
    async verify({ id, by, slack }) {
      const state = fold(await store.load(await store.resolveId(id)))
      const request = { startedBy: by, ...(slack === undefined ? {} : { slack }) }
      return begin(deps, verifyRequest(state, request), 0)
    },
    replay: async (prefix) => replay(deps.steps, await store.load(await store.resolveId(prefix))),
    async advance(id, signal, observer) {
      const lease = { store, name: `investigation:${id}`, owner, log: deps.log }
      const state = await withLease(lease, signal, (held) => work(deps, id, held, observer))
      if (state !== null) return state
      throw new MemdiagError('busy', `Investigation ${id} is being worked on by another process.`, {
        hint: `Watch it with: memdiag show ${id}`,
      })
    },
  }
}

async function begin(
  deps: EngineDeps,
  request: StartRequest,
  wakeInSeconds: number,
): Promise<string> {
  const id = deps.newId()
  const opened: Event = {
    kind: 'opened',
    version: 1,
    at: deps.clock.now(),
    id,
    service: request.service,
    runbook: request.runbook ?? deps.runbook,
    startedBy: request.startedBy,
    ...(request.only === undefined ? {} : { only: [...request.only] }),
    ...(request.slack === undefined ? {} : { slack: request.slack }),
    ...(request.watchSeconds === undefined ? {} : { watchSeconds: request.watchSeconds }),
    ...(request.verifies === undefined ? {} : { verifies: request.verifies }),
  }
  const state = fold([opened])
  await deps.store.append(id, 0, [opened], {
    posts: postsOf(state),
    advanceInSeconds: wakeInSeconds,
  })
  deps.log.info({ investigation: id, service: request.service.name }, 'investigation opened')
  return id
}

async function work(
  deps: EngineDeps,
  id: string,
  signal: AbortSignal,
  observer?: Observer,
): Promise<State> {
  let state = fold(await deps.store.load(id))
  // Several nodes answer at once, but a log has one end: appends wait for one another.
  let queue = Promise.resolve()
  const append = (events: readonly Event[]): Promise<void> => {
    queue = queue.then(() => store(events))
    return queue
  }
  async function store(events: readonly Event[]): Promise<void> {
    const before = state
    const after = events.reduce(apply, before)
    await deps.store.append(id, before.version, events, { posts: postsOf(after) })
    state = after
    for (const event of events) {
      deps.log.info({ investigation: id, event: event.kind }, 'event appended')
      observer?.(state, event)
    }
  }
  for (let effects = due(state); effects.length > 0; effects = due(state)) {
    if (signal.aborted) break
    const at = state
    await Promise.all(
      effects.map(async (effect) => append(await perform(deps, at, effect, signal))),
    )
  }
  return state
}

function postsOf(state: State) {
  return state.slack === null ? [] : renderThread(state)
}
