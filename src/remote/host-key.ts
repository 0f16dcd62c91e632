import { createHash } from 'node:crypto'
import type { ServerHostKeyAlgorithm } from 'ssh2'
import { MemdiagError } from '../core/errors.ts'
import { type Held, judgeHostKey, keyTypeOf } from './known-hosts.ts'
import { say } from '../core/say.ts'

/** An RSA key signs in three ways; the newer first (RFC 8332). */
const ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
}

export const ALL_HOST_KEY_ALGORITHMS: readonly ServerHostKeyAlgorithm[] =
  Object.values(ALGORITHMS).flat()

/**
 * The algorithms to offer: those of the keys that known_hosts holds for the host, because a server that
 * may choose another type shows a key that looks changed. All of them for a host that is not known.
 */
export function hostKeyAlgorithms(held: Held): ServerHostKeyAlgorithm[] {
  const types = new Set([...held.keys, ...held.portless].map((each) => each.type))
  const offered = Object.entries(ALGORITHMS).flatMap(([type, names]) =>
    types.has(type) ? names : [],
  )
  return offered.length > 0 ? offered : [...ALL_HOST_KEY_ALGORITHMS]
}

/** Null for a key that known_hosts vouches for; else why it is refused, with the line to add. */
export function refusalOf(
  held: Held,
  key: Buffer,
  where: { readonly name: string; readonly file: string },
): MemdiagError | null {
  const verdict = judgeHostKey(held, key)
  const type = keyTypeOf(key)
  const line = `${held.name} ${type} ${key.toString('base64')}`
  const verify = `To verify it, compare its fingerprint ${fingerprint(key)} with what \`ssh-keygen -lf\` says of /etc/ssh/ssh_host_*_key.pub on the host itself.`
  switch (verdict.kind) {
    case 'known':
      return null
    case 'revoked':
      return new MemdiagError(
        'host-key-revoked',
        say`Refused ${where.name}: its ${type} key is marked @revoked in ${verdict.entry.file} line ${verdict.entry.line}.`
          .text,
        { hint: say`Do not connect. Give the host a new key, or ask who revoked this one.`.text },
      )
    case 'changed':
      return new MemdiagError(
        'host-key-changed',
        say`Refused ${where.name}: it shows another ${type} key than ${verdict.entry.file} holds in line ${verdict.entry.line}. The host was set up anew, or somebody is in between.`
          .text,
        { hint: say`${verify} If it is right, replace that line with:\n${line}`.text },
      )
    case 'unknown':
      return new MemdiagError(
        'host-key-unknown',
        say`Refused ${where.name}: ${where.file} holds no key of ${held.name}.${authorityNote(held)}`
          .text,
        { hint: say`${verify} If it is right, add this line to ${where.file}:\n${line}`.text },
      )
  }
}

function authorityNote(held: Held): string {
  const [entry] = held.authorities
  if (entry === undefined) return ''
  return ` Its @cert-authority (${entry.file} line ${entry.line}) is not supported: host certificates are not checked.`
}

/** As `ssh-keygen -l` shows it. */
function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}
