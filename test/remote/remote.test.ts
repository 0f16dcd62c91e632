import { tmpdir } from 'node:os'
import type { Log, Remote } from '../../src/core/ports.ts'
import type { SshSettings, Target } from '../../src/core/target.ts'
import { createRemote, type RemoteDeps } from '../../src/remote/remote.ts'
import { remoteContract, type RemoteUnderTest } from '../contract/remote.ts'
import { startSshServer } from '../support/ssh-server.ts'
import { hasSshd, startSshd } from '../support/sshd.ts'

const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** The home is empty of keys and settings, so that those of whoever runs the tests play no part. */
function aRemote(deps: Partial<RemoteDeps> = {}): Remote {
  return createRemote({
    home: `${tmpdir()}/memdiag-no-such-home`,
    user: 'nobody',
    version: '0.1.0',
    log: quiet,
    ...deps,
  })
}

type Server = {
  readonly port: number
  readonly user: string
  readonly identity: string
  readonly knownHosts: string
}

function sshTarget(server: Server, ssh: Partial<SshSettings> = {}, enter?: string): Target {
  const { port, user, identity, knownHosts } = server
  return {
    kind: 'ssh',
    name: 'web-1',
    ssh: { host: '127.0.0.1', port, user, identity, knownHosts, ...ssh },
    ...(enter === undefined ? {} : { enter }),
  }
}

async function overSsh2(enter?: string): Promise<RemoteUnderTest> {
  const server = await startSshServer()
  return { remote: aRemote(), target: sshTarget(server, {}, enter), stop: () => server.stop() }
}

async function overSshd(enter?: string): Promise<RemoteUnderTest> {
  const server = await startSshd()
  return { remote: aRemote(), target: sshTarget(server, {}, enter), stop: () => server.stop() }
}

function onThisMachine(enter?: string): Promise<RemoteUnderTest> {
  const target: Target = {
    kind: 'local',
    name: 'here',
    ...(enter === undefined ? {} : { enter }),
  }
  return Promise.resolve({ remote: aRemote(), target, stop: () => Promise.resolve() })
}

const BANNER = `sh -c 'echo "Welcome to the container"; exec env -i PATH="$PATH" sh'`

remoteContract('nothing but a shell', { tunnels: true }, () => onThisMachine())
remoteContract('a command on this machine', { tunnels: false }, () => onThisMachine('sh'))
remoteContract("SSH to ssh2's server", { tunnels: true }, () => overSsh2())
remoteContract('SSH to OpenSSH', { tunnels: true, skip: !hasSshd }, () => overSshd())
remoteContract('a command behind OpenSSH', { tunnels: false, skip: !hasSshd }, () =>
  overSshd(BANNER),
)
