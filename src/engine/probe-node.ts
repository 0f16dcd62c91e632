import { MemdiagError, messageOf } from '../core/errors.ts'
import type { Event } from '../core/event.ts'
import type { Evidence } from '../core/evidence.ts'
import type { StepName } from '../core/names.ts'
import type { Connection, ScriptResult } from '../core/remote-port.ts'
import { runbookStep, type State } from '../core/state.ts'
import type { ProbeInput } from '../core/step.ts'
import type { TrendValues } from '../core/trend-values.ts'
import { trendOfProbe } from '../steps/trend/sample.ts'
import type { EngineDeps } from './engine.ts'
import { askFollowUps } from './follow-ups.ts'
import { KEPT_OUTPUT_CHARACTERS } from './limits.ts'
import { say } from '../core/say.ts'

type Ask = { readonly step: StepName; readonly node: string }

/** Asks one node one step: its evidence, or why there is none. Nothing when the signal aborted: it is asked again. */
export async function probeNode(
  deps: EngineDeps,
  state: State,
  ask: Ask,
  signal: AbortSignal,
): Promise<Event[]> {
  const target = state.service.targets.find((each) => each.name === ask.node)
  if (target === undefined) throw new Error(`Investigation ${state.id} has no node ${ask.node}.`)
  let connected = false
  try {
    const connection = await deps.remote.connect(target, signal)
    connected = true
    return (await collect(deps, state, ask, { connection, signal })).map((evidence) => ({
      kind: 'evidence',
      version: 1,
      at: deps.clock.now(),
      evidence,
    }))
  } catch (error) {
    if (signal.aborted) return []
    return [failure(deps, ask, error, !connected || isFinal(error))]
  }
}

/** There is no shell behind this login: every further step would wait for it again, and find nothing else. */
function isFinal(error: unknown): boolean {
  return error instanceof MemdiagError && (error.code === 'protocol' || error.code === 'timed-out')
}

/** A script that says nothing at all, not even its pid, was never begun: something else runs in its place. */
function refuseSilence(ask: Ask, result: ScriptResult, deadlineSeconds: number): void {
  if (!result.timedOut || !result.mayStillRun || result.stdout !== '') return
  throw new MemdiagError(
    'timed-out',
    say`Node ${ask.node} let us in, but no shell answered within ${deadlineSeconds} s.`.text,
    {
      hint: say`A forced command or a login script may hang there. What it started could not be stopped from here: look for it on the node.`
        .text,
    },
  )
}

/** What the step asks of the node, for `explain` and for the probe itself. */
export function probeInput(
  deps: Pick<EngineDeps, 'self'>,
  state: Pick<State, 'service' | 'runbook'>,
  nonce: string,
): ProbeInput {
  return {
    service: state.service,
    thresholds: state.runbook.thresholds,
    nonce,
    self: deps.self,
    roots: { proc: '/proc', cgroup: '/sys/fs/cgroup' },
  }
}

async function collect(
  deps: EngineDeps,
  state: State,
  ask: Ask,
  via: { readonly connection: Connection; readonly signal: AbortSignal },
): Promise<Evidence[]> {
  const step = deps.steps[ask.step]
  const limits = runbookStep(state, ask.step)
  const input = probeInput(deps, state, deps.newId())
  const text = step.probe(input)
  const at = deps.clock.now()
  const result = await via.connection.run(
    {
      text,
      deadlineMs: limits.deadlineSeconds * 1000,
      maxOutputBytes: limits.maxOutputBytes,
    },
    via.signal,
  )
  refuseSilence(ask, result, limits.deadlineSeconds)
  const { values, missing } = step.parse(result.stdout, input)
  const look = trendOfProbe(result.stdout, input)
  const asked = await askFollowUps(deps, state, { ...ask, values }, via)
  return [
    {
      id: `${ask.step}/${ask.node}`,
      step: ask.step,
      node: ask.node,
      command: text,
      exitCode: result.exitCode,
      durationMs: Math.round(result.durationMs),
      at,
      values,
      output: keep(result),
      missing: [...missing, ...cutShort(result, limits), ...asked.missing],
    },
    ...(look === null ? [] : [lookEvidence(ask, at, look)]),
    ...asked.evidence,
  ]
}

/** The process table that every probe reads is a look at the memory: together they are a series. */
function lookEvidence(ask: Ask, at: string, values: TrendValues): Evidence {
  return {
    id: `${ask.step}.look/${ask.node}`,
    ...ask,
    command: `(the process table of ${ask.step}/${ask.node})`,
    exitCode: null,
    durationMs: 0,
    at,
    values,
    output: { text: '', truncated: false },
    missing: [],
  }
}

function keep(result: ScriptResult): Evidence['output'] {
  const text = result.stderr === '' ? result.stdout : `${result.stdout}\n[stderr]\n${result.stderr}`
  return {
    text: text.slice(0, KEPT_OUTPUT_CHARACTERS),
    truncated: result.truncated || text.length > KEPT_OUTPUT_CHARACTERS,
  }
}

function cutShort(
  result: ScriptResult,
  limits: { readonly deadlineSeconds: number; readonly maxOutputBytes: number },
): Evidence['missing'] {
  const missing: Evidence['missing'] = []
  if (result.timedOut) {
    missing.push({
      what: say`the end of the probe`.text,
      reason: 'timed-out',
      hint: say`${result.mayStillRun ? say`It could not be stopped, and may still run on the node` : say`It was stopped on the node`} after ${limits.deadlineSeconds} s. A longer deadlineSeconds in the runbook gives it more time.`
        .text,
    })
  }
  if (result.truncated) {
    missing.push({
      what: say`the end of the answer`.text,
      reason: 'truncated',
      hint: say`The node sent more than ${limits.maxOutputBytes} bytes; the probe was stopped there.`
        .text,
    })
  }
  return missing
}

/** A failure to get in is final: asking the same node again five times more would only wait five times more. */
function failure(deps: EngineDeps, ask: Ask, error: unknown, final: boolean): Event {
  const known = error instanceof MemdiagError ? error : null
  if (known === null) deps.log.error({ ...ask, error: messageOf(error) }, 'probe failed')
  return {
    kind: 'node-failed',
    version: 1,
    at: deps.clock.now(),
    step: ask.step,
    node: ask.node,
    code: known?.code ?? 'internal',
    message: messageOf(error),
    ...(known?.hint === undefined ? {} : { hint: known.hint }),
    final,
  }
}
