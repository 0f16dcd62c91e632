import { formatBytes } from '../../core/bytes.ts'
import type { Evidence } from '../../core/evidence.ts'
import type { Finding } from '../../core/finding.ts'
import { reading } from '../../core/readings.ts'
import { say, type Said, SILENCE } from '../../core/say.ts'
import type { JudgeInput } from '../../core/step.ts'
import type { HandshakeValues, WebsocketValues } from '../../core/websocket-values.ts'
import { newFinding } from '../answer.ts'
import { deflateByDefault, deflateBySource } from './default-deflate.ts'
import { SMALL_SHARE } from './limits.ts'
import { NO_MODULES } from './parse.ts'

/** Whether permessage-deflate costs memory on one node. One real handshake outweighs versions and sources. */
export function judgeWebsocket(input: JudgeInput): readonly Finding[] {
  const read = reading(input.evidence, input.node, 'websocket')
  const asked = input.evidence.filter((each) => each.node === input.node).flatMap(handshakeOf)
  const found =
    byHandshake(asked, read?.values ?? null, input) ??
    (read === null ? null : byInstallation(read.values, asked, missingOf(input, read.id)))
  if (found === null) return []
  const evidence = [read?.id ?? [], asked.map((each) => each.id)].flat(2)
  return [
    newFinding('websocket', input.node, { cause: 'websocket-compression', ...found, evidence }),
  ]
}

type Found = Pick<Finding, 'speaks' | 'strength' | 'text' | 'message'> & { readonly rule: string }
type Asked = { readonly id: string; readonly values: HandshakeValues }

function handshakeOf({ id, values }: Evidence): Asked[] {
  return values.kind === 'handshake' ? [{ id, values }] : []
}

function missingOf({ evidence }: JudgeInput, id: string): Evidence['missing'] {
  return evidence.find((each) => each.id === id)?.missing ?? []
}

function byHandshake(
  asked: readonly Asked[],
  values: WebsocketValues | null,
  { thresholds }: JudgeInput,
): Found | null {
  const upgraded = asked.map((each) => each.values).filter((each) => each.outcome === 'upgraded')
  const negotiated = upgraded.find((each) => each.deflate === true)
  if (negotiated !== undefined) {
    const connections = values?.connections ?? 0
    const bytes = connections * thresholds.deflateBytesPerConnection
    const little = bytes <= (values?.rssBytes ?? 0) * SMALL_SHARE
    return {
      rule: 'deflate-negotiated',
      speaks: 'for',
      strength: little ? 'weak' : 'strong',
      ...say`Port ${negotiated.port} negotiates permessage-deflate: ${connections} connections may cost about ${formatBytes(bytes)}${little ? say`, little beside the rest` : SILENCE}.`,
    }
  }
  const refused = upgraded.find((each) => each.deflate === false)
  if (refused === undefined) return null
  return {
    rule: 'deflate-refused',
    speaks: 'against',
    strength: 'decisive',
    ...say`Port ${refused.port} does not negotiate permessage-deflate, though a handshake offered it.`,
  }
}

function byInstallation(
  values: WebsocketValues,
  asked: readonly Asked[],
  missing: Evidence['missing'],
): Found {
  const byDefault = deflateByDefault(values.packages)
  const bySource = deflateBySource(values.settings)
  if (byDefault !== null) {
    const { name, version } = byDefault.package
    const on = bySource ?? byDefault.on
    const set =
      bySource === null
        ? SILENCE
        : bySource
          ? say`, and a file under its folder sets perMessageDeflate on`
          : say`, and a file under its folder sets perMessageDeflate off`
    return {
      rule: 'deflate-default',
      speaks: on ? 'for' : 'against',
      strength: 'weak',
      ...say`${name} ${version} has permessage-deflate ${byDefault.on ? say`on` : say`off`} by default${set}; ${whyUnproved(asked)}.`,
    }
  }
  if (missing.some((each) => each.what === NO_MODULES)) {
    return {
      rule: 'unknown',
      speaks: 'neither',
      strength: 'weak',
      ...say`Whether the service serves WebSockets is unknown: where it is installed was not found. Name \`dir\` or \`websocket\` in services.yml.`,
    }
  }
  return noLibrary(asked)
}

/** Three packages are looked for, and there are others: only a port that was asked and refused says more. */
function noLibrary(asked: readonly Asked[]): Found {
  const base = { rule: 'no-websocket', speaks: 'against' } as const
  const none = say`None of socket.io, engine.io and ws is installed beside the service`
  if (asked.length > 0 && asked.every(({ values }) => isRefusal(values))) {
    const ports = asked.map(({ values }) => `${values.port}${values.path}`).join(', ')
    return {
      ...base,
      strength: 'strong',
      ...say`${none}, and a handshake was refused at ${ports}.`,
    }
  }
  const others = say`Only these three were looked for: uWebSockets.js, sockjs or a bundle may serve WebSockets`
  return {
    ...base,
    strength: 'weak',
    ...say`${none}. ${others}; ${whyUnproved(asked)}.`,
  }
}

/**
 * Whether a port answered as one does that knows no WebSockets: not as HTTP, with an ordinary page, or with
 * nothing there. A 400, 401, 403 or 5xx may come from a WebSocket server that does not take this client.
 */
function isRefusal({ outcome, status }: HandshakeValues): boolean {
  if (outcome === 'not-http') return true
  if (outcome !== 'http-refused' || status === null) return false
  return (status >= 200 && status < 400) || status === 404 || status === 405
}

/** Why no handshake settled it, and what would. */
function whyUnproved(asked: readonly Asked[]): Said {
  if (asked.length === 0) {
    return say`no handshake was done: name the port under \`websocket\` in services.yml to have it proved`
  }
  const ports = asked.map(({ values }) => `${values.port}${values.path} (${values.outcome})`)
  return say`no handshake succeeded at ${ports.join(', ')}: name port and path under \`websocket\` in services.yml to have it proved`
}
