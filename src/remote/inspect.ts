import type { Duplex } from 'node:stream'
import { type RawData, WebSocket } from 'ws'
import { z } from 'zod'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { Bytes } from '../core/names.ts'
import type { InspectorValues } from '../core/values.ts'
import type { PortDeps } from './handshake.ts'
import { exchange, looksLikeHttp, parseHead } from './http-exchange.ts'
import { LIMITS } from './limits.ts'
import { PortClosed } from './tunnel.ts'
import { reasonOf, within } from './wait.ts'
import { say } from '../core/say.ts'

/**
 * Reads the free figures of a process whose inspector is open already, by one evaluation that changes
 * nothing. Never opens an inspector. Throws `tunnel-refused` for a closed port, `protocol` for what is no inspector.
 */
export async function inspectProcess(
  deps: PortDeps,
  request: { readonly port: number; readonly deadlineMs: number },
  signal: AbortSignal,
): Promise<Omit<InspectorValues, 'kind'>> {
  const { port, deadlineMs } = request
  const what = `read the inspector on port ${port} of ${deps.name}`
  try {
    return await within({ ms: deadlineMs, what, signal }, async (stop) => {
      const path = await findTarget(deps, port, stop)
      const figures = await evaluate(deps, { port, path, deadlineMs }, stop)
      return { port, ...figures }
    })
  } catch (error) {
    if (error instanceof MemdiagError) throw error
    throw new MemdiagError(
      error instanceof PortClosed ? 'tunnel-refused' : 'protocol',
      say`Could not ${what}: ${error instanceof PortClosed ? say`nothing listens there`.text : reasonIn(error)}.`
        .text,
      { cause: error },
    )
  }
}

function reasonIn(error: unknown): string {
  return error instanceof z.ZodError ? 'its answer has another shape' : messageOf(error)
}

const TargetList = z.array(
  z.object({ type: z.string().optional(), webSocketDebuggerUrl: z.string().optional() }),
)

/** The path of the WebSocket of the first target, from /json/list. */
async function findTarget(deps: PortDeps, port: number, signal: AbortSignal): Promise<string> {
  const tunnel = await deps.open(port, signal)
  try {
    const text = `GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: memdiag/${deps.version}\r\nConnection: close\r\n\r\n`
    const until = { enough: isComplete, maxBytes: LIMITS.inspectorListBytes }
    const answer = await exchange(tunnel.stream, text, until, signal)
    const head = parseHead(answer)
    if (head?.status !== 200) throw new Error('it is no inspector')
    const [target] = TargetList.parse(JSON.parse(answer.subarray(head.bodyAt).toString('utf8')))
    if (target?.webSocketDebuggerUrl === undefined) {
      throw new Error('another debugger is attached, or it has no target')
    }
    return new URL(target.webSocketDebuggerUrl).pathname
  } finally {
    tunnel.close()
  }
}

function isComplete(answer: Buffer): boolean {
  if (looksLikeHttp(answer) === false) return true
  const head = parseHead(answer)
  const length = head?.headers.get('content-length')
  return head !== null && length !== undefined && answer.length >= head.bodyAt + Number(length)
}

/** In words that Node 12 knows. `require` is not there in an ES module, getBuiltinModule not before Node 20.16. External: V8 counts a SharedArrayBuffer among the array buffers alone (24). */
const EXPRESSION = `(() => {
  const load = process.getBuiltinModule || require
  const memory = process.memoryUsage()
  return JSON.stringify({
    pid: process.pid,
    nodeVersion: process.version,
    rssBytes: memory.rss,
    heapUsedBytes: memory.heapUsed,
    heapTotalBytes: memory.heapTotal,
    externalBytes: Math.max(memory.external, memory.arrayBuffers || 0),
    arrayBuffersBytes: memory.arrayBuffers || 0,
    heapLimitBytes: load('v8').getHeapStatistics().heap_size_limit,
  })
})()`

const Figures = z.object({
  pid: z.int().positive(),
  nodeVersion: z.string().regex(/^v\d+\.\d+\.\d+[\w.+-]{0,40}$/),
  rssBytes: Bytes,
  heapUsedBytes: Bytes,
  heapTotalBytes: Bytes,
  externalBytes: Bytes,
  arrayBuffersBytes: Bytes,
  heapLimitBytes: Bytes,
})

const Reply = z.object({
  id: z.literal(1),
  result: z.object({ result: z.object({ value: z.string() }) }),
})

async function evaluate(
  deps: PortDeps,
  request: { readonly port: number; readonly path: string; readonly deadlineMs: number },
  signal: AbortSignal,
): Promise<z.infer<typeof Figures>> {
  const tunnel = await deps.open(request.port, signal)
  try {
    const reply = await ask(tunnel.stream, request, signal)
    return Figures.parse(JSON.parse(Reply.parse(JSON.parse(reply)).result.result.value))
  } finally {
    tunnel.close()
  }
}

/** One message out, the answer with its id back. */
function ask(
  stream: Duplex,
  request: { readonly port: number; readonly path: string; readonly deadlineMs: number },
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${request.port}${request.path}`, {
      createConnection: () => stream,
      perMessageDeflate: false,
      maxPayload: LIMITS.inspectorMessageBytes,
    })
    const onAbort = (): void => finish(() => reject(reasonOf(signal)))
    const finish = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort)
      socket.terminate()
      settle()
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', (error) => finish(() => reject(error)))
    socket.on('close', () => finish(() => reject(new Error('it closed the connection'))))
    socket.on('open', () => socket.send(evaluation(request.deadlineMs)))
    socket.on('message', (data) => {
      const text = textOf(data)
      // Other messages are events that the inspector sends of itself.
      if (/"id":\s*1[,}]/.test(text)) finish(() => resolve(text))
    })
  })
}

function textOf(data: RawData): string {
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString('utf8')
  return (Array.isArray(data) ? Buffer.concat(data) : data).toString('utf8')
}

function evaluation(deadlineMs: number): string {
  return JSON.stringify({
    id: 1,
    method: 'Runtime.evaluate',
    params: {
      expression: EXPRESSION,
      includeCommandLineAPI: true,
      returnByValue: true,
      silent: true,
      timeout: deadlineMs,
    },
  })
}
