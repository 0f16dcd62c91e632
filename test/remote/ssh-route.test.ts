import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SshSettings } from '../../src/core/target.ts'
import { matchesPatternList } from '../../src/remote/host-pattern.ts'
import { parseAddress, resolveRoute } from '../../src/remote/ssh-route.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'memdiag-home-'))
  mkdirSync(join(home, '.ssh'))
})
afterEach(() => rmSync(home, { recursive: true }))

function configure(text: string, file = 'config'): void {
  writeFileSync(join(home, '.ssh', file), text)
}

function routeTo(ssh: SshSettings, sshAgentSocket?: string) {
  return resolveRoute(
    { home, user: 'ann', ...(sshAgentSocket === undefined ? {} : { sshAgentSocket }) },
    ssh,
  )
}

async function lastHop(ssh: SshSettings, sshAgentSocket?: string) {
  const hop = (await routeTo(ssh, sshAgentSocket)).at(-1)
  if (hop === undefined) throw new Error('no hop')
  return hop
}

describe('the way to a host', () => {
  test('without any setting uses port 22, the own user and the default keys', async () => {
    expect(await routeTo({ host: 'web-1' }, '/run/agent')).toEqual([
      {
        name: 'web-1',
        host: 'web-1',
        port: 22,
        user: 'ann',
        identities: [
          { path: `${home}/.ssh/id_ed25519`, named: false },
          { path: `${home}/.ssh/id_ecdsa`, named: false },
          { path: `${home}/.ssh/id_rsa`, named: false },
        ],
        agent: '/run/agent',
        knownHosts: [`${home}/.ssh/known_hosts`, '/etc/ssh/ssh_known_hosts'],
      },
    ])
  })

  test('takes what ~/.ssh/config says, the first value of each', async () => {
    configure(`
Host web-* !web-9
  HostName %h.internal.example
  User app
  port=2222
  IdentityFile ~/.ssh/%r_key
  IdentityFile "/keys/with blank/%h"
  UserKnownHostsFile ~/.ssh/hosts_a /srv/hosts_b
  HostKeyAlias fleet
Host *
  User nobody
  Port 9
  IdentityFile %d/last
`)

    expect(await lastHop({ host: 'web-1' })).toMatchObject({
      host: 'web-1.internal.example',
      port: 2222,
      user: 'app',
      alias: 'fleet',
      identities: [
        { path: `${home}/.ssh/app_key`, named: false },
        { path: '/keys/with blank/web-1.internal.example', named: false },
        { path: `${home}/last`, named: false },
      ],
      knownHosts: [`${home}/.ssh/hosts_a`, '/srv/hosts_b', '/etc/ssh/ssh_known_hosts'],
    })
    expect(await lastHop({ host: 'web-9' })).toMatchObject({ user: 'nobody', host: 'web-9' })
  })

  test('lets services.yml win over ~/.ssh/config', async () => {
    configure(
      'Host *\n  User x\n  Port 1\n  IdentityFile /x\n  UserKnownHostsFile /y\n  ProxyJump z',
    )

    const route = await routeTo({
      host: 'web-1',
      user: 'app',
      port: 2200,
      identity: '/key',
      knownHosts: '/known',
      jump: [],
    })

    expect(route).toEqual([
      {
        name: 'web-1',
        host: 'web-1',
        port: 2200,
        user: 'app',
        identities: [{ path: '/key', named: true }],
        agent: null,
        knownHosts: ['/known', '/etc/ssh/ssh_known_hosts'],
      },
    ])
  })

  test.each([
    ['IdentitiesOnly yes', null],
    ['IdentityAgent none', null],
    ['IdentityAgent SSH_AUTH_SOCK', '/run/agent'],
    ['IdentityAgent ~/agent', 'HOME/agent'],
  ])('with %s uses the agent %s', async (line, agent) => {
    configure(`Host *\n  ${line}`)

    const hop = await lastHop({ host: 'web-1' }, '/run/agent')

    expect(hop.agent).toBe(agent?.replace('HOME', home) ?? null)
  })

  test('reads included files, also within a block', async () => {
    configure('Include config.d/*.conf\nHost web-1\n  Include web\nHost *\n  User last')
    mkdirSync(join(home, '.ssh', 'config.d'))
    configure('Host db\n  Port 5\n', 'config.d/a.conf')
    configure('User app\n', 'web')

    expect(await lastHop({ host: 'db' })).toMatchObject({ port: 5, user: 'last' })
    expect(await lastHop({ host: 'web-1' })).toMatchObject({ port: 22, user: 'app' })
  })

  test('obeys Match host, user and all, and never runs Match exec', async () => {
    const marker = join(home, 'ran')
    configure(`
Match exec "touch ${marker}"
  User evil
Match host web-* exec "touch ${marker}"
  User evil
Match !exec "touch ${marker}"
  User evil
Match originalhost web-1 user ann
  Port 2201
Match all
  User app
`)

    expect(await lastHop({ host: 'web-1' })).toMatchObject({ user: 'app', port: 2201 })
    expect(existsSync(marker)).toBe(false)
  })

  test('refuses a ProxyCommand and runs nothing', async () => {
    const marker = join(home, 'ran')
    configure(`Host web-1\n  ProxyCommand touch ${marker}\nHost web-2\n  ProxyCommand none`)

    await expect(routeTo({ host: 'web-1' })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('ProxyCommand'),
      hint: expect.stringContaining('ProxyJump'),
    })
    expect(existsSync(marker)).toBe(false)
    expect(await routeTo({ host: 'web-2' })).toHaveLength(1)
    expect(await routeTo({ host: 'web-1', jump: ['bastion'] })).toHaveLength(2)
  })

  test('obeys whichever of ProxyJump and ProxyCommand comes first', async () => {
    configure('Host web-1\n  ProxyJump bastion\n  ProxyCommand nc %h %p')

    expect((await routeTo({ host: 'web-1' })).map((hop) => hop.name)).toEqual(['bastion', 'web-1'])
  })

  test('passes through jumps, each with its own settings', async () => {
    configure(`
Host bastion
  HostName bastion.example
  User gate
  IdentityFile /gate
Host web-1
  ProxyJump bastion,ops@inner:2222
`)

    expect(await routeTo({ host: 'web-1' })).toMatchObject([
      {
        name: 'bastion',
        host: 'bastion.example',
        user: 'gate',
        port: 22,
        identities: [{ path: '/gate' }],
      },
      { name: 'inner', host: 'inner', user: 'ops', port: 2222 },
      { name: 'web-1', user: 'ann' },
    ])
  })

  test('uses the known hosts and the key of services.yml for the jumps too', async () => {
    const route = await routeTo({
      host: 'web-1',
      jump: ['[::1]:2200'],
      identity: '/key',
      knownHosts: '/known',
    })

    expect(route[0]).toMatchObject({
      host: '::1',
      port: 2200,
      identities: [{ path: '/key', named: true }],
      knownHosts: ['/known', '/etc/ssh/ssh_known_hosts'],
    })
  })

  test('follows the jump of a jump, but not in a circle', async () => {
    configure(
      'Host a\n  ProxyJump b\nHost b\n  ProxyJump c\nHost x\n  ProxyJump y\nHost y\n  ProxyJump x',
    )

    expect((await routeTo({ host: 'a' })).map((hop) => hop.name)).toEqual(['c', 'b', 'a'])
    await expect(routeTo({ host: 'x' })).rejects.toMatchObject({ code: 'config-invalid' })
  })

  test.each([['Match exec x y\n'], ['User "open\n'], ['Port twenty\n']])(
    'says which file cannot be read: %j',
    async (text) => {
      configure(text)

      await expect(routeTo({ host: 'web-1' })).rejects.toMatchObject({
        code: 'config-invalid',
        message: expect.stringContaining(`${home}/.ssh/config`),
      })
    },
  )
})

test.each([
  ['bastion', { host: 'bastion' }],
  ['ops@bastion:22', { host: 'bastion', port: 22, user: 'ops' }],
  ['ssh://ops@bastion:2222/', { host: 'bastion', port: 2222, user: 'ops' }],
  ['[fe80::1]:2222', { host: 'fe80::1', port: 2222 }],
])('reads the jump host %s', (text, expected) => {
  expect(parseAddress(text)).toEqual(expected)
})

test.each([['a b'], ['bastion:0'], ['bastion:70000'], ['@bastion'], ['a@b@c:x'], ['']])(
  'refuses the jump host %j',
  (text) => {
    expect(() => parseAddress(text)).toThrow('Could not read the jump host')
  },
)

test.each([
  ['*', 'anything', true],
  ['web-*.example', 'web-1.example', true],
  ['web-*.example', 'web-1.example.org', false],
  ['web-??', 'web-12', true],
  ['web-??', 'web-1', false],
  ['a*b*c', 'aXbXbXc', true],
  ['web.1', 'webx1', false],
])('pattern %s against %s: %s', (pattern, name, expected) => {
  expect(matchesPatternList([pattern], name)).toBe(expected)
})
