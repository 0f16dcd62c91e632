import { z } from 'zod'
import { Bytes } from './names.ts'

export const WebsocketValues = z.object({
  kind: z.literal('websocket'),
  /** Installed packages found beside the service: socket.io, engine.io, ws. */
  packages: z.array(z.object({ name: z.string(), version: z.string(), path: z.string() })),
  /** Lines of the service's own source that set perMessageDeflate. */
  settings: z.array(z.object({ path: z.string(), line: z.string() })),
  /** Ports on which the service's own processes listen. */
  ports: z.array(z.int().positive()),
  connections: z.int().nonnegative(),
  /** Summed rss of the service's node processes, to hold the connections against. */
  rssBytes: Bytes,
})
export type WebsocketValues = z.infer<typeof WebsocketValues>

export const HandshakeValues = z.object({
  kind: z.literal('handshake'),
  port: z.int().positive(),
  path: z.string(),
  /** What the port turned out to be. */
  outcome: z.enum(['upgraded', 'http-refused', 'not-http', 'closed', 'timed-out']),
  status: z.int().nullable(),
  /** Whether permessage-deflate was negotiated; null when there was no upgrade. */
  deflate: z.boolean().nullable(),
})
export type HandshakeValues = z.infer<typeof HandshakeValues>
