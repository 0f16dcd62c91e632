import { MemdiagError } from '../../core/errors.ts'
import type { InspectorRequest, InspectorSession } from '../../core/heap-port.ts'
import { type AgentMessage, firstAnswer, startAgent } from './agent.ts'
import { closeSafely } from './close-inspector.ts'
import type { HeapDeps } from './heap-deps.ts'
import { LIMITS } from './limits.ts'
import { lookAt } from './look.ts'
import { processOn, refusal, refuseUntouchable } from './refusals.ts'
import { createSession, type SessionDeps } from './session.ts'
import { say } from '../../core/say.ts'

/** Attaches to the inspector of a process, opened by SIGUSR1 where that is allowed. Waits for its turn on the node. */
export async function openInspector(
  deps: HeapDeps,
  request: InspectorRequest,
  signal: AbortSignal,
): Promise<InspectorSession> {
  const { process } = request
  const release = await deps.touching.take(signal)
  const name = processOn(process.pid, deps.shell.name)
  try {
    const { agent, open } = await attach(deps, { ...request, name }, signal)
    const closeAnew = () => closeSafely(deps, { process, wasClosed: open.opened })
    return createSession({ agent, open, process, name, closeAnew, onEnd: release })
  } catch (error) {
    release()
    throw error
  }
}

async function attach(
  deps: HeapDeps,
  request: InspectorRequest & { readonly name: string },
  signal: AbortSignal,
): Promise<Pick<SessionDeps, 'agent' | 'open'>> {
  const { process, name, bySignal, closeAfterMs } = request
  const seen = { pid: process.pid, deadlineMs: LIMITS.lookMs, name: deps.shell.name }
  const facts = await lookAt(deps.run, seen, signal)
  refuseUntouchable(facts, process.startTicks, name)
  const openMs = Math.min(request.deadlineMs, LIMITS.openMs)
  const task = { bySignal, closeAfterMs, openMs, closing: false, wasClosed: false }
  const agent = await startAgent(deps, facts, task)
  try {
    const ms = openMs + LIMITS.answerMs + LIMITS.graceMs
    const what = `open the inspector of ${name}`
    const answer = await firstAnswer(agent, isAnswer, { ms, what })
    if (answer.kind === 'refused') throw refusal(answer.reason, name, answer.text)
    if (answer.kind !== 'open') throw new Error(`the agent answered ${answer.kind}`)
    if (signal.aborted)
      throw new MemdiagError('aborted', say`Did not ${what}: it was stopped.`.text)
    return { agent, open: answer }
  } catch (error) {
    // The agent sees that, and closes what it opened or may still open.
    agent.leave()
    throw error
  }
}

function isAnswer({ kind }: AgentMessage): boolean {
  return kind === 'open' || kind === 'refused'
}
