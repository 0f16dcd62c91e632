import { messageOf } from '../../core/errors.ts'
import type { InspectorEnd, InspectorSession } from '../../core/heap-port.ts'
import type { ProcessRef } from '../../core/heap-values.ts'
import { atMost } from '../wait.ts'
import type { Agent, AgentMessage } from './agent.ts'
import { createCdp } from './cdp.ts'
import { readFigures } from './figures.ts'
import { LIMITS } from './limits.ts'
import { profileHeap } from './profile.ts'
import { takeSnapshot } from './transfer.ts'

type Opened = Extract<AgentMessage, { kind: 'open' }>

export type SessionDeps = {
  readonly agent: Agent
  readonly process: ProcessRef
  /** `process 42 on web-1`, for messages. */
  readonly name: string
  readonly open: Opened
  /** Looks at the node anew, when the agent could not say how it ended; must not throw. */
  readonly closeAnew: () => Promise<InspectorEnd>
  /** Called once, when the session is over. */
  readonly onEnd: () => void
}

/** A session through an agent that said `open`. */
export function createSession(deps: SessionDeps): InspectorSession {
  const { agent, process, name, open } = deps
  const { port, opened, version: nodeVersion } = open
  const cdp = createCdp(agent, name)
  let end: Promise<InspectorEnd> | null = null

  async function close(): Promise<InspectorEnd> {
    const said = Promise.withResolvers<AgentMessage | null>()
    const forget = cdp.onAgent((message) => {
      if (isEnd(message)) said.resolve(message)
    })
    agent.ended.then(() => said.resolve(null)).catch(() => undefined)
    agent.resume()
    agent.command({ do: 'close' })
    const message = await atMost(LIMITS.closeMs + LIMITS.graceMs, said.promise)
    forget()
    agent.leave()
    deps.onEnd()
    if (message === null) return await deps.closeAnew()
    return endOf(message)
  }

  return {
    process,
    port,
    nodeVersion,
    opened,
    figures: (request, signal) => readFigures({ cdp, process, port }, request, signal),
    profile: (request, signal) => profileHeap({ cdp, process, nodeVersion }, request, signal),
    snapshot: (request, signal) => takeSnapshot({ cdp, agent, name }, request, signal),
    keepOpen(closeAfterMs) {
      agent.command({ do: 'keep', ms: closeAfterMs })
      return Promise.resolve()
    },
    async close() {
      end ??= close()
      try {
        return await end
      } catch (error) {
        return { state: 'unverified', text: messageOf(error) }
      }
    },
  }
}

const STILL_CLOSING =
  'The process did not answer yet. An agent on its node goes on closing it, and a timer inside the process does when it goes on.'

export function isEnd(message: AgentMessage): boolean {
  return ['closed', 'left-open', 'unverified', 'gone'].includes(message.kind)
}

/** What an agent's last word means. */
export function endOf(message: AgentMessage): InspectorEnd {
  switch (message.kind) {
    case 'closed':
      return { state: 'closed', text: null }
    case 'left-open':
      return { state: 'left-open', text: 'It was open before memdiag came.' }
    case 'gone':
      return { state: 'gone', text: 'The process ended meanwhile.' }
    case 'unverified':
      return { state: 'unverified', text: STILL_CLOSING }
    case 'open':
    case 'refused':
    case 'memory':
    case 'abandoned':
      return { state: 'unverified', text: null }
  }
}
