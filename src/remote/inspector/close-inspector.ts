import { MemdiagError, messageOf } from '../../core/errors.ts'
import type { InspectorEnd } from '../../core/heap-port.ts'
import type { ProcessRef } from '../../core/heap-values.ts'
import { type AgentMessage, type AgentTask, firstAnswer, startAgent } from './agent.ts'
import type { Facts } from './facts.ts'
import type { HeapDeps } from './heap-deps.ts'
import { LIMITS } from './limits.ts'
import { lookAt } from './look.ts'
import { processOn, refusal, refuseUntouchable } from './refusals.ts'
import { endOf, isEnd } from './session.ts'

type Closing = {
  readonly process: ProcessRef
  /** It is known that none was open before memdiag came. */
  readonly wasClosed: boolean
}

const GONE: InspectorEnd = { state: 'gone', text: 'The process ended or was restarted meanwhile.' }

/** Closes what memdiag may have left open on a process, by a new agent. Throws when the node could not be asked. */
export async function closeInspector(
  deps: HeapDeps,
  { process, wasClosed }: Closing,
  signal: AbortSignal,
): Promise<InspectorEnd> {
  const { pid, startTicks } = process
  const facts = await lookUnlessGone(deps, pid, signal)
  if (facts === null || facts.values.startTicks !== startTicks) return GONE
  const name = processOn(pid, deps.shell.name)
  refuseUntouchable(facts, startTicks, name)
  const agent = await startAgent(deps, facts, { ...TASK, wasClosed })
  try {
    const ms = LIMITS.openMs + LIMITS.closeMs + LIMITS.graceMs
    const answer = await firstAnswer(agent, isAnswer, {
      ms,
      what: `close the inspector of ${name}`,
    })
    if (answer.kind !== 'refused') return endOf(answer)
    // `closed`: nothing listens where one could be.
    if (answer.reason === 'closed') return { state: 'closed', text: null }
    if (answer.reason === 'gone') return GONE
    return { state: 'unverified', text: refusal(answer.reason, name, answer.text).message }
  } finally {
    agent.leave()
  }
}

const TASK: AgentTask = {
  bySignal: false,
  closeAfterMs: LIMITS.closeMs,
  openMs: LIMITS.openMs,
  closing: true,
  wasClosed: false,
}

function isAnswer(message: AgentMessage): boolean {
  return isEnd(message) || message.kind === 'refused'
}

async function lookUnlessGone(
  deps: HeapDeps,
  pid: number,
  signal: AbortSignal,
): Promise<Facts | null> {
  const request = { pid, deadlineMs: LIMITS.lookMs, name: deps.shell.name }
  try {
    return await lookAt(deps.run, request, signal)
  } catch (error) {
    if (error instanceof MemdiagError && error.code === 'not-there') return null
    throw error
  }
}

/** The same where nobody can be told of a failure but the reader; tried once, over a new connection. */
export async function closeSafely(deps: HeapDeps, closing: Closing): Promise<InspectorEnd> {
  try {
    return await closeInspector(deps, closing, new AbortController().signal)
  } catch (error) {
    return {
      state: 'unverified',
      text: `${messageOf(error)} The agent on the node closes it when it hears nothing more, and a timer inside the process after that.`,
    }
  }
}
