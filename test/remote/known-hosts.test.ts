import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { hostKeyAlgorithms, refusalOf } from '../../src/remote/host-key.ts'
import { judgeHostKey, lookUpHost, parseKnownHosts } from '../../src/remote/known-hosts.ts'

/** Real public keys, made for these tests and thrown away. */
const ED25519 = 'AAAAC3NzaC1lZDI1NTE5AAAAIGtFbJx8yfEp2N5b7hpXoJWwY2r6l1l2Z7q9vVtq1b0A'
const OTHER = 'AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
const key = Buffer.from(ED25519, 'base64')

function hashed(name: string): string {
  const salt = Buffer.from('0123456789abcdef0123')
  const hash = createHmac('sha1', salt).update(name).digest('base64')
  return `|1|${salt.toString('base64')}|${hash}`
}

function verdictOf(text: string, host = 'web-1.example', port = 22) {
  return judgeHostKey(lookUpHost(parseKnownHosts(text, 'known_hosts'), { host, port }), key).kind
}

describe('a key that a host shows', () => {
  test.each([
    ['known under its name', `web-1.example ssh-ed25519 ${ED25519}`, 'known'],
    ['known in any case', `WEB-1.Example ssh-ed25519 ${ED25519} a comment`, 'known'],
    ['known in a list', `10.0.0.1,web-1.example ssh-ed25519 ${ED25519}`, 'known'],
    ['known by a wildcard', `*.example ssh-ed25519 ${ED25519}`, 'known'],
    ['known by a question mark', `web-?.example ssh-ed25519 ${ED25519}`, 'known'],
    ['ruled out by a negation', `!web-1.example,*.example ssh-ed25519 ${ED25519}`, 'unknown'],
    ['known by its hash', `${hashed('web-1.example')} ssh-ed25519 ${ED25519}`, 'known'],
    ['unknown by another hash', `${hashed('web-2.example')} ssh-ed25519 ${ED25519}`, 'unknown'],
    ['unknown in an empty file', '', 'unknown'],
    ['unknown behind a comment', `# web-1.example ssh-ed25519 ${ED25519}`, 'unknown'],
    ['unknown under a part of its name', `web-1 ssh-ed25519 ${ED25519}`, 'unknown'],
    ['changed', `web-1.example ssh-ed25519 ${OTHER}`, 'changed'],
    ['changed, hashed', `${hashed('web-1.example')} ssh-ed25519 ${OTHER}`, 'changed'],
    [
      'changed where only another type is held',
      'web-1.example ssh-rsa AAAAB3NzaC1yc2E=',
      'changed',
    ],
    [
      'known beside an old one',
      `web-1.example ssh-ed25519 ${OTHER}\nweb-1.example ssh-ed25519 ${ED25519}`,
      'known',
    ],
    ['revoked', `@revoked * ssh-ed25519 ${ED25519}`, 'revoked'],
    [
      'revoked though known',
      `web-1.example ssh-ed25519 ${ED25519}\n@revoked web-1.example ssh-ed25519 ${ED25519}`,
      'revoked',
    ],
    [
      'known though another is revoked',
      `@revoked * ssh-ed25519 ${OTHER}\nweb-1.example ssh-ed25519 ${ED25519}`,
      'known',
    ],
    [
      'unknown with only an authority',
      `@cert-authority *.example ssh-ed25519 ${ED25519}`,
      'unknown',
    ],
    ['unknown under an unknown marker', `@else web-1.example ssh-ed25519 ${ED25519}`, 'unknown'],
    ['unknown on a line that is cut', 'web-1.example ssh-ed25519', 'unknown'],
    ['known on a line with a carriage return', `web-1.example ssh-ed25519 ${ED25519}\r\n`, 'known'],
  ])('is %s', (_what, text, expected) => {
    expect(verdictOf(text)).toBe(expected)
  })

  test.each([
    ['known under [name]:port', `[web-1.example]:2222 ssh-ed25519 ${ED25519}`, 'known'],
    [
      'known by the hash of [name]:port',
      `${hashed('[web-1.example]:2222')} ssh-ed25519 ${ED25519}`,
      'known',
    ],
    ['known under the bare name', `web-1.example ssh-ed25519 ${ED25519}`, 'known'],
    ['unknown where the bare name has another', `web-1.example ssh-ed25519 ${OTHER}`, 'unknown'],
    ['changed under [name]:port', `[web-1.example]:2222 ssh-ed25519 ${OTHER}`, 'changed'],
    ['unknown under another port', `[web-1.example]:2200 ssh-ed25519 ${ED25519}`, 'unknown'],
  ])('on port 2222 is %s', (_what, text, expected) => {
    expect(verdictOf(text, 'web-1.example', 2222)).toBe(expected)
  })

  test('is looked up under its HostKeyAlias alone', () => {
    const entries = parseKnownHosts(`checkout ssh-ed25519 ${ED25519}`, 'known_hosts')

    const held = lookUpHost(entries, { host: '127.0.0.1', port: 2222, alias: 'checkout' })

    expect(judgeHostKey(held, key).kind).toBe('known')
  })
})

describe('the algorithms that are offered', () => {
  const offered = (text: string) =>
    hostKeyAlgorithms(lookUpHost(parseKnownHosts(text, 'known_hosts'), { host: 'web-1', port: 22 }))

  test('are those of the keys that known_hosts holds', () => {
    expect(offered(`web-1 ssh-ed25519 ${ED25519}`)).toEqual(['ssh-ed25519'])
    expect(offered('web-1 ssh-rsa AAAAB3NzaC1yc2E=')).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-rsa',
    ])
  })

  test('are all of them for a host that is not known, and never those of a revoked key', () => {
    expect(offered('')).toHaveLength(7)
    expect(
      offered(`@revoked web-1 ssh-ed25519 ${ED25519}\nweb-1 ssh-rsa AAAAB3NzaC1yc2E=`),
    ).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'])
  })
})

describe('a refusal', () => {
  const where = { name: 'web-1', file: '/home/ann/.ssh/known_hosts' }
  const refuse = (text: string) =>
    refusalOf(
      lookUpHost(parseKnownHosts(text, where.file), { host: 'web-1.example', port: 2222 }),
      key,
      where,
    )

  test('of an unknown key names the line to add, the file and the fingerprint', () => {
    const refusal = refuse('')

    expect(refusal?.code).toBe('host-key-unknown')
    expect(refusal?.hint).toContain(`\n[web-1.example]:2222 ssh-ed25519 ${ED25519}`)
    expect(refusal?.hint).toContain('add this line to /home/ann/.ssh/known_hosts')
    expect(refusal?.hint).toMatch(/SHA256:[A-Za-z0-9+/]{43} /)
  })

  test('of a changed key names the line that holds the other', () => {
    const refusal = refuse(`# first\n[web-1.example]:2222 ssh-ed25519 ${OTHER}`)

    expect(refusal?.code).toBe('host-key-changed')
    expect(refusal?.message).toContain('/home/ann/.ssh/known_hosts holds in line 2')
  })

  test('says that an authority is not supported', () => {
    const refusal = refuse(`@cert-authority * ssh-ed25519 ${OTHER}`)

    expect(refusal?.message).toContain('@cert-authority')
    expect(refusal?.message).toContain('not supported')
  })

  test('of a revoked key gives no line to add', () => {
    const refusal = refuse(`@revoked * ssh-ed25519 ${ED25519}`)

    expect(refusal?.code).toBe('host-key-revoked')
    expect(refusal?.hint).not.toContain(ED25519)
  })
})
