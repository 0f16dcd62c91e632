import { MemdiagError } from '../core/errors.ts'
import type { Evidence, Missing } from '../core/evidence.ts'
import type { StepName } from '../core/names.ts'
import type { Connection } from '../core/remote-port.ts'
import type { State } from '../core/state.ts'
import type { FollowUp } from '../core/step.ts'
import type { Values } from '../core/values.ts'
import type { EngineDeps } from './engine.ts'
import { FOLLOW_UP_DEADLINE_MS } from './limits.ts'
import { say } from '../core/say.ts'

type Asked = { readonly evidence: readonly Evidence[]; readonly missing: readonly Missing[] }
type Context = { readonly step: StepName; readonly node: string; readonly values: Values }
type Via = { readonly connection: Connection; readonly signal: AbortSignal }

/** Asks what a step wants to know beyond its probe, one after the other; what cannot be had is missing. */
export async function askFollowUps(
  deps: EngineDeps,
  state: State,
  context: Context,
  via: Via,
): Promise<Asked> {
  const evidence: Evidence[] = []
  const missing: Missing[] = []
  for (const followUp of deps.steps[context.step].followUps(context.values, state.service)) {
    const at = deps.clock.now()
    const begun = performance.now()
    try {
      const values = await ask(state, followUp, via)
      if (values === null) continue
      evidence.push({
        id: `${context.step}.${followUp.kind}-${followUp.port}/${context.node}`,
        step: context.step,
        node: context.node,
        command: commandOf(followUp),
        exitCode: null,
        durationMs: Math.round(performance.now() - begun),
        at,
        values,
        output: { text: '', truncated: false },
        missing: [],
      })
    } catch (error) {
      if (!(error instanceof MemdiagError) || via.signal.aborted) throw error
      missing.push(notHad(followUp, error))
    }
  }
  return { evidence, missing }
}

async function ask(state: State, followUp: FollowUp, via: Via): Promise<Values | null> {
  const { port } = followUp
  const deadlineMs = FOLLOW_UP_DEADLINE_MS
  switch (followUp.kind) {
    case 'inspector':
      return {
        kind: 'inspector',
        ...(await via.connection.inspect({ port, deadlineMs }, via.signal)),
      }
    case 'handshake': {
      const { websocket } = state.service
      const viaHost = websocket !== undefined && websocket !== 'off' && websocket.port === port
      // A port that nobody named might be a database's: a plain HEAD first, and no handshake unless it is HTTP.
      if (!viaHost && !(await via.connection.speaksHttp({ port, deadlineMs }, via.signal))) {
        return null
      }
      const request = { port, path: followUp.path, deadlineMs, viaHost }
      return { kind: 'handshake', ...(await via.connection.handshake(request, via.signal)) }
    }
  }
}

function commandOf(followUp: FollowUp): string {
  switch (followUp.kind) {
    case 'inspector':
      return `Runtime.evaluate process.memoryUsage() through the inspector on 127.0.0.1:${followUp.port}`
    case 'handshake':
      return `GET ${followUp.path} on 127.0.0.1:${followUp.port} with Upgrade: websocket, Sec-WebSocket-Extensions: permessage-deflate`
  }
}

function notHad(followUp: FollowUp, error: MemdiagError): Missing {
  return {
    what: (followUp.kind === 'handshake'
      ? say`a WebSocket handshake on port ${followUp.port}`
      : say`the heap figures on port ${followUp.port}`
    ).text,
    reason: error.code === 'timed-out' ? 'timed-out' : 'unreadable',
    hint: error.hint === undefined ? error.message : `${error.message} ${error.hint}`,
  }
}
