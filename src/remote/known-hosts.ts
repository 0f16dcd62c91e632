import { createHmac } from 'node:crypto'
import { matchesPatternList } from './host-pattern.ts'

/** One line of a known_hosts file: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export type KnownHost = {
  readonly marker: 'revoked' | 'cert-authority' | null
  readonly hosts: string
  readonly type: string
  /** The key in base64, as the file has it. */
  readonly key: string
  readonly file: string
  readonly line: number
}

/** The entries of a known_hosts file. Lines that cannot be read are passed over, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split('\n').flatMap((line, index) => {
    const fields = line.trim().split(/[ \t]+/)
    const marker = markerOf(fields[0] ?? '')
    if (marker !== null) fields.shift()
    const [hosts, type, key] = fields
    if (marker === 'unknown' || hosts === undefined || hosts.startsWith('#')) return []
    if (type === undefined || key === undefined || !/^[A-Za-z0-9+/]+=*$/.test(key)) return []
    return [{ marker, hosts, type, key, file, line: index + 1 }]
  })
}

function markerOf(field: string): KnownHost['marker'] | 'unknown' {
  if (!field.startsWith('@')) return null
  if (field === '@revoked') return 'revoked'
  return field === '@cert-authority' ? 'cert-authority' : 'unknown'
}

/** How known_hosts calls a host: the name alone on port 22, else `[name]:port`. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`
}

export function entryMatches(entry: KnownHost, name: string): boolean {
  if (entry.hosts.startsWith('|1|')) return hashMatches(entry.hosts, name)
  return matchesPatternList(entry.hosts.split(','), name)
}

/** `|1|salt|hash`: HMAC-SHA1 of the name with the salt, both in base64. */
function hashMatches(hosts: string, name: string): boolean {
  const [, , salt, hash] = hosts.split('|')
  if (salt === undefined || hash === undefined) return false
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

/** What known_hosts holds for a host. */
export type Held = {
  readonly name: string
  readonly keys: readonly KnownHost[]
  /** Under the bare name, where the port is not 22: OpenSSH accepts these, but does not call another key changed. */
  readonly portless: readonly KnownHost[]
  readonly revoked: readonly KnownHost[]
  readonly authorities: readonly KnownHost[]
}

/** Looks a host up. `alias` (HostKeyAlias) takes the place of name and port. */
export function lookUpHost(
  entries: readonly KnownHost[],
  host: { readonly host: string; readonly port: number; readonly alias?: string },
): Held {
  const name = host.alias ?? knownHostName(host.host, host.port)
  const bare = host.host.toLowerCase()
  const under = (wanted: string): KnownHost[] =>
    entries.filter((each) => entryMatches(each, wanted))
  const named = under(name)
  const portless = name === bare || host.alias !== undefined ? [] : under(bare)
  const both = [...named, ...portless]
  return {
    name,
    keys: named.filter((each) => each.marker === null),
    portless: portless.filter((each) => each.marker === null),
    revoked: both.filter((each) => each.marker === 'revoked'),
    authorities: both.filter((each) => each.marker === 'cert-authority'),
  }
}

/** What is to be thought of the key a host shows. */
export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'revoked'; readonly entry: KnownHost }
  | { readonly kind: 'changed'; readonly entry: KnownHost }
  | { readonly kind: 'unknown' }

export function judgeHostKey(held: Held, key: Buffer): HostKeyVerdict {
  const text = key.toString('base64')
  const same = (each: KnownHost): boolean => stripPadding(each.key) === stripPadding(text)
  const revoked = held.revoked.find(same)
  if (revoked !== undefined) return { kind: 'revoked', entry: revoked }
  if ([...held.keys, ...held.portless].some(same)) return { kind: 'known' }
  const type = keyTypeOf(key)
  const entry = held.keys.find((each) => each.type === type) ?? held.keys[0]
  return entry === undefined ? { kind: 'unknown' } : { kind: 'changed', entry }
}

function stripPadding(base64: string): string {
  return base64.replace(/=+$/, '')
}

/** The key's own type, the first string of its wire form (RFC 4253, 6.6). */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return 'unknown'
  return key
    .subarray(4, 4 + key.readUInt32BE(0))
    .toString('latin1')
    .replace(/[^a-z0-9@.-]/gi, '?')
}
