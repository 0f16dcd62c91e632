import { everySecond, requests, untilHeld } from '../drives.ts'
import type { LabCase } from '../lab-case.ts'
import { all, explainedBy, grows, isProblem, isRoomy, isSteady } from '../premises.ts'

const MB = 1024 ** 2

const isSteadyOrSmall: typeof isSteady = (before, after) =>
  Math.max(before.heldBytes, after.heldBytes) < 15 * MB ? null : isSteady(before, after)

/** Faults that keep JavaScript objects: the service's script, its route, and what it does. */
const FAULTS = [
  {
    family: 'sessions-in-a-map',
    script: 'sessions.js',
    route: '/connect',
    about: 'closures and sockets of closed connections stay in a Map',
    healthy: ['--leak=0'],
  },
  {
    family: 'timers-never-cleared',
    script: 'timers.js',
    route: '/hit',
    about: 'each request starts an interval that nothing clears',
    healthy: ['--leak=0'],
  },
  {
    family: 'unbounded-cache',
    script: 'cache.js',
    route: '/hit',
    about: 'a cache by URL that drops nothing',
    healthy: ['--limit=1500'],
  },
  {
    family: 'listeners-per-request',
    script: 'listeners.js',
    route: '/hit',
    about: 'each request adds a listener to an emitter that lives for ever',
    healthy: ['--leak=0'],
  },
  {
    family: 'promise-backlog',
    script: 'promises.js',
    route: '/hit',
    about: 'work in the background waits for a lock that nobody releases',
    healthy: ['--leak=0'],
  },
] as const

/**
 * Obvious: the leak fills most of the container and goes on. Subtle: usage is still low, but it rises. Control: the same
 * traffic and code that lets go.
 */
export const HEAP_LEAKS: readonly LabCase[] = FAULTS.flatMap(
  ({ family, script, route, about, healthy }) => {
    const base = { family, approve: 'gc' } as const
    return [
      {
        ...base,
        variant: 'obvious',
        about,
        truth: { cause: 'js-heap-leak' },
        service: { script },
        limitMiB: 256,
        drive: untilHeld(route, 90 * MB),
        meanwhile: everySecond(route, 15),
        premise: all(
          isProblem,
          grows(MB),
          explainedBy('the leak', ({ heldBytes }) => heldBytes),
        ),
      },
      {
        ...base,
        variant: 'subtle',
        about: `${about}: usage is low, but it rises`,
        truth: { cause: 'js-heap-leak' },
        service: { script },
        limitMiB: 512,
        drive: untilHeld(route, 25 * MB),
        meanwhile: everySecond(route, 25),
        premise: all(isRoomy, grows(MB)),
      },
      {
        ...base,
        variant: 'control',
        about: 'the same traffic, and code that lets go of it',
        truth: { cause: 'healthy' },
        service: { script, args: healthy },
        limitMiB: 256,
        drive: requests(route, 2000),
        meanwhile: everySecond(route, 40),
        premise: all(isRoomy, isSteadyOrSmall),
      },
    ] satisfies LabCase[]
  },
)
