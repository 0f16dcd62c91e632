import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'

/** What Slack sends to an app. */
export type Delivery = 'slash_commands' | 'events_api' | 'interactive'

/** Slack gives an app three seconds to acknowledge. */
export const ACK_LIMIT_MS = 3_000

/** How a delivery was acknowledged: after how long, and with what; null when it was not in time. */
export type Ack = { readonly afterMs: number; readonly body: unknown } | null

const AckMessage = z.object({ envelope_id: z.string(), payload: z.unknown().optional() })

export type SocketMode = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Opened since the start. */
  opened(): number
  open(): number
  /** From now on envelopes go over all open sockets in turn, as Slack does with several replicas. */
  spread(): void
  /** Sends an envelope over the newest socket, unless told to spread. */
  deliver(type: Delivery, payload: unknown): Promise<Ack>
  /** Asks the app to connect anew, as Slack does every few hours. */
  refresh(): void
  /** Cuts the sockets off without a word. */
  cut(): void
  close(): Promise<void>
}

export function createSocketMode(): SocketMode {
  const server = new WebSocketServer({ noServer: true })
  const waiting = new Map<string, (body: unknown) => void>()
  let opened = 0
  let spreading = false
  let turn = 0
  server.on('connection', (socket: WebSocket) => {
    opened += 1
    socket.on('message', (data: Buffer) => {
      const ack = AckMessage.safeParse(JSON.parse(data.toString())).data
      if (ack !== undefined) waiting.get(ack.envelope_id)?.(ack.payload)
    })
    socket.on('error', () => undefined)
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: server.clients.size,
        connection_info: { app_id: 'A0MEMDIAG' },
        debug_info: { host: 'bridge' },
      }),
    )
  })
  return {
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (ws) => server.emit('connection', ws, request))
    },
    opened: () => opened,
    open: () => server.clients.size,
    spread() {
      spreading = true
    },
    async deliver(type, payload) {
      const open = [...server.clients].filter(({ readyState, OPEN }) => readyState === OPEN)
      turn = spreading ? turn + 1 : 0
      const socket = open.at(-1 - (turn % Math.max(1, open.length)))
      if (socket === undefined) return null
      const envelope_id = randomUUID()
      const acked = Promise.withResolvers<Ack>()
      const begun = performance.now()
      const late = setTimeout(() => acked.resolve(null), ACK_LIMIT_MS)
      waiting.set(envelope_id, (body) =>
        acked.resolve({ afterMs: performance.now() - begun, body }),
      )
      socket.send(
        JSON.stringify({
          type,
          envelope_id,
          payload,
          accepts_response_payload: type !== 'events_api',
          ...(type === 'events_api' ? { retry_attempt: 0, retry_reason: '' } : {}),
        }),
      )
      const ack = await acked.promise
      clearTimeout(late)
      waiting.delete(envelope_id)
      return ack
    },
    refresh() {
      for (const socket of server.clients)
        socket.send(
          JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} }),
        )
    },
    cut() {
      for (const socket of server.clients) socket.terminate()
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.terminate()
        server.close(() => resolve())
      }),
  }
}
