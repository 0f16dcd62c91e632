import type { Server } from 'node:http'
import { HTTPReceiver, type Logger, type Receiver } from '@slack/bolt'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Log } from '../core/ports.ts'
import { STOP_TIMEOUT_MS } from './limits.ts'

/** A way for requests to come in from Slack. */
export type Receiving = {
  readonly receiver: Receiver
  start(): Promise<void>
  stop(): Promise<void>
  /** Whether requests can come in just now. */
  isOpen(): boolean
}

/** Receives signed requests at `/slack/events` on a port. Port 0 takes a free one and logs it. */
export function createHttpReceiving(deps: {
  readonly signingSecret: string
  readonly port: number
  readonly logger: Logger
  readonly log: Log
}): Receiving {
  const receiver = new HTTPReceiver({ signingSecret: deps.signingSecret, logger: deps.logger })
  let server: Server | undefined
  return {
    receiver,
    async start() {
      try {
        server = await receiver.start(deps.port)
      } catch (error) {
        throw new MemdiagError(
          'config-invalid',
          say`Could not listen on port ${deps.port}: ${messageOf(error)}.`,
          {
            hint: say`Choose another port, or end what uses it.`,
            cause: error,
          },
        )
      }
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : deps.port
      deps.log.info({ port, path: '/slack/events' }, 'listening for Slack')
    },
    async stop() {
      if (server === undefined) return
      const open = server
      server = undefined
      open.closeIdleConnections()
      const late = setTimeout(() => open.closeAllConnections(), STOP_TIMEOUT_MS)
      await receiver.stop()
      clearTimeout(late)
    },
    isOpen: () => server?.listening === true,
  }
}
