import { MemdiagError } from '../../../src/core/errors.ts'
import type { Event } from '../../../src/core/event.ts'
import type {
  Consulted,
  Investigations,
  StartRequest,
} from '../../../src/core/investigations-port.ts'
import type { InvestigationSummary } from '../../../src/core/store-port.ts'
import { say } from '../../../src/core/say.ts'
import { pressOf } from '../../../src/core/press.ts'
import { apply, type State } from '../../../src/core/state.ts'

const AT = '2026-11-23T20:05:00.000Z'

/** Asked of the engine, in order: what a test looks at. */
export type Asked = { readonly what: string; readonly [field: string]: unknown }

export type SomeInvestigations = Investigations & {
  readonly started: StartRequest[]
  readonly asked: Asked[]
  /** From now on the engine knows this one. */
  readonly know: (state: State) => void
  /** The only one that it knows, as it stands after what was asked. */
  readonly after: () => State
}

const LISTED: InvestigationSummary = {
  id: 'k3x9q2',
  service: 'checkout',
  state: 'done',
  startedAt: '2026-11-23T10:00:00.000Z',
  endedAt: '2026-11-23T10:00:12.000Z',
  cause: 'overforked-workers',
  confidence: 'confirmed',
}

/** An engine that knows some states, and writes down what it was asked for. */
export function someInvestigations(
  options: {
    readonly states?: readonly State[]
    readonly startFails?: MemdiagError
    readonly decideFails?: MemdiagError
    /** Before the store answers anything. */
    readonly answersAfter?: () => Promise<void>
    /** What a model makes of a question; absent: there is none. */
    readonly consults?: (state: State) => Consulted
  } = {},
): SomeInvestigations {
  const states = new Map((options.states ?? []).map((state) => [state.id, state]))
  const started: StartRequest[] = []
  const asked: Asked[] = []
  const show = (id?: string): State => {
    const [first] = states.values()
    const found = id === undefined ? first : states.get(id)
    if (found !== undefined) return found
    throw new MemdiagError('investigation-unknown', say`There is no investigation yet.`)
  }
  const append = (id: string, event: Event): State => {
    const after = apply(show(id), event)
    states.set(after.id, after)
    return after
  }
  return {
    started,
    asked,
    know(state) {
      states.set(state.id, state)
    },
    after: () => show(),
    async start(request) {
      if (options.startFails !== undefined) throw options.startFails
      await options.answersAfter?.()
      started.push(request)
      return { id: `id${started.length}`, joined: false }
    },
    async cancel({ id, by }) {
      asked.push({ what: 'cancel', id, by })
      const state = show(id)
      if (state.endedAt !== null)
        throw new MemdiagError('already-ended', say`Investigation ${state.id} has ended.`)
      const reason = `cancelled by ${by}`
      return append(state.id, { kind: 'ended', version: 1, at: AT, state: 'cancelled', reason })
    },
    async decide({ id, approval, decision, by }) {
      asked.push({ what: 'decide', id, approval, decision, by })
      if (options.decideFails !== undefined) throw options.decideFails
      return show(id)
    },
    async resume({ id, by }) {
      asked.push({ what: 'resume', id, by })
      return show(id)
    },
    async verify({ id, by, slack }) {
      asked.push({ what: 'verify', id, by, slack })
      return 'verification'
    },
    async show(id) {
      await options.answersAfter?.()
      return show(id)
    },
    async list() {
      await options.answersAfter?.()
      return [LISTED]
    },
    async press({ id, action, subject, by, text }) {
      await options.answersAfter?.()
      asked.push({ what: 'press', id, action, subject, by })
      const earlier = pressOf(show(id).presses, { action, subject })
      if (earlier !== null && !earlier.open)
        throw new MemdiagError(
          'already-done',
          say`That was pressed already, by ${earlier.by} at ${earlier.at}.`,
        )
      const press = { action, subject, by, text: text ?? null }
      return append(id, { kind: 'button-pressed', version: 1, at: AT, ...press })
    },
    async note({ id, note }) {
      return append(id, { kind: 'note', version: 1, at: AT, note })
    },
    async keepAnswer({ id, question, by, reply }) {
      asked.push({ what: 'ask', id, question, by, ...reply })
      return show(id)
    },
    async consult({ id, question, by }) {
      asked.push({ what: 'consult', id, question, by })
      return options.consults?.(show(id)) ?? null
    },
    async inThread(channel, threadTs) {
      await options.answersAfter?.()
      const found = [...states.values()].find(
        // One that was asked for in the channel stands under its own root message, which only the store knows.
        ({ slack }) => slack?.channel === channel && (slack.threadTs ?? threadTs) === threadTs,
      )
      return found?.id ?? null
    },
    async pressDone(id, done) {
      append(id, { kind: 'button-done', version: 1, at: AT, ...done })
    },
  }
}
