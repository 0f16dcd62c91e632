import { join } from 'node:path'
import { MemdiagError } from '../core/errors.ts'
import type { SshSettings } from '../core/target.ts'
import { LIMITS } from './limits.ts'
import { expandHome, readSshConfig, type SshConfig } from './ssh-config.ts'
import { say } from '../core/say.ts'

/** One SSH server on the way to a node, with everything that settings and ~/.ssh/config say of it. */
export type Hop = {
  /** As the user wrote it. */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** HostKeyAlias: the name under which known_hosts holds it. */
  readonly alias?: string
  readonly identities: readonly Identity[]
  /** The agent's socket; null for none. */
  readonly agent: string | null
  /** The first is where a new line belongs. */
  readonly knownHosts: readonly string[]
}

/** `named` keys must be there; the default ones are taken when they are. */
export type Identity = { readonly path: string; readonly named: boolean }

export type RouteDeps = {
  readonly home: string
  readonly user: string
  readonly sshAgentSocket?: string
  readonly sshConfigFile?: string
}

const SYSTEM_KNOWN_HOSTS = '/etc/ssh/ssh_known_hosts'

/** The servers to pass through, the node's own last. Settings of services.yml win over ~/.ssh/config. */
export async function resolveRoute(deps: RouteDeps, ssh: SshSettings): Promise<Hop[]> {
  return routeTo(deps, ssh, 0)
}

async function routeTo(deps: RouteDeps, ssh: SshSettings, depth: number): Promise<Hop[]> {
  // No comparison of names: the same one behind a jump host may be another machine.
  if (depth > LIMITS.jumps) {
    throw new MemdiagError(
      'config-invalid',
      say`Could not find a way to ${ssh.host}: its jump hosts lead in a circle or are more than ${LIMITS.jumps}.`
        .text,
      { hint: say`Check ProxyJump in ~/.ssh/config and \`jump\` in services.yml.`.text },
    )
  }
  const config = await readSshConfig(configFile(deps), {
    host: ssh.host,
    user: ssh.user,
    localUser: deps.user,
    home: deps.home,
  })
  const jumps = ssh.jump ?? jumpsOf(config, ssh.host)
  const hops = await jumpHops(deps, ssh, jumps, depth + 1)
  return [...hops, hopOf(deps, ssh, config)]
}

function configFile(deps: RouteDeps): string {
  return deps.sshConfigFile ?? join(deps.home, '.ssh', 'config')
}

/** Only the first jump may have jumps of its own: the others are reached through it, as with `ssh -J`. */
async function jumpHops(
  deps: RouteDeps,
  ssh: SshSettings,
  jumps: readonly string[],
  depth: number,
): Promise<Hop[]> {
  const hops: Hop[] = []
  for (const [index, jump] of jumps.entries()) {
    const settings: SshSettings = {
      ...parseAddress(jump),
      ...(ssh.identity === undefined ? {} : { identity: ssh.identity }),
      ...(ssh.knownHosts === undefined ? {} : { knownHosts: ssh.knownHosts }),
      ...(index === 0 ? {} : { jump: [] }),
    }
    hops.push(...(await routeTo(deps, settings, depth)))
  }
  return hops
}

function jumpsOf(config: SshConfig, host: string): string[] {
  const command = config.get('proxycommand')?.join(' ')
  if (command !== undefined && command.toLowerCase() !== 'none') {
    throw new MemdiagError(
      'config-invalid',
      say`Could not reach ${host}: ~/.ssh/config sets a ProxyCommand for it, and memdiag runs no command from there.`
        .text,
      {
        hint: say`Use ProxyJump in ~/.ssh/config, or \`ssh: { jump: [...] }\` in services.yml.`
          .text,
      },
    )
  }
  const jump = config.get('proxyjump')?.join(' ') ?? 'none'
  return jump.toLowerCase() === 'none' ? [] : jump.split(',').map((each) => each.trim())
}

/** `[user@]host[:port]`, also as `ssh://...`, with IPv6 in brackets. Throws `config-invalid`. */
export function parseAddress(text: string): { host: string; port?: number; user?: string } {
  const match =
    /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:\s@[\]]+))(?::(\d{1,5}))?\/?$/.exec(text)
  const host = match?.[2] ?? match?.[3]
  const port = match?.[4] === undefined ? undefined : Number(match[4])
  if (host === undefined || (port !== undefined && (port < 1 || port > 65_535))) {
    throw new MemdiagError('config-invalid', say`Could not read the jump host \`${text}\`.`.text, {
      hint: say`It is written [user@]host[:port].`.text,
    })
  }
  const user = match?.[1]
  return {
    host,
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
  }
}

function hopOf(deps: RouteDeps, ssh: SshSettings, config: SshConfig): Hop {
  const first = (name: string): string | undefined => config.get(name)?.[0]
  const user = ssh.user ?? first('user') ?? deps.user
  const port = ssh.port ?? portOf(deps, first('port') ?? '22')
  const host = expandTokens(first('hostname') ?? ssh.host, { h: ssh.host })
  const alias = first('hostkeyalias')
  const tokens = {
    h: host,
    n: ssh.host,
    p: String(port),
    r: user,
    u: deps.user,
    d: deps.home,
  }
  const path = (text: string): string => expandTokens(expandHome(text, deps.home), tokens)
  return {
    name: ssh.host,
    host,
    port,
    user,
    ...(alias === undefined ? {} : { alias }),
    identities: identitiesOf(deps, ssh, (config.get('identityfile') ?? []).map(path)),
    agent: agentOf(deps, config, path),
    knownHosts: [...knownHostsOf(deps, ssh, config).map(path), SYSTEM_KNOWN_HOSTS],
  }
}

function portOf(deps: RouteDeps, text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new MemdiagError(
    'config-invalid',
    say`Could not read ${configFile(deps)}: \`Port ${text}\` is no port.`.text,
    { hint: say`A port is a number from 1 to 65535.`.text },
  )
}

/** `%h` and the like, as far as ssh_config(5) gives them a plain value. */
function expandTokens(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (whole, letter: string) =>
    letter === '%' ? '%' : (tokens[letter] ?? whole),
  )
}

function identitiesOf(
  deps: RouteDeps,
  ssh: SshSettings,
  configured: readonly string[],
): Identity[] {
  if (ssh.identity !== undefined) return [{ path: ssh.identity, named: true }]
  const wanted = configured.filter((each) => each !== 'none')
  if (configured.length > 0) return wanted.map((path) => ({ path, named: false }))
  return ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => ({
    path: join(deps.home, '.ssh', name),
    named: false,
  }))
}

function agentOf(
  deps: RouteDeps,
  config: SshConfig,
  path: (text: string) => string,
): string | null {
  if (config.get('identitiesonly')?.[0]?.toLowerCase() === 'yes') return null
  const agent = config.get('identityagent')?.[0]
  if (agent === 'none') return null
  if (agent === undefined || agent === 'SSH_AUTH_SOCK') return deps.sshAgentSocket ?? null
  return path(agent)
}

function knownHostsOf(deps: RouteDeps, ssh: SshSettings, config: SshConfig): readonly string[] {
  if (ssh.knownHosts !== undefined) return [ssh.knownHosts]
  return config.get('userknownhostsfile') ?? [join(deps.home, '.ssh', 'known_hosts')]
}
