import type { Connection, Remote } from '../core/remote-port.ts'
import type { Log } from '../core/ports.ts'
import type { SshSettings, Target } from '../core/target.ts'
import { createConnection } from './connection.ts'
import { createLocalShell } from './local-shell.ts'
import { createConnector } from './ssh-connect.ts'
import { createSlots, type Slots } from './slots.ts'
import { createSshPool, type Link } from './ssh-pool.ts'
import { resolveRoute } from './ssh-route.ts'
import { createSshShell } from './ssh-shell.ts'
import { createSshTunnels, openLocalTunnel } from './tunnel.ts'

export type RemoteDeps = {
  readonly home: string
  readonly user: string
  /** For the User-Agent of what is sent to a service. */
  readonly version: string
  readonly log: Log
  readonly sshAgentSocket?: string
  readonly passphrase?: (path: string) => string | undefined
  /** Absent: ~/.ssh/config. */
  readonly sshConfigFile?: string
}

/**
 * Reaches nodes by SSH or on this machine. A connection may be used until `close`: it is made anew by
 * itself when it died, and nodes with the same way in share it.
 */
export function createRemote(deps: RemoteDeps): Remote {
  const { log, version } = deps
  const passphrase = deps.passphrase ?? (() => undefined)
  const pool = createSshPool(createConnector({ passphrase, log }))

  const touching = new Map<string, Slots>()

  /** Containers of one host have ports of their own, and so a slot each. */
  function touchingOf(target: Target): Slots {
    const key = JSON.stringify(
      target.kind === 'local' ? [target.enter] : [target.ssh, target.enter],
    )
    const slots = touching.get(key) ?? createSlots(1)
    touching.set(key, slots)
    return slots
  }

  async function linkTo(target: Target, ssh: SshSettings, signal: AbortSignal): Promise<Link> {
    return await pool.link(await resolveRoute(deps, ssh), JSON.stringify(target), signal)
  }

  return {
    async connect(target, signal): Promise<Connection> {
      const common = { enter: target.enter, version, log, touching: touchingOf(target) }
      if (target.kind === 'local') {
        const shell = createLocalShell(target.name)
        return createConnection({ ...common, shell, openTunnel: openLocalTunnel })
      }
      const link = (stop: AbortSignal): Promise<Link> => linkTo(target, target.ssh, stop)
      await link(signal)
      return createConnection({
        ...common,
        shell: createSshShell(target.name, link),
        openTunnel: createSshTunnels(target.name, link),
      })
    },
    close: (target) => pool.close(target === undefined ? undefined : JSON.stringify(target)),
  }
}
