import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { Fault, Faults } from './faults.ts'
import type { ResponseUrls } from './response-urls.ts'
import type { SocketMode } from './socket-mode.ts'
import { answerCall, type Params, type WebApiDeps } from './web-api.ts'

export type Call = { readonly method: string; readonly params: Params }

export type BridgeDeps = {
  readonly webApi: WebApiDeps
  readonly emulatorUrl: string
  readonly emulatorToken: () => string
  readonly faults: Faults
  readonly responseUrls: ResponseUrls
  readonly sockets: SocketMode
  readonly calls: Call[]
  readonly isDown: () => boolean
}

/** The bridge's front: the Web API, response addresses and sockets on one loopback port. */
export async function startServer(
  deps: () => BridgeDeps,
): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer((request, response) => {
    serve(deps(), request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  server.on('upgrade', (request, socket, head) => {
    if (deps().isDown()) socket.destroy()
    else deps().sockets.upgrade(request, socket, head)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = z.object({ port: z.number() }).parse(server.address())
  return { server, origin: `http://127.0.0.1:${address.port}` }
}

async function serve(
  deps: BridgeDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request)
  const path = new URL(request.url ?? '/', 'http://bridge').pathname
  if (deps.isDown()) {
    response.writeHead(503).end('Slack is down')
    return
  }
  if (path.startsWith('/commands/')) {
    deps.calls.push({ method: 'response_url', params: {} })
    const answer = deps.responseUrls.take(path.slice('/commands/'.length), body)
    response.writeHead(answer.status).end(answer.text)
    return
  }
  const method = path.replace('/api/', '')
  const params = Object.fromEntries(new URLSearchParams(body))
  deps.calls.push({ method, params })
  const fault = deps.faults.next(method)
  if (fault !== undefined && !isAfterwards(fault)) {
    failWith(fault, response)
    return
  }
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '')
  const answer = answerCall(deps.webApi, method, params, token)
  const json = answer.kind === 'json' ? answer.body : await proxy(deps, method, params)
  if (fault !== undefined) failWith(fault, response)
  else {
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'x-oauth-scopes': deps.webApi.scopes.join(','),
    })
    response.end(JSON.stringify(json))
  }
}

/** The call is done, and only its answer goes wrong. */
function isAfterwards(fault: Fault): boolean {
  return (
    ('lost' in fault && fault.lost === 'answer') || ('hangs' in fault && fault.hangs === 'answer')
  )
}

function failWith(fault: Fault, response: ServerResponse): void {
  if ('hangs' in fault) return
  if ('lost' in fault) response.destroy()
  else if ('status' in fault) response.writeHead(fault.status).end('no luck')
  else if ('rateLimitedSeconds' in fault) {
    response.writeHead(429, { 'retry-after': String(fault.rateLimitedSeconds) })
    response.end(JSON.stringify({ ok: false, error: 'ratelimited' }))
  } else {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ok: false, error: fault.error }))
  }
}

/** Passes a call on, and takes back what the emulator tells although Slack would not. */
async function proxy(
  { emulatorUrl, emulatorToken }: Pick<BridgeDeps, 'emulatorUrl' | 'emulatorToken'>,
  method: string,
  params: Params,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${emulatorUrl}/api/${method}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${emulatorToken()}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(params).toString(),
  })
  const answer = z.record(z.string(), z.unknown()).parse(await response.json())
  const messages = z.array(z.looseObject({})).safeParse(answer['messages']).data
  if (messages === undefined) return answer
  if (method === 'conversations.replies' && messages.length === 0)
    return { ok: false, error: 'thread_not_found' }
  if (params['include_all_metadata'] === 'true') return answer
  for (const message of messages) delete message['metadata']
  return { ...answer, messages }
}
