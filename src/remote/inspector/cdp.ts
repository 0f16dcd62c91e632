import { z } from 'zod'
import { MemdiagError } from '../../core/errors.ts'
import { reasonOf } from '../wait.ts'
import type { Agent, AgentMessage } from './agent.ts'
import { say } from '../../core/say.ts'

const Answer = z.object({
  id: z.int().positive().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
})

export type Call = {
  readonly method: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly deadlineMs: number
}

/** The Chrome DevTools Protocol over the agent: one request, one answer, and events for whoever asked for them. */
export type Cdp = {
  call(call: Call, signal: AbortSignal): Promise<unknown>
  /** Called with each event of that method until the returned function is. */
  on(method: string, listener: (params: unknown) => void): () => void
  onAgent(listener: (message: AgentMessage) => void): () => void
}

function settle(
  pending: PromiseWithResolvers<unknown>,
  { result, error }: z.infer<typeof Answer>,
  name: string,
): void {
  if (error === undefined) return pending.resolve(result)
  const text = `The inspector of ${name} refused a request: ${error.message.slice(0, 200)}.`
  return pending.reject(new MemdiagError('protocol', text))
}

function lostInspector(name: string, error: Error | null): MemdiagError {
  return new MemdiagError(
    'unreachable',
    say`Lost the inspector of ${name}: ${error?.message ?? say`its connection was closed`.text}.`
      .text,
    {
      hint: say`What memdiag opened closes itself: by its agent on the node, or the timer inside the process.`
        .text,
    },
  )
}

/** Speaks through an agent that said `open`. Calls fail once it has ended. */
export function createCdp(agent: Agent, name: string): Cdp {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const listeners = new Map<string, (params: unknown) => void>()
  const agentListeners = new Set<(message: AgentMessage) => void>()
  let ids = 0
  let lost: MemdiagError | null = null

  agent.listen({
    onAgent: (message) => {
      for (const each of agentListeners) each(message)
    },
    onMessage: (line) => {
      const answer = Answer.parse(JSON.parse(line.toString('utf8')))
      if (answer.id === undefined) return listeners.get(answer.method ?? '')?.(answer.params)
      const pending = waiting.get(answer.id)
      waiting.delete(answer.id)
      return pending === undefined ? undefined : settle(pending, answer, name)
    },
  })
  agent.ended
    .then((error) => {
      lost = lostInspector(name, error)
      for (const each of waiting.values()) each.reject(lost)
      return waiting.clear()
    })
    .catch(() => undefined)

  return {
    async call({ method, params = {}, deadlineMs }, signal) {
      if (lost !== null) throw lost
      if (signal.aborted) throw reasonOf(signal)
      ids += 1
      const id = ids
      const pending = Promise.withResolvers<unknown>()
      waiting.set(id, pending)
      const timer = setTimeout(() => {
        const text = `${method} got no answer from ${name} within ${deadlineMs / 1000} s: the process may stand still.`
        pending.reject(new MemdiagError('timed-out', text))
      }, deadlineMs)
      const onAbort = (): void => pending.reject(reasonOf(signal))
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        agent.send(JSON.stringify({ id, method, params }))
        return await pending.promise
      } finally {
        waiting.delete(id)
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      }
    },
    on(method, listener) {
      listeners.set(method, listener)
      return () => listeners.delete(method)
    },
    onAgent(listener) {
      agentListeners.add(listener)
      return () => agentListeners.delete(listener)
    },
  }
}
