import { tmpdir } from 'node:os'
import type { Log } from '../../src/core/ports.ts'
import type { Remote } from '../../src/core/remote-port.ts'
import type { SshSettings, Target } from '../../src/core/target.ts'
import { createRemote, type RemoteDeps } from '../../src/remote/remote.ts'

const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** The home is empty of keys and settings, so that those of whoever runs the tests play no part. */
export function aRemote(deps: Partial<RemoteDeps> = {}): Remote {
  return createRemote({
    home: `${tmpdir()}/memdiag-no-such-home`,
    user: 'nobody',
    version: '0.1.0',
    log: quiet,
    ...deps,
  })
}

export type Server = {
  readonly port: number
  readonly user: string
  readonly identity: string
  readonly knownHosts: string
}

export function sshTarget(server: Server, ssh: Partial<SshSettings> = {}, enter?: string): Target {
  const { port, user, identity, knownHosts } = server
  return {
    kind: 'ssh',
    name: 'web-1',
    ssh: { host: '127.0.0.1', port, user, identity, knownHosts, ...ssh },
    ...(enter === undefined ? {} : { enter }),
  }
}
