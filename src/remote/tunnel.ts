import { connect as connectTcp } from 'node:net'
import type { Duplex } from 'node:stream'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { openChannel } from './ssh-link.ts'
import type { Link } from './ssh-pool.ts'
import { broken, openFailureOf, openWithRetry } from './ssh-shell.ts'
import { reasonOf } from './wait.ts'
import { say } from '../core/say.ts'

/** A connection to a port on the node's own loopback. */
export type Tunnel = { readonly stream: Duplex; close(): void }

/** Throws PortClosed where nothing listens, and `tunnel-refused` where forwarding is not allowed. */
export type OpenTunnel = (port: number, signal: AbortSignal) => Promise<Tunnel>

export class PortClosed extends Error {}

/** Forwarded by sshd, so that the port need not be open to anybody else. */
export function createSshTunnels(
  name: string,
  link: (signal: AbortSignal) => Promise<Link>,
): OpenTunnel {
  return async (port, signal) => {
    const open = await link(signal)
    const release = await open.channels.take(signal)
    try {
      const stream = await openWithRetry(name, open, signal, {
        attempt: (stop) =>
          openChannel(
            (callback) => open.client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, callback),
            stop,
            (channel) => channel,
          ),
        again: [4],
      })
      stream.once('close', release)
      return { stream, close: () => closeBoth(stream, release) }
    } catch (error) {
      release()
      throw explain(name, port, error)
    }
  }
}

/** ssh2 ends a forwarded stream on the peer's end, but closes it only when we end it too. */
function closeBoth(stream: Duplex, release: () => void): void {
  stream.on('error', () => undefined)
  stream.destroy()
  release()
}

function explain(name: string, port: number, error: unknown): unknown {
  const reason = openFailureOf(error)
  if (reason === 2) return new PortClosed(messageOf(error))
  if (reason !== 1) return broken(name, error)
  return new MemdiagError(
    'tunnel-refused',
    say`Could not reach port ${port} of ${name}: its SSH server does not allow forwarding.`.text,
    {
      cause: error,
      hint: say`Set AllowTcpForwarding to \`local\` in its sshd_config, or go without.`.text,
    },
  )
}

/** This machine's own loopback. */
export const openLocalTunnel: OpenTunnel = (port, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(reasonOf(signal))
    const socket = connectTcp({ host: '127.0.0.1', port, noDelay: true })
    const onAbort = (): void => {
      socket.destroy()
      reject(reasonOf(signal))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', (error) => {
      signal.removeEventListener('abort', onAbort)
      reject(new PortClosed(messageOf(error)))
    })
    socket.once('connect', () => {
      signal.removeEventListener('abort', onAbort)
      resolve({ stream: socket, close: () => socket.destroy() })
    })
  })
