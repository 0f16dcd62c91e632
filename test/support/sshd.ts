import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { removeFolder } from './leftovers.ts'

const SSHD = '/usr/sbin/sshd'

/** Where it is absent, or nobody could log in to it, tests with it are skipped by name. */
export const hasSshd = existsSync(SSHD) && canLogIn()

/** sshd needs an entry in passwd and starts that one's shell. */
function canLogIn(): boolean {
  try {
    return !/nologin$|false$/.test(userInfo().shell ?? '')
  } catch {
    return false
  }
}

export type Sshd = AsyncDisposable & {
  readonly port: number
  readonly user: string
  /** A key that logs in. */
  readonly identity: string
  readonly knownHosts: string
  /** Public host keys, `type base64`. */
  readonly hostKeys: readonly string[]
  readonly folder: string
  /** It as a node of services.yml. */
  readonly node: { readonly name: string; readonly host: string; readonly ssh: Login }
  stop(): Promise<void>
}

type Login = {
  readonly port: number
  readonly user: string
  readonly identity: string
  readonly knownHosts: string
}

type SshdOptions = {
  readonly hostKeyTypes?: readonly ('ed25519' | 'ecdsa' | 'rsa')[]
  readonly config?: string
}

/** A real OpenSSH server on a free loopback port that lets the current user in with a throw-away key. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.adopt(mkdtempSync(join(tmpdir(), 'memdiag-sshd-')), removeFolder)
  const types = options.hostKeyTypes ?? ['ed25519', 'ecdsa', 'rsa']
  for (const type of types) makeKey(join(folder, `host_${type}`), type)
  const identity = join(folder, 'id')
  makeKey(identity, 'ed25519')
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${identity}.pub`))
  const port = await freePort()
  writeFileSync(join(folder, 'sshd_config'), configOf(folder, port, types, options.config ?? ''))
  // sshd refuses to start as root without its folder for the unprivileged part.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true })
  const child = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  stack.defer(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await untilListening(port, () => child.exitCode !== null)
  const hostKeys = types.map((type) =>
    readFileSync(join(folder, `host_${type}.pub`), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ')
      .trim(),
  )
  const knownHosts = join(folder, 'known_hosts')
  writeFileSync(knownHosts, hostKeys.map((key) => `[127.0.0.1]:${port} ${key}\n`).join(''))
  const login = { port, user: userInfo().username, identity, knownHosts }
  const all = stack.move()
  const stop = () => all.disposeAsync()
  return {
    ...login,
    hostKeys,
    folder,
    node: { name: 'web-1', host: '127.0.0.1', ssh: login },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

export function makeKey(path: string, type: string, passphrase = ''): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', path])
}

function configOf(folder: string, port: number, types: readonly string[], more: string): string {
  return [
    more,
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    ...types.map((type) => `HostKey ${join(folder, `host_${type}`)}`),
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    `PidFile ${join(folder, 'sshd.pid')}`,
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    '',
  ].join('\n')
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

/** Whether something listens on a loopback port. */
export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function untilListening(port: number, gone: () => boolean): Promise<void> {
  const endAt = Date.now() + 10_000
  while (Date.now() < endAt && !gone()) {
    if (await isOpen(port)) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('sshd did not start')
}
