import { MemdiagError } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import type { Evidence } from '../core/evidence.ts'
import type { State } from '../core/state.ts'
import type { Watch } from '../core/watch.ts'
import { WATCH_GRACE_SECONDS } from '../steps/trend/limits.ts'
import { parseWatch, watchProbe } from '../steps/trend/watch.ts'
import type { EngineDeps } from './engine.ts'
import { probeInput } from './probe-node.ts'
import { say } from '../core/say.ts'

/** Output of a watch: a look at 400 processes is about 20 kB. */
const WATCH_OUTPUT_BYTES = 4_194_304

/** Looks at the memory of a node over a span; what goes wrong is told in the evidence, and nothing else is lost by it. */
export async function watchNode(
  deps: EngineDeps,
  state: State,
  { node, seconds, id }: Watch,
  signal: AbortSignal,
): Promise<Event[]> {
  const target = state.service.targets.find((each) => each.name === node)
  if (target === undefined) throw new Error(`Investigation ${state.id} has no node ${node}.`)
  const input = probeInput(deps, state, deps.newId())
  const text = watchProbe(input, seconds)
  const at = deps.clock.now()
  const base = { id, step: 'load', node, command: text, at } as const
  const event = (evidence: Evidence): Event[] => [
    { kind: 'evidence', version: 1, at: deps.clock.now(), evidence },
  ]
  try {
    const connection = await deps.remote.connect(target, signal)
    const result = await connection.run(
      {
        text,
        deadlineMs: (seconds + WATCH_GRACE_SECONDS) * 1000,
        maxOutputBytes: WATCH_OUTPUT_BYTES,
      },
      signal,
    )
    const { values, missing } = parseWatch(result.stdout, input)
    return event({
      ...base,
      exitCode: result.exitCode,
      durationMs: Math.round(result.durationMs),
      values,
      // Every figure of it stands in the values.
      output: { text: '', truncated: result.truncated },
      missing: [...missing],
    })
  } catch (error) {
    if (signal.aborted) return []
    if (!(error instanceof MemdiagError)) throw error
    const hint = error.hint === undefined ? error.message : `${error.message} ${error.hint}`
    const reason = error.code === 'timed-out' ? 'timed-out' : 'unreadable'
    return event({
      ...base,
      exitCode: null,
      durationMs: 0,
      values: { kind: 'none' },
      output: { text: '', truncated: false },
      missing: [{ what: say`looks at the memory over time`.text, reason, hint }],
    })
  }
}
