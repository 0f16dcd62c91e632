import { MemdiagError } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import { mask } from '../core/mask.ts'
import type { Investigations, PressRequest } from '../core/investigations-port.ts'
import { begins, type Pressable, PRESS_TEXT_CHARACTERS, pressOf } from '../core/press.ts'
import type { State } from '../core/state.ts'
import { append } from './append-decided.ts'
import type { EngineDeps } from './engine.ts'
import { type Held, holdLease } from './lease.ts'
import { say } from '../core/say.ts'

type Deps = Pick<EngineDeps, 'store' | 'clock' | 'newId' | 'log'>

/** Presses of buttons. Each holds a lease from here to its end, by which other processes see that this one lives. */
export function createPresses(deps: Deps): Pick<Investigations, 'press' | 'pressDone'> {
  const held = new Map<string, Held>()
  return {
    async press(request) {
      const state = await use(deps, request)
      const name = pressLease(request.id, request)
      const { store, log } = deps
      const lease = await holdLease({ store, name, owner: deps.newId(), log })
      if (lease !== null) held.set(name, lease)
      return state
    },
    async pressDone(id, done) {
      const name = pressLease(id, done)
      try {
        await append(deps, { id }, () => endOf(deps, done))
      } finally {
        await held.get(name)?.release()
        held.delete(name)
      }
    },
  }
}

export function pressLease(id: string, { action, subject }: Pressable): string {
  return `press:${id}:${action}:${subject ?? ''}`
}

/** Uses a button up, for whoever comes first: of two presses at once the log takes one. */
function use(deps: Deps, request: PressRequest): Promise<State> {
  const opens = begins(request) ? { opens: deps.newId() } : {}
  const decide = (state: State): Event => {
    const earlier = pressOf(state.presses, request)
    if (earlier !== null && !earlier.open)
      throw new MemdiagError(
        'already-done',
        say`That was pressed already, by ${earlier.by} at ${earlier.at}.`,
      )
    return {
      kind: 'button-pressed',
      version: 1,
      at: deps.clock.now(),
      action: request.action,
      subject: request.subject,
      by: request.by,
      text: request.text === undefined ? null : mask(request.text).slice(0, PRESS_TEXT_CHARACTERS),
      ...opens,
    }
  }
  return append(deps, { id: request.id }, decide)
}

export function endOf(
  { clock }: Pick<Deps, 'clock'>,
  { action, subject, outcome, open }: Pressable & { outcome: string; open: boolean },
): Event {
  return { kind: 'button-done', version: 1, at: clock.now(), action, subject, outcome, open }
}
