import { isDeepStrictEqual } from 'node:util'
import { MemdiagError } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import type { Started, StartRequest } from '../core/investigations-port.ts'
import { fold, type State } from '../core/state.ts'
import { postsOf } from './append.ts'
import { refuseFromSlack } from './decisions.ts'
import type { EngineDeps } from './engine.ts'
import { say } from '../core/say.ts'

/**
 * Stores the first event of an investigation, or joins the one of the same service that is under way and covers
 * what is asked for. Throws `busy` when one is under way that covers less: two would ask the same hosts at once.
 */
export async function open(
  deps: EngineDeps,
  request: StartRequest,
  wakeInSeconds: number,
): Promise<Started> {
  refuseFromSlack(request.startedBy, request)
  const opened = openingOf(deps, request)
  const also = { posts: postsOf(fold([opened])), advanceInSeconds: wakeInSeconds }
  const beside: string[] = []
  for (;;) {
    const others = await deps.store.begin(opened.id, [opened], { ...also, beside })
    if (others.length === 0) {
      deps.log.info(
        { investigation: opened.id, service: opened.service.name },
        'investigation opened',
      )
      return { id: opened.id, joined: false }
    }
    for (const id of others) {
      const other = fold(await deps.store.load(id))
      if (covers(other, opened)) {
        deps.log.info({ investigation: id, by: opened.startedBy }, 'investigation joined')
        return { id, joined: true }
      }
      if (touches(other, opened)) throw underWay(other)
      // The same name on other hosts, as with --host: they do not meet.
      beside.push(id)
    }
  }
}

function openingOf(deps: EngineDeps, request: StartRequest): Extract<Event, { kind: 'opened' }> {
  return {
    kind: 'opened',
    version: 1,
    at: deps.clock.now(),
    id: request.id ?? deps.newId(),
    service: request.service,
    runbook: request.runbook ?? deps.runbook,
    startedBy: request.startedBy,
    ...(request.only === undefined ? {} : { only: [...request.only] }),
    ...(request.slack === undefined ? {} : { slack: request.slack }),
    ...(request.watchSeconds === undefined ? {} : { watchSeconds: request.watchSeconds }),
    ...(request.verifies === undefined ? {} : { verifies: request.verifies }),
    ...(request.approve === undefined ? {} : { approve: request.approve }),
    ...(request.force === undefined ? {} : { force: request.force }),
    ...(deps.narrator === undefined || request.service.narrate === 'off'
      ? {}
      : { narrate: { language: request.language ?? deps.narrator.language } }),
    ...(request.language === undefined ? {} : { language: request.language }),
    ...(request.unattended === undefined ? {} : { unattended: request.unattended }),
  }
}

type Opened = ReturnType<typeof openingOf>

/** Everything that is asked for is asked already. */
function covers(other: State, wanted: Opened): boolean {
  const steps = wanted.only ?? wanted.runbook.steps.map((each) => each.step)
  const asked = other.only ?? other.runbook.steps.map((each) => each.step)
  return (
    isDeepStrictEqual(other.verifies, wanted.verifies ?? null) &&
    (wanted.watchSeconds ?? 0) <= (other.watchSeconds ?? 0) &&
    steps.every((step) => asked.includes(step)) &&
    wanted.service.targets.every((target) => has(other, target))
  )
}

function touches(other: State, wanted: Opened): boolean {
  return wanted.service.targets.some((target) => has(other, target))
}

function has(other: State, target: unknown): boolean {
  return other.service.targets.some((each) => isDeepStrictEqual(each, target))
}

function underWay(other: State): MemdiagError {
  return new MemdiagError(
    'busy',
    say`Investigation ${other.id} of ${other.service.name} is under way and does not cover what you ask for.`,
    { hint: say`Wait for its end, or stop it with: memdiag cancel ${other.id}` },
  )
}
