import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Log } from '../core/ports.ts'
import { READY_DEADLINE_MS } from './limits.ts'
import type { Metrics } from './metrics.ts'
import { within } from './within.ts'

/** A part that must work for memdiag to take work: resolves, or throws why not. */
export type ReadyCheck = { readonly name: string; check(): Promise<void> }

export type OperatorServer = { readonly port: number; stop(): Promise<void> }

/**
 * Answers operators over HTTP: `/healthz` while the process lives, `/readyz` with 503 and the reasons while a part
 * does not work, `/metrics` for Prometheus. It tells of memdiag alone: no service, host or investigation.
 * Throws `config-invalid` when the address cannot be had.
 */
export async function startOperatorServer(
  deps: {
    readonly metrics: Pick<Metrics, 'expose'>
    readonly ready: () => readonly ReadyCheck[]
    readonly log: Log
  },
  address: { readonly host: string; readonly port: number },
): Promise<OperatorServer> {
  const server = createServer((request, response) => {
    respond(deps, request, response).catch((error: unknown) => {
      deps.log.error({ error: messageOf(error) }, 'operator request failed')
      response.destroy()
    })
  })
  try {
    server.listen(address.port, address.host)
    await once(server, 'listening')
  } catch (error) {
    throw new MemdiagError(
      'config-invalid',
      say`Could not listen on ${address.host}:${address.port} (MEMDIAG_OPS_LISTEN): ${messageOf(error)}.`,
      { hint: say`Choose another address, or end what uses it.`, cause: error },
    )
  }
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port
  deps.log.info({ host: address.host, port }, 'listening for operators')
  return {
    port,
    async stop() {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}

type Answer = { readonly status: number; readonly type: string; readonly text: string }

async function respond(
  deps: Parameters<typeof startOperatorServer>[0],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const answer = await answerTo(deps, request.method ?? 'GET', path)
  response.writeHead(answer.status, { 'content-type': answer.type, 'cache-control': 'no-store' })
  response.end(request.method === 'HEAD' ? undefined : answer.text)
}

async function answerTo(
  { metrics, ready }: Parameters<typeof startOperatorServer>[0],
  method: string,
  path: string,
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return json(405, { error: 'only GET and HEAD' })
  switch (path) {
    case '/healthz':
      return json(200, { ok: true })
    case '/readyz': {
      const checks = await Promise.all(ready().map(look))
      const ok = checks.every((check) => check.ok)
      return json(ok ? 200 : 503, { ok, checks })
    }
    case '/metrics': {
      const { contentType, text } = await metrics.expose()
      return { status: 200, type: contentType, text }
    }
    default:
      return json(404, { error: 'there is /healthz, /readyz and /metrics' })
  }
}

async function look(part: ReadyCheck) {
  const { name } = part
  try {
    await within(READY_DEADLINE_MS, part.check())
    return { name, ok: true }
  } catch (error) {
    return { name, ok: false, reason: messageOf(error) }
  }
}

function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', text: `${JSON.stringify(value)}\n` }
}
