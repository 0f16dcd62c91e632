import type { FollowUp, Step } from '../../core/step.ts'
import type { Service } from '../../core/service.ts'
import type { Values } from '../../core/values.ts'
import { judgeWebsocket } from './judge.ts'
import { HANDSHAKES } from './limits.ts'
import { parseWebsocket } from './parse.ts'
import { websocketProbe } from './probe.ts'

/** Does permessage-deflate cost memory here? */
export const websocketStep: Step = {
  name: 'websocket',
  probe: websocketProbe,
  parse: parseWebsocket,
  followUps,
  judge: judgeWebsocket,
}

/** A handshake to the port that services.yml names; else, where a library is installed, to the service's own ports. */
function followUps(values: Values, { websocket }: Service): readonly FollowUp[] {
  if (websocket === 'off') return []
  if (websocket !== undefined) return [{ kind: 'handshake', ...websocket }]
  if (values.kind !== 'websocket' || values.packages.length === 0) return []
  const path = pathOf(values.packages.map((each) => each.name))
  return values.ports.slice(0, HANDSHAKES).map((port) => ({ kind: 'handshake', port, path }))
}

/** The paths that socket.io and engine.io serve unless they are told another. */
function pathOf(names: readonly string[]): string {
  if (names.includes('socket.io')) return '/socket.io/'
  return names.includes('engine.io') ? '/engine.io/' : '/'
}
