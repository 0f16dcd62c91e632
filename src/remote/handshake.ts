import { randomBytes } from 'node:crypto'
import { MemdiagError } from '../core/errors.ts'
import type { HandshakeValues } from '../core/websocket-values.ts'
import { exchange, looksLikeHttp, parseHead } from './http-exchange.ts'
import { LIMITS } from './limits.ts'
import { type OpenTunnel, PortClosed, type Tunnel } from './tunnel.ts'
import { within } from './wait.ts'

export type PortDeps = {
  readonly name: string
  readonly version: string
  readonly open: OpenTunnel
}

type Answer = Omit<HandshakeValues, 'kind'>

/**
 * One WebSocket handshake that offers permessage-deflate, closed as soon as the answer's head is there.
 * A socket.io that refuses protocol 4 with a 400 is asked once more with protocol 3.
 */
export async function shakeHands(
  deps: PortDeps,
  request: { readonly port: number; readonly path: string; readonly deadlineMs: number },
  signal: AbortSignal,
): Promise<Answer> {
  const { port, path } = request
  const what = `shake hands with port ${port} of ${deps.name}`
  try {
    return await within({ ms: request.deadlineMs, what, signal }, async (stop) => {
      const answer = await upgrade(deps, { port, path: withProtocol(path, 4) }, stop)
      if (answer.status !== 400 || withProtocol(path, 3) === path) return answer
      return await upgrade(deps, { port, path: withProtocol(path, 3) }, stop)
    })
  } catch (error) {
    const outcome = outcomeOf(error)
    if (outcome === null) throw error
    return { port, path, outcome, status: null, deflate: null }
  }
}

function outcomeOf(error: unknown): 'closed' | 'timed-out' | null {
  if (error instanceof PortClosed) return 'closed'
  return error instanceof MemdiagError && error.code === 'timed-out' ? 'timed-out' : null
}

/** socket.io and engine.io answer only with their protocol's version in the query. */
function withProtocol(path: string, version: 3 | 4): string {
  if (path.includes('?') || !/(?:socket|engine)\.io/.test(path)) return path
  return `${path}?EIO=${version}&transport=websocket`
}

async function upgrade(
  deps: PortDeps,
  request: { readonly port: number; readonly path: string },
  signal: AbortSignal,
): Promise<Answer> {
  const tunnel = await deps.open(request.port, signal)
  try {
    const answer = await exchange(
      tunnel.stream,
      upgradeRequest(deps, request),
      {
        enough: (each) => looksLikeHttp(each) === false || parseHead(each) !== null,
        maxBytes: LIMITS.headBytes,
      },
      signal,
    )
    return read(request, answer, tunnel)
  } finally {
    tunnel.close()
  }
}

function upgradeRequest(
  deps: PortDeps,
  request: { readonly port: number; readonly path: string },
): string {
  return [
    `GET ${request.path.replace(/[\s\p{Cc}]/gu, encodeURIComponent)} HTTP/1.1`,
    `Host: 127.0.0.1:${request.port}`,
    `User-Agent: memdiag/${deps.version}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
    '\r\n',
  ].join('\r\n')
}

function read(
  request: { readonly port: number; readonly path: string },
  answer: Buffer,
  tunnel: Tunnel,
): Answer {
  const none = { ...request, status: null, deflate: null }
  if (answer.length === 0) return { ...none, outcome: 'closed' }
  const head = parseHead(answer)
  if (head === null) return { ...none, outcome: 'not-http' }
  if (head.status !== 101) return { ...none, outcome: 'http-refused', status: head.status }
  tunnel.stream.write(closeFrame())
  const extensions = head.headers.get('sec-websocket-extensions') ?? ''
  const deflate = /(?:^|,)\s*permessage-deflate\b/i.test(extensions)
  return { ...request, outcome: 'upgraded', status: 101, deflate }
}

/** A masked close with code 1000 (RFC 6455, 5.5.1), so that the service sees a client that left, not one that broke. */
function closeFrame(): Buffer {
  const key = randomBytes(4)
  const code = Buffer.from([0x03, 0xe8])
  const masked = code.map((byte, index) => byte ^ (key[index] ?? 0))
  return Buffer.concat([Buffer.from([0x88, 0x82]), key, masked])
}

/** Whether a port answers one `HEAD /` with HTTP/1. A closed port and silence are a no. */
export async function speaksHttp(
  deps: PortDeps,
  request: { readonly port: number; readonly deadlineMs: number },
  signal: AbortSignal,
): Promise<boolean> {
  const what = `ask port ${request.port} of ${deps.name}`
  try {
    return await within({ ms: request.deadlineMs, what, signal }, async (stop) => {
      const tunnel = await deps.open(request.port, stop)
      try {
        const text = `HEAD / HTTP/1.1\r\nHost: 127.0.0.1:${request.port}\r\nUser-Agent: memdiag/${deps.version}\r\nConnection: close\r\n\r\n`
        const until = {
          enough: (each: Buffer) => looksLikeHttp(each) !== null,
          maxBytes: LIMITS.headBytes,
        }
        return looksLikeHttp(await exchange(tunnel.stream, text, until, stop)) === true
      } finally {
        tunnel.close()
      }
    })
  } catch (error) {
    if (outcomeOf(error) === null) throw error
    return false
  }
}
