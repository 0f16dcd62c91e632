import type { AnyAuthMethod, ParsedKey } from 'ssh2'
import ssh2 from 'ssh2'
import { MemdiagError } from '../core/errors.ts'
import { LIMITS } from './limits.ts'
import { readFileIfThere } from './read-file.ts'
import type { Hop } from './ssh-route.ts'
import { say } from '../core/say.ts'

/** What can be tried at a server, in order, and what a person should know when none of it is accepted. */
export type Credentials = {
  readonly methods: readonly AnyAuthMethod[]
  readonly tried: readonly string[]
  readonly notes: readonly string[]
}

type Loaded = { readonly key: ParsedKey } | { readonly note: string } | null

/**
 * Public keys only: passwords are never asked for. A key that services.yml names comes before the agent,
 * because servers stop after a few keys; otherwise the agent comes first, as with ssh.
 */
export async function loadCredentials(
  hop: Hop,
  passphrase: (path: string) => string | undefined,
): Promise<Credentials> {
  const methods: AnyAuthMethod[] = []
  const tried: string[] = []
  const notes: string[] = []
  const username = hop.user
  for (const identity of hop.identities) {
    const loaded = await loadKey(identity.path, passphrase(identity.path))
    if (loaded === null && identity.named) throw missingKey(hop, identity.path)
    if (loaded === null) continue
    if ('note' in loaded) {
      notes.push(loaded.note)
      continue
    }
    methods.push({ type: 'publickey', username, key: loaded.key })
    tried.push(identity.path)
  }
  if (hop.agent !== null) {
    const agent: AnyAuthMethod = { type: 'agent', username, agent: hop.agent }
    const named = hop.identities.some((each) => each.named)
    methods.splice(named ? methods.length : 0, 0, agent)
    tried.splice(named ? tried.length : 0, 0, 'the keys of the agent')
  }
  return { methods, tried, notes }
}

function missingKey(hop: Hop, path: string): MemdiagError {
  return new MemdiagError(
    'auth-failed',
    say`Could not log in to ${hop.name}: its key file ${path} is not there.`.text,
    { hint: say`Check \`identity\` in services.yml.`.text },
  )
}

async function loadKey(path: string, passphrase: string | undefined): Promise<Loaded> {
  const text = await readFileIfThere(path, LIMITS.keyBytes)
  if (text === null) return null
  const key = ssh2.utils.parseKey(text, passphrase)
  if (key instanceof Error) return { note: noteOn(path, key.message, passphrase !== undefined) }
  if (!key.isPrivateKey()) return { note: `${path} is a public key; the private one is needed.` }
  return { key }
}

function noteOn(path: string, message: string, hadPassphrase: boolean): string {
  if (/no passphrase/i.test(message)) {
    return `${path} needs a passphrase: set MEMDIAG_SSH_PASSPHRASE, or add the key to ssh-agent.`
  }
  if (hadPassphrase && /passphrase|decrypt|integrity|malformed/i.test(message)) {
    return `${path} does not open with the passphrase in MEMDIAG_SSH_PASSPHRASE.`
  }
  return `${path} is no private key that memdiag can read.`
}

/** Why nobody was let in. */
export function authFailure(
  hop: Hop,
  credentials: Credentials,
  wantsMore: readonly string[] | null,
): MemdiagError {
  const tried =
    credentials.tried.length === 0
      ? 'there is no key to try'
      : `tried ${credentials.tried.join(', ')}`
  const more =
    wantsMore === null ? '' : ` It asks for ${wantsMore.join(' or ')}, which memdiag does not do.`
  return new MemdiagError(
    'auth-failed',
    say`Could not log in to ${hop.name} as ${hop.user}: the server accepts no key of ours (${tried}).${more}`
      .text,
    {
      hint: [
        ...credentials.notes,
        say`Check that \`ssh -p ${hop.port} ${hop.user}@${hop.host}\` works, and \`user\` and \`identity\` in services.yml.`
          .text,
      ].join(' '),
    },
  )
}
