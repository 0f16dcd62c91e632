import { decide } from '../core/decide.ts'
import { MemdiagError } from '../core/errors.ts'
import { offered } from '../core/ladder.ts'
import type { Ahead, Investigations } from '../core/investigations-port.ts'
import type { State } from '../core/state.ts'
import { append } from './append-decided.ts'
import type { EngineDeps } from './engine.ts'
import { say } from '../core/say.ts'

/** Whoever works the investigation is woken: there is something to do. */
const atOnce = (): number => 0

type Deps = Pick<EngineDeps, 'store' | 'clock' | 'log'>

/** Stores a person's answer and wakes whoever works the investigation. */
export async function decideApproval(
  deps: Deps,
  { id: prefix, ...answer }: Parameters<Investigations['decide']>[0],
): Promise<State> {
  const id = await deps.store.resolveId(prefix)
  const state = await append(deps, { id, lookIn: atOnce }, (now) =>
    decide(now, answer, deps.clock.now()),
  )
  deps.log.info(
    { investigation: id, approval: answer.approval, decision: answer.decision, by: answer.by },
    'approval decided',
  )
  return state
}

/** Notes that somebody came back, with what they approve ahead; one that has its verdict opens again where a rung is left. */
export async function resume(
  deps: Deps,
  { id: prefix, by, ...ahead }: Parameters<Investigations['resume']>[0],
): Promise<State> {
  const id = await deps.store.resolveId(prefix)
  refuseFromSlack(by, ahead)
  const state = await append(deps, { id, lookIn: atOnce }, (now) => {
    refuseEnded(now)
    const reopens = now.state === 'done'
    return { kind: 'resumed', version: 1, at: deps.clock.now(), by, reopens, ...ahead }
  })
  deps.log.info({ investigation: id, by, ...ahead }, 'investigation resumed')
  return state
}

/** --approve and --force are the terminal's: from Slack one rung is approved at a time, by its card. */
export function refuseFromSlack(by: string, { approve, force }: Ahead): void {
  if (!by.startsWith('slack:') || (approve === undefined && force !== true)) return
  throw new MemdiagError('not-approver', say`Nothing is approved ahead from Slack.`)
}

function refuseEnded(state: State): void {
  if (state.state === 'cancelled' || state.state === 'failed') {
    throw new MemdiagError(
      'not-resumable',
      say`Investigation ${state.id} has ended: ${state.state}.`,
      {
        hint: say`Begin another: memdiag run ${state.service.name}`,
      },
    )
  }
  if (state.state === 'done' && offered(state) === null) {
    throw new MemdiagError(
      'not-resumable',
      say`Investigation ${state.id} has its verdict, and nothing on the process could tell more.`,
      { hint: say`See it with: memdiag show ${state.id}` },
    )
  }
}
