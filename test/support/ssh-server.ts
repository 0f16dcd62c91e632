import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerChannel, Session } from 'ssh2'
import { makeKeyPair } from '../../src/demo/make-key-pair.ts'
import ssh2 from 'ssh2'

export type SshServer = {
  readonly port: number
  readonly user: string
  readonly identity: string
  readonly knownHosts: string
  /** `type base64`. */
  readonly hostKey: string
  readonly folder: string
  /** Logins so far, and forwards asked for. */
  readonly counts: { connections: number; logins: number; forwards: string[] }
  /** Breaks every connection, as a host that went down. */
  breakAll(): void
  stop(): Promise<void>
}

type ServerOptions = {
  /** More than this many sessions on one connection are refused. */
  readonly maxSessions?: number
  /** This many connections are closed before a word is said. */
  readonly dropFirst?: number
  readonly onAuthentication?: 'reject' | 'close'
  readonly hostKeyType?: 'ed25519' | 'rsa'
  readonly noForwarding?: boolean
}

/** ssh2's server on a free loopback port: exec really runs `sh -c`, direct-tcpip really forwards. */
export async function startSshServer(options: ServerOptions = {}): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'memdiag-ssh2-'))
  const host = newKey(options.hostKeyType ?? 'ed25519')
  const user = newKey('ed25519')
  const identity = join(folder, 'id')
  writeFileSync(identity, user.private, { mode: 0o600 })
  const counts: SshServer['counts'] = { connections: 0, logins: 0, forwards: [] }
  const sockets = new Set<{ destroy(): unknown }>()
  const children = new Set<ChildProcess>()
  const allowed = ssh2.utils.parseKey(user.public)
  if (allowed instanceof Error) throw allowed

  const server = new ssh2.Server({ hostKeys: [host.private] }, (connection) => {
    connection.on('error', () => undefined)
    connection.on('authentication', (context) => {
      if (options.onAuthentication === 'close') {
        connection.end()
        return
      }
      const accepted =
        options.onAuthentication !== 'reject' &&
        context.method === 'publickey' &&
        allowed.getPublicSSH().equals(context.key.data) &&
        (context.signature === undefined ||
          context.blob === undefined ||
          allowed.verify(context.blob, context.signature, context.hashAlgo))
      if (accepted) context.accept()
      else context.reject(['publickey'])
    })
    connection.on('ready', () => {
      counts.logins += 1
      let sessions = 0
      connection.on('session', (accept, reject) => {
        if (sessions >= (options.maxSessions ?? 10)) return reject()
        sessions += 1
        serveSession(accept(), children, () => {
          sessions -= 1
        })
      })
      connection.on('tcpip', (accept, reject, info) => {
        counts.forwards.push(`${info.destIP}:${info.destPort}`)
        if (options.noForwarding === true) return reject()
        const socket = connect(info.destPort, info.destIP)
        sockets.add(socket)
        socket.on('close', () => sockets.delete(socket))
        socket.once('error', () => reject())
        socket.once('connect', () => {
          const channel = accept()
          channel.on('error', () => socket.destroy())
          socket.on('error', () => channel.close())
          socket.pipe(channel).pipe(socket)
        })
      })
    })
  })
  // A server over its MaxStartups says nothing either, so these never get as far as ssh2.
  const listener = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    counts.connections += 1
    if (counts.connections <= (options.dropFirst ?? 0)) socket.destroy()
    else server.injectSocket(socket)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  const { port } = address
  const hostKey = host.public.split(' ').slice(0, 2).join(' ')
  const knownHosts = join(folder, 'known_hosts')
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${hostKey}\n`)

  function breakAll(): void {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }

  return {
    port,
    user: 'tester',
    identity,
    knownHosts,
    hostKey,
    folder,
    counts,
    breakAll,
    async stop() {
      breakAll()
      for (const child of children) child.kill('SIGKILL')
      await new Promise<void>((resolve) => listener.close(() => resolve()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function newKey(type: 'ed25519' | 'rsa'): { private: string; public: string } {
  if (type === 'rsa') return ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 })
  // ssh2 makes an ed25519 pair now and then that it cannot read again.
  const pair = makeKeyPair()
  return { private: pair.privateKey, public: pair.publicKey }
}

function serveSession(session: Session, children: Set<ChildProcess>, onEnd: () => void): void {
  session.on('close', onEnd)
  session.on('exec', (accept, _reject, info) => {
    const channel: ServerChannel = accept()
    const child = spawn('sh', ['-c', info.command], {
      // A session of its own and an exit status as soon as there is one, as with sshd.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    children.add(child)
    channel.on('error', () => undefined)
    child.stdin.on('error', () => undefined)
    channel.pipe(child.stdin)
    child.stdout.pipe(channel, { end: false })
    child.stderr.pipe(channel.stderr, { end: false })
    // Like sshd: a client that goes away does not end the command by itself.
    channel.on('close', () => {
      child.stdout.destroy()
      child.stderr.destroy()
    })
    child.on('exit', (code, signal) => {
      if (code !== null) channel.exit(code)
      else if (signal !== null) channel.exit(signal)
    })
    child.on('close', () => {
      children.delete(child)
      // What the client's window has no room for yet is still to be sent, as sshd would.
      channel.end(() => channel.close())
    })
  })
}
