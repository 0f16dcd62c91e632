import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import ssh2, { type Connection } from 'ssh2'
import { forwardToLoopback, serveSession } from './ssh-channels.ts'
import { SSH_CHANNELS, SSH_CONNECTIONS } from './limits.ts'
import type { KeyPair } from './make-key-pair.ts'
import { type OrphanGuard, startOrphanGuard } from './orphan-guard.ts'
import { createLogin, type Login } from './ssh-login.ts'

const LOOPBACK = '127.0.0.1'

export type SshServerDeps = {
  readonly user: string
  readonly hostKey: KeyPair
  /** `ssh-ed25519 BASE64`: the one key that may come in. */
  readonly clientKey: string
  /** Where commands start. */
  readonly folder: string
}

export type SshServer = {
  readonly port: number
  /** Ends connections, kills what their commands left running, and returns when the port is free. */
  close(): Promise<void>
}

/**
 * An SSH server on a free loopback port for one user with one key. It runs commands by `sh -c` as the
 * current user and forwards to 127.0.0.1; shells, files, environment and remote forwarding are refused.
 */
export async function startDemoSshServer(deps: SshServerDeps): Promise<SshServer> {
  const login = createLogin(deps)
  const guard = startOrphanGuard()
  const ssh = new ssh2.Server({ hostKeys: [deps.hostKey.privateKey] }, (connection) => {
    serve({ ...deps, guard, login }, connection)
  })
  const sockets = new Set<Socket>()
  // ssh2 keeps its sockets to itself; with a listener of our own none is left open at the end.
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    ssh.injectSocket(socket)
  })
  listener.maxConnections = SSH_CONNECTIONS
  listener.listen(0, LOOPBACK)
  await once(listener, 'listening')
  return { port: portOf(listener), close: () => closeAll(listener, sockets, guard) }
}

function serve(
  deps: { readonly folder: string; readonly guard: OrphanGuard; readonly login: Login },
  connection: Connection,
): void {
  // A client that breaks the protocol or goes away ends its own connection and nothing else.
  connection.on('error', () => connection.end())
  deps.login(connection)
  let channels = 0
  connection.on('session', (accept, reject) => {
    if (channels >= SSH_CHANNELS) return reject()
    channels += 1
    serveSession(deps, accept()).once('close', () => {
      channels -= 1
    })
  })
  connection.on('tcpip', (accept, reject, info) => forwardToLoopback(accept, reject, info))
}

function portOf(listener: Server): number {
  const address: AddressInfo | string | null = listener.address()
  return address === null || typeof address === 'string' ? 0 : address.port
}

async function closeAll(
  listener: Server,
  sockets: ReadonlySet<Socket>,
  guard: OrphanGuard,
): Promise<void> {
  const closed = once(listener, 'close')
  listener.close()
  // Each socket's end closes its channels, and a closed channel kills its command.
  for (const socket of sockets) socket.destroy()
  await closed
  await guard.close()
}
