import { MemdiagError } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import type { StepName } from '../core/names.ts'
import type { Answerer, Clock, Exporter, Log, Narrator } from '../core/ports.ts'
import type { Investigations, Started, StartRequest } from '../core/investigations-port.ts'
import type { Remote } from '../core/remote-port.ts'
import type { Store } from '../core/store-port.ts'
import type { Runbook } from '../core/runbook.ts'
import { fold, type State } from '../core/state.ts'
import type { ProbeInput, Step } from '../core/step.ts'
import { verifyRequest } from '../core/verify.ts'
import { cancel } from './cancel.ts'
import { decideApproval, resume } from './decisions.ts'
import { withLease } from './lease.ts'
import { TAKEOVER_SECONDS } from './limits.ts'
import { keepAnswer } from './ask.ts'
import { consult } from './consult.ts'
import { exportEnded } from './export.ts'
import { addNote } from './notes.ts'
import type { LiveDeps } from './live.ts'
import { open } from './open.ts'
import { createPlaces } from './place.ts'
import { endInterrupted } from './interrupted.ts'
import { createPresses } from './presses.ts'
import { type Replay, replay } from './replay.ts'
import { work } from './work.ts'
import { say } from '../core/say.ts'

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
  /** Absent: the built-in wording serves. */
  readonly narrator?: Narrator
  /** Absent: only questions that the grammar reads are answered. */
  readonly answerer?: Answerer
  /** Absent: reports are written when somebody asks. */
  readonly exporters?: readonly Exporter[]
  readonly live: LiveDeps
  /** Investigations at work at once on this store, by all processes together. */
  readonly mostRunning?: number
}

/** Told of each event after it was stored. */
export type Observer = (state: State, event: Event) => void

export type Engine = Investigations & {
  /**
   * Works an investigation until nothing is due, and returns its state. Stops early, with the log as far as it
   * came, when the signal aborts. Throws `busy` when another process works on it or as many as may are at work.
   */
  advance(id: string, signal: AbortSignal, observer?: Observer): Promise<State>
  /** Like `start`, but nobody else picks it up unless this process dies: for a caller that calls `advance` itself. */
  open(request: StartRequest): Promise<Started>
  /** Judges the stored evidence of an investigation anew. Throws like `show`. */
  replay(idOrPrefix?: string): Promise<Replay>
}

export function createEngine(deps: EngineDeps): Engine {
  const { store } = deps
  const owner = deps.newId()
  const places = createPlaces(deps, owner)
  const running = new Map<string, AbortController>()

  return {
    start: (request) => open(deps, request, 0),
    open: (request) => open(deps, request, TAKEOVER_SECONDS),
    show: async (prefix) => fold(await store.load(await store.resolveId(prefix))),
    list: (limit) => store.list(limit),
    async cancel(request) {
      const state = await cancel(deps, request)
      running.get(state.id)?.abort()
      return state
    },
    async verify({ id, by, slack, as }) {
      const state = fold(await store.load(await store.resolveId(id)))
      const named = as === undefined ? {} : { id: as }
      const request = { startedBy: by, ...named, ...(slack === undefined ? {} : { slack }) }
      return (await open(deps, verifyRequest(state, request), 0)).id
    },
    replay: async (prefix) => replay(deps.steps, await store.load(await store.resolveId(prefix))),
    decide: (request) => decideApproval(deps, request),
    resume: (request) => resume(deps, request),
    keepAnswer: (request) => keepAnswer(deps, request),
    consult: (request) => consult(deps, request),
    note: (request) => addNote(deps, request),
    inThread: async (channel, threadTs) => (await store.inThread(channel, threadTs))[0] ?? null,
    ...createPresses(deps),
    async advance(id, signal, observer) {
      const state = await withLease(
        { store, name: `investigation:${id}`, owner, log: deps.log },
        signal,
        async (held) => {
          const at = await places.within(held, (kept) =>
            advance(deps, running, { id, held: kept, observer }),
          )
          return exportEnded(deps, at, held)
        },
      )
      if (state !== null) return state
      throw new MemdiagError(
        'busy',
        say`Investigation ${id} is being worked on by another process.`,
        {
          hint: say`Watch it with: memdiag show ${id}`,
        },
      )
    },
  }
}

async function advance(
  deps: EngineDeps,
  running: Map<string, AbortController>,
  task: {
    readonly id: string
    readonly held: AbortSignal
    readonly observer: Observer | undefined
  },
): Promise<State> {
  const cancelled = new AbortController()
  running.set(task.id, cancelled)
  try {
    const begun = await endInterrupted(deps, task.id)
    return await work(deps, { ...task, begun, cancelled })
  } finally {
    running.delete(task.id)
  }
}
