import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parseAddress } from '../../src/config/address.ts'
import { readServices } from '../../src/config/read-services.ts'
import { MemdiagError } from '../../src/core/errors.ts'
import { createFileServices } from '../../src/services/file-services.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'memdiag-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function services(yaml: string) {
  const file = path.join(folder, 'services.yml')
  writeFileSync(file, yaml)
  return readServices(file, '/home/alice')
}

function fault(yaml: string): string {
  try {
    services(yaml)
  } catch (error) {
    if (error instanceof MemdiagError) return error.message.replaceAll(folder, '')
    throw error
  }
  throw new Error('It was accepted.')
}

test('every form of a node is resolved, with defaults, relative paths and the home', () => {
  const config = services(`
defaults:
  ssh: { user: app, port: 22, identity: ~/.ssh/id_ed25519, knownHosts: known, jump: [ops@bastion:22] }
services:
  checkout:
    nodes:
      - web-1.example
      - root@web-2.example:2222
      - { name: web-3a, host: web-3.example, enter: docker exec -i a sh, ssh: { port: 2223, identity: ./key } }
      - { name: here, local: true }
    process: checkout
    memoryLimit: 1.5GiB
    websocket: { port: 8080 }
    requests: http://127.0.0.1:9100/metrics
`)

  expect(config.services[0]).toEqual({
    name: 'checkout',
    process: 'checkout',
    memoryLimitBytes: 1_610_612_736,
    websocket: { port: 8080, path: '/socket.io/' },
    requests: { url: 'http://127.0.0.1:9100/metrics' },
    targets: [
      {
        kind: 'ssh',
        name: 'web-1.example',
        ssh: {
          host: 'web-1.example',
          user: 'app',
          port: 22,
          identity: '/home/alice/.ssh/id_ed25519',
          knownHosts: path.join(folder, 'known'),
          jump: ['ops@bastion:22'],
        },
      },
      {
        kind: 'ssh',
        name: 'web-2.example',
        ssh: {
          host: 'web-2.example',
          user: 'root',
          port: 2222,
          identity: '/home/alice/.ssh/id_ed25519',
          knownHosts: path.join(folder, 'known'),
          jump: ['ops@bastion:22'],
        },
      },
      {
        kind: 'ssh',
        name: 'web-3a',
        enter: 'docker exec -i a sh',
        ssh: {
          host: 'web-3.example',
          user: 'app',
          port: 2223,
          identity: path.join(folder, 'key'),
          knownHosts: path.join(folder, 'known'),
          jump: ['ops@bastion:22'],
        },
      },
      { kind: 'local', name: 'here' },
    ],
  })
})

describe('a fault is told with file, line, key and what was expected', () => {
  test.each([
    [
      'services:\n  a:\n    nodes: [x]\n    memroyLimit: 2GiB\n',
      '/services.yml:4:5: services.a.memroyLimit: unknown key',
    ],
    [
      'services:\n  a:\n    nodes: []\n',
      '/services.yml:3:5: services.a.nodes: Too small: expected array to have >=1 items',
    ],
    [
      'services:\n  a:\n    nodes: [x]\n    memoryLimit: two\n',
      '/services.yml:4:5: services.a.memoryLimit: expected bytes, or a number with KiB, MiB or GiB, such as 2GiB',
    ],
    [
      'services:\n  a:\n    nodes:\n      - { host: x, ssh: { port: 99999 } }\n',
      '/services.yml:4:27: services.a.nodes[0].ssh.port: expected a port from 1 to 65535',
    ],
    [
      'services:\n  a:\n    nodes:\n      - { name: x }\n',
      '/services.yml:4:9: services.a.nodes[0]: a node needs either `host` or `local: true`',
    ],
    [
      'services:\n  top:\n    nodes: [x]\n',
      '/services.yml:2:3: services.top: this word is a command of memdiag: choose another name',
    ],
    [
      'services:\n  a:\n    nodes: [x, y, x]\n',
      '/services.yml: services.a.nodes: two nodes are called x.',
    ],
    [
      'services:\n  a:\n    nodes: ["-oProxyCommand=x"]\n',
      '/services.yml: services.a.nodes: `-oProxyCommand=x` is not [user@]host[:port].',
    ],
    [
      'services:\n  a:\n    nodes: [x]\n    requests: http://metrics.example/metrics\n',
      '/services.yml:4:5: services.a.requests: expected a metrics page on the node itself, such as http://127.0.0.1:9100/metrics, or { url, metric }',
    ],
    ['services:\n\tx: 1\n', '/services.yml:2:1: Tabs are not allowed as indentation'],
    ['', '/services.yml:1:1: the file: Invalid input: expected object, received null'],
  ])('%j', (yaml, message) => {
    expect(fault(yaml)).toBe(message)
  })

  test('a file that is not there', () => {
    expect(() => readServices('/nowhere/services.yml', '/home/alice')).toThrow(
      /^Could not read \/nowhere\/services\.yml: ENOENT/,
    )
  })
})

test.each([
  ['web-1', { host: 'web-1' }],
  ['app@web-1:2222', { host: 'web-1', user: 'app', port: 2222 }],
  ['[2001:db8::1]:22', { host: '2001:db8::1', port: 22 }],
  ['2001:db8::1', { host: '2001:db8::1' }],
  ['a b', null],
  ['web:0', null],
  ['-x', null],
  ['', null],
])('the address %j', (text, address) => {
  expect(parseAddress(text)).toEqual(address)
})

test.each([
  ['chekout', 'Did you mean checkout?'],
  ['pay', 'Did you mean payments?'],
  ['zzzzzz', 'There are: checkout, payments, search.'],
])('an unknown service %s gets the nearest names', async (name, hint) => {
  const targets = [{ kind: 'local' as const, name: 'x' }]
  const known = ['checkout', 'payments', 'search'].map((each) => ({ name: each, targets }))

  await expect(createFileServices(known, 'services.yml').find(name)).rejects.toMatchObject({
    code: 'service-unknown',
    message: `There is no service \`${name}\` in services.yml.`,
    hint,
  })
})

describe('retention', () => {
  const rest = 'services: { checkout: { nodes: [web-1] } }'

  test('compacts after a quarter and deletes nothing unless told otherwise', () => {
    expect(services(rest).retention).toEqual({
      compactAfterDays: 90,
      deleteAfterDays: null,
      archive: null,
    })
    expect(
      services(`retention: { compactAfter: 7d, deleteAfter: 400d, archive: old }\n${rest}`)
        .retention,
    ).toEqual({ compactAfterDays: 7, deleteAfterDays: 400, archive: path.join(folder, 'old') })
  })

  test('refuses to delete what was not exported, and what is no number of days', () => {
    expect(fault(`retention: { deleteAfter: 400d }\n${rest}`)).toBe(
      '/services.yml: retention.deleteAfter needs retention.archive: nothing is deleted that was not exported before.',
    )
    expect(fault(`retention: { compactAfter: 3w }\n${rest}`)).toContain(
      'expected days, such as 90d',
    )
  })
})

test('a service names the command that writes a heap snapshot, and where', () => {
  const config = services(`
services:
  checkout:
    nodes: [web-1.example]
    snapshot: { command: 'curl -sf localhost/heap', file: '/tmp/heap-{pid}.heapsnapshot' }
`)

  expect(config.services[0]?.snapshot).toEqual({
    command: 'curl -sf localhost/heap',
    file: '/tmp/heap-{pid}.heapsnapshot',
  })
})

test.each([
  ['heap.heapsnapshot', 'expected an absolute path'],
  ['/tmp/', 'expected an absolute path'],
])('a snapshot does not lie at %s', (file, reason) => {
  const text = fault(`
services:
  checkout:
    nodes: [web-1.example]
    snapshot: { command: dump, file: '${file}' }
`)

  expect(text).toContain('services.checkout.snapshot.file')
  expect(text).toContain(reason)
})
