import type { Duplex } from 'node:stream'
import type { Client, ClientChannel, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2'
import ssh2 from 'ssh2'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { ALL_HOST_KEY_ALGORITHMS, hostKeyAlgorithms, refusalOf } from './host-key.ts'
import type { Held } from './known-hosts.ts'
import { LIMITS } from './limits.ts'
import { authFailure, type Credentials } from './ssh-auth.ts'
import type { Hop } from './ssh-route.ts'
import { reasonOf } from './wait.ts'
import { say } from '../core/say.ts'

/** The connection went away before the handshake was through: the one failure that is worth another try. */
export class LostBeforeHandshake extends Error {}

/** A client that is logged in. */
export type Login = {
  readonly client: Client
  isClosed(): boolean
  /** Calls back once the connection is closed, at once when it is already. Returns what takes it back. */
  onClose(callback: () => void): () => void
}

type LoginRequest = {
  readonly hop: Hop
  readonly held: Held
  readonly credentials: Credentials
  readonly socket: Duplex
  readonly algorithms?: readonly ServerHostKeyAlgorithm[]
}

/**
 * Logs in over a socket that is connected. Throws MemdiagError where another try would not help
 * (host key, authentication), LostBeforeHandshake where it may.
 */
export function logIn(request: LoginRequest, signal: AbortSignal): Promise<Login> {
  const { hop, credentials, socket } = request
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client()
    const seen: Seen = { handshake: false, exhausted: false, wantsMore: null, refusal: null }
    let ready = false
    let closed = false
    const closers = new Set<() => void>()
    const onAbort = (): void => fail(reasonOf(signal))
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', onAbort)
      if (ready) return
      client.destroy()
      socket.destroy()
      reject(error)
    }
    client.on('handshake', () => {
      seen.handshake = true
    })
    client.on('ready', () => {
      ready = true
      signal.removeEventListener('abort', onAbort)
      client.setNoDelay(true)
      resolve({
        client,
        isClosed: () => closed,
        onClose: (callback) => {
          if (closed) callback()
          else closers.add(callback)
          return () => closers.delete(callback)
        },
      })
    })
    // Stays for the client's whole life: an error without a listener would end the process.
    client.on('error', (error) => {
      if (!ready && !isPassing(error, seen)) fail(explain(hop, credentials, seen, error))
    })
    client.on('close', () => {
      closed = true
      for (const each of closers) each()
      fail(explain(hop, credentials, seen, null))
    })
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    client.connect(configOf(request, seen))
  })
}

function configOf(request: LoginRequest, seen: Seen): ConnectConfig {
  const { hop, held, credentials } = request
  return {
    sock: request.socket,
    username: hop.user,
    // Ours counts, from the slot's start: see within().
    readyTimeout: 0,
    keepaliveInterval: LIMITS.keepaliveMs,
    algorithms: {
      kex: { prepend: CURVES, append: [], remove: [] },
      cipher: { prepend: ['aes128-gcm@openssh.com'], append: [], remove: [] },
      serverHostKey: [...(request.algorithms ?? hostKeyAlgorithms(held))],
    },
    hostVerifier: (key: Buffer) => {
      seen.refusal = refusalOf(held, key, { name: hop.name, file: hop.knownHosts[0] ?? '' })
      return seen.refusal === null
    },
    authHandler: offerInTurn(credentials, seen),
  }
}

const CURVES: ['curve25519-sha256', 'curve25519-sha256@libssh.org'] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
]

/** What happened on the way to a login, to explain its failure. */
type Seen = {
  handshake: boolean
  exhausted: boolean
  wantsMore: readonly string[] | null
  refusal: MemdiagError | null
}

/** The public-key methods in their order; no `none` request first, which would cost a round trip. */
function offerInTurn(
  credentials: Credentials,
  seen: Seen,
): (left: readonly string[] | null) => Credentials['methods'][number] | false {
  const methods = [...credentials.methods]
  return (left) => {
    const takesKeys = left === null || left.includes('publickey')
    const next = takesKeys ? methods.shift() : undefined
    if (next !== undefined) return next
    seen.exhausted = true
    if (!takesKeys) seen.wantsMore = left
    return false
  }
}

/** An agent that does not answer, or a key that does not sign: the next method is tried. */
function isPassing(error: { level?: string }, seen: Seen): boolean {
  return error.level === 'agent' || (error.level === 'client-authentication' && !seen.exhausted)
}

const NO_COMMON_HOST_KEY = /no matching host key/i

function explain(hop: Hop, credentials: Credentials, seen: Seen, error: Error | null): Error {
  if (seen.refusal !== null) return seen.refusal
  if (seen.exhausted) return authFailure(hop, credentials, seen.wantsMore)
  const text = error === null ? 'the server closed the connection' : messageOf(error)
  if (/too many authentication failures/i.test(text)) return authFailure(hop, credentials, null)
  if (NO_COMMON_HOST_KEY.test(text)) return new NoCommonHostKey(text)
  if (!seen.handshake && !/handshake failed/i.test(text)) return new LostBeforeHandshake(text)
  return new MemdiagError(
    seen.handshake ? 'unreachable' : 'protocol',
    say`Could not connect to ${hop.name} (${hop.host}:${hop.port}): ${text}${seen.handshake ? say` during the login`.text : ''}.`
      .text,
    {
      cause: error,
      hint: say`Check that \`ssh -p ${hop.port} ${hop.user}@${hop.host}\` works.`.text,
    },
  )
}

/** The host has no key of the types that known_hosts holds: asked again for any type, to name the line to add. */
export class NoCommonHostKey extends Error {}

export const ANY_HOST_KEY = ALL_HOST_KEY_ALGORITHMS

/**
 * Opens a channel, and closes it again when it comes after the signal. `adopt` gets it before anything else
 * is read: an exit status in the same packet would otherwise pass before anybody listens.
 */
export function openChannel<T>(
  open: (callback: (error: Error | undefined, channel: ClientChannel) => void) => void,
  signal: AbortSignal,
  adopt: (channel: ClientChannel) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(reasonOf(signal))
    const onAbort = (): void => reject(reasonOf(signal))
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      open((error, channel) => {
        signal.removeEventListener('abort', onAbort)
        if (error !== undefined) return reject(error)
        // A broken connection must not end the process.
        channel.on('error', () => undefined)
        if (signal.aborted) channel.close()
        else resolve(adopt(channel))
      })
    } catch (error) {
      signal.removeEventListener('abort', onAbort)
      reject(error instanceof Error ? error : new Error(String(error)))
    }
  })
}
