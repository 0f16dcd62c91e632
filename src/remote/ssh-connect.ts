import { connect as connectTcp } from 'node:net'
import type { Duplex } from 'node:stream'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import { type Held, type KnownHost, lookUpHost, parseKnownHosts } from './known-hosts.ts'
import { LIMITS } from './limits.ts'
import { codeOf, readFileIfThere } from './read-file.ts'
import { createSlots, type Slots } from './slots.ts'
import { loadCredentials } from './ssh-auth.ts'
import {
  ANY_HOST_KEY,
  type Login,
  LostBeforeHandshake,
  logIn,
  NoCommonHostKey,
  openChannel,
} from './ssh-link.ts'
import type { Hop } from './ssh-route.ts'
import { backoffMs, pause, reasonOf, within } from './wait.ts'
import { type Said, say } from '../core/say.ts'

export type ConnectDeps = {
  readonly passphrase: (path: string) => string | undefined
  readonly log: Log
}

/** Logs in to one server, straight or through the one before it. */
export type Connector = (hop: Hop, via: Login | null, signal: AbortSignal) => Promise<Login>

/** Keeps handshakes within the limits over all nodes, and tries again what was lost before the handshake. */
export function createConnector(deps: ConnectDeps): Connector {
  const all = createSlots(LIMITS.handshakes)
  const perAddress = new Map<string, Slots>()

  function slotsOf(hop: Hop): Slots {
    const address = `${hop.host}:${hop.port}`
    const slots = perAddress.get(address) ?? createSlots(LIMITS.handshakesPerAddress)
    perAddress.set(address, slots)
    return slots
  }

  async function attempt(hop: Hop, via: Login | null, signal: AbortSignal): Promise<Login> {
    // The address first: who waits for a crowded host must not hold a slot that another host could use.
    const releaseAddress = await slotsOf(hop).take(signal)
    try {
      const release = await all.take(signal)
      try {
        return await connectOnce(deps, hop, via, signal)
      } finally {
        release()
      }
    } finally {
      releaseAddress()
    }
  }

  return async (hop, via, signal) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(hop, via, signal)
      } catch (error) {
        if (!(error instanceof LostBeforeHandshake)) throw error
        if (tries === LIMITS.connectTries) throw lost(hop, tries, error)
        deps.log.info(
          { node: hop.name, tries },
          'connection lost before the handshake, trying again',
        )
        await pause(backoffMs(LIMITS.retryMs, tries), signal)
      }
    }
  }
}

function lost(hop: Hop, tries: number, error: Error): MemdiagError {
  return new MemdiagError(
    'unreachable',
    say`Could not connect to ${hop.name} (${hop.host}:${hop.port}): it closed the connection before the handshake, ${tries} times (${error.message}).`
      .text,
    { cause: error, hint: say`Check that an SSH server answers there, and its MaxStartups.`.text },
  )
}

async function connectOnce(
  deps: ConnectDeps,
  hop: Hop,
  via: Login | null,
  signal: AbortSignal,
): Promise<Login> {
  const credentials = await loadCredentials(hop, deps.passphrase)
  const held = await lookUp(hop)
  const what = `connect to ${hop.name} (${hop.host}:${hop.port})`
  try {
    return await within({ ms: LIMITS.readyMs, what, signal }, async (stop) => {
      const socket = await openSocket(hop, via, stop)
      try {
        return await logIn({ hop, held, credentials, socket }, stop)
      } catch (error) {
        if (!(error instanceof NoCommonHostKey)) throw error
        const again = await openSocket(hop, via, stop)
        return await logIn(
          { hop, held, credentials, socket: again, algorithms: ANY_HOST_KEY },
          stop,
        )
      }
    })
  } catch (error) {
    if (!(error instanceof MemdiagError) || error.code !== 'timed-out') throw error
    throw new MemdiagError('unreachable', error.message, {
      cause: error,
      hint: say`Check that the host is up, its address, and the firewall in between.`.text,
    })
  }
}

async function lookUp(hop: Hop): Promise<Held> {
  const entries: KnownHost[] = []
  for (const file of hop.knownHosts) {
    const text = await readFileIfThere(file, LIMITS.knownHostsBytes)
    entries.push(...parseKnownHosts(text?.toString('latin1') ?? '', file))
  }
  const { host, port, alias } = hop
  return lookUpHost(entries, alias === undefined ? { host, port } : { host, port, alias })
}

function openSocket(hop: Hop, via: Login | null, signal: AbortSignal): Promise<Duplex> {
  return via === null ? dial(hop, signal) : tunnelTo(hop, via, signal)
}

function dial(hop: Hop, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(reasonOf(signal))
    const socket = connectTcp({ host: hop.host, port: hop.port, noDelay: true })
    const onAbort = (): void => {
      socket.destroy()
      reject(reasonOf(signal))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('connect', () => {
      signal.removeEventListener('abort', onAbort)
      resolve(socket)
    })
    socket.on('error', (error) => {
      signal.removeEventListener('abort', onAbort)
      reject(unreachable(hop, codeOf(error), error))
    })
  })
}

const WHY: Readonly<Record<string, readonly [why: Said, hint: Said]>> = {
  ENOTFOUND: [
    say`its name is not known`,
    say`Check the host in services.yml, or HostName in ~/.ssh/config.`,
  ],
  EAI_AGAIN: [
    say`the name server does not answer`,
    say`Check the network of the machine memdiag runs on.`,
  ],
  ECONNREFUSED: [say`nothing listens there`, say`Check the port, and that the SSH server runs.`],
  EHOSTUNREACH: [
    say`no way leads there`,
    say`Check that the host is up, and the network in between.`,
  ],
  ENETUNREACH: [say`no way leads there`, say`Check the network of the machine memdiag runs on.`],
  ETIMEDOUT: [
    say`no answer`,
    say`Check that the host is up, its address, and the firewall in between.`,
  ],
}

function unreachable(hop: Hop, code: string, error: unknown): Error {
  if (code === 'ECONNRESET' || code === 'EPIPE') return new LostBeforeHandshake(messageOf(error))
  const [why, hint] = WHY[code] ?? [code, say`Check the host and its port in services.yml.`]
  return new MemdiagError(
    'unreachable',
    say`Could not connect to ${hop.name} (${hop.host}:${hop.port}): ${why}.`.text,
    { cause: error, hint: hint.text },
  )
}

async function tunnelTo(hop: Hop, via: Login, signal: AbortSignal): Promise<Duplex> {
  try {
    return await openChannel(
      (callback) => via.client.forwardOut('127.0.0.1', 0, hop.host, hop.port, callback),
      signal,
      (channel) => channel,
    )
  } catch (error) {
    if (signal.aborted) throw error
    throw new MemdiagError(
      'unreachable',
      say`Could not connect to ${hop.name} (${hop.host}:${hop.port}) through its jump host: ${messageOf(error)}.`
        .text,
      {
        cause: error,
        hint: say`Check that the jump host reaches it, and that AllowTcpForwarding is on there.`
          .text,
      },
    )
  }
}
