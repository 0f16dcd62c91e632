import { setTimeout as wait } from 'node:timers/promises'
import { type Logger, SocketModeReceiver } from '@slack/bolt'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import { clientOptions } from './clients.ts'
import { RECONNECT_PAUSES_MS, START_TIMEOUT_MS, STOP_TIMEOUT_MS } from './limits.ts'
import type { Receiving } from './receiving.ts'
import { slackError } from './slack-error.ts'
import { say } from '../core/say.ts'

type Client = SocketModeReceiver['client']

/** An open socket. `lost` is resolved at its end, and wrapped so that no `await` waits for it unasked. */
type Socket = { readonly lost: Promise<void> }

/**
 * Receives over Socket Mode and keeps the socket open. The SDK's own reconnecting is off: it gives up at the
 * first network error while Slack is away, and with an unhandled rejection that ends the process.
 */
export function createSocketReceiving(deps: {
  readonly appToken: string
  readonly slackApiUrl?: string
  readonly logger: Logger
  readonly log: Log
}): Receiving {
  const { log } = deps
  const receiver = new SocketModeReceiver({
    appToken: deps.appToken,
    logger: deps.logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(deps) },
  })
  const { client } = receiver
  const stopping = new AbortController()
  let kept: Promise<void> = Promise.resolve()
  let isOpen = false
  client.on('connected', () => (isOpen = true))
  client.on('disconnected', () => (isOpen = false))
  return {
    receiver,
    async start() {
      try {
        const socket = await open(client, stopping.signal)
        kept = keepOpen({ client, log }, socket, stopping.signal)
      } catch (error) {
        throw slackError(say`a socket (SLACK_APP_TOKEN)`, error)
      }
      log.info({}, 'socket to Slack open')
    },
    async stop() {
      stopping.abort()
      await Promise.race([Promise.all([close(client), kept]), pause(STOP_TIMEOUT_MS)])
    },
    isOpen: () => isOpen,
  }
}

async function open(client: Client, signal: AbortSignal): Promise<Socket> {
  const lost = Promise.withResolvers<void>()
  const onLost = () => lost.resolve()
  client.once('disconnected', onLost)
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(START_TIMEOUT_MS)])
    await Promise.race([client.start(), aborted(limit).then(() => refuseToWait(signal))])
    return { lost: lost.promise }
  } catch (error) {
    client.off('disconnected', onLost)
    await close(client)
    throw error
  }
}

async function keepOpen(
  deps: { readonly client: Client; readonly log: Log },
  first: Socket,
  signal: AbortSignal,
): Promise<void> {
  let socket: Socket | null = first
  while (socket !== null) {
    await Promise.race([socket.lost, aborted(signal)])
    if (signal.aborted) return
    deps.log.warn({}, 'socket to Slack lost')
    socket = await reopen(deps, signal)
  }
}

async function reopen(
  { client, log }: { readonly client: Client; readonly log: Log },
  signal: AbortSignal,
): Promise<Socket | null> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    const pauseMs = RECONNECT_PAUSES_MS[Math.min(tries, RECONNECT_PAUSES_MS.length - 1)]
    try {
      await wait(pauseMs, undefined, { signal })
      const socket = await open(client, signal)
      log.info({ tries: tries + 1 }, 'socket to Slack open again')
      return socket
    } catch (error) {
      if (signal.aborted) return null
      log.warn({ tries: tries + 1, reason: messageOf(error) }, 'socket to Slack not opened')
    }
  }
  return null
}

/** Closes what is open. The other side may never answer the close: it is not waited for longer than a moment. */
async function close(client: Client): Promise<void> {
  await Promise.race([client.disconnect(), pause(STOP_TIMEOUT_MS)])
}

function refuseToWait(signal: AbortSignal): never {
  if (signal.aborted) throw new MemdiagError('aborted', 'The Slack app was stopped.')
  throw new MemdiagError(
    'timed-out',
    say`Slack opened no socket within ${START_TIMEOUT_MS / 1000} s.`,
  )
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function pause(milliseconds: number): Promise<void> {
  return wait(milliseconds, undefined, { ref: false })
}
