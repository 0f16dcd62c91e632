import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { websocketStep } from '../../../src/steps/websocket/step.ts'
import { aProbeInput, nonce, runProbe, type Shell, shells } from '../support/run-probe.ts'
import { startInspected } from '../support/start-inspected.ts'
import { startNode } from '../support/start-node.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'memdiag-ws-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A folder as npm leaves it: real socket.io 2.3.0 with its own engine.io and ws below it, and a source file. */
function installed(): string {
  const dir = mkdtempSync(join(folder, 'app-'))
  mkdirSync(join(dir, 'node_modules'))
  cpSync(join(root, 'node_modules/socket.io-2.3'), join(dir, 'node_modules/socket.io'), {
    recursive: true,
  })
  mkdirSync(join(dir, 'node_modules/tool/lib'), { recursive: true })
  writeFileSync(join(dir, 'node_modules/tool/lib/x.js'), 'perMessageDeflate: true')
  mkdirSync(join(dir, 'src'))
  writeFileSync(
    join(dir, 'src/a server.js'),
    '// perMessageDeflate: true\nserver(http, { perMessageDeflate: false, token: "hunter2hunter2" })\n',
  )
  return dir
}

async function valuesOf(shell: Shell, over: Parameters<typeof aProbeInput>[0]) {
  const input = aProbeInput(over)
  const { stdout, stderr } = await runProbe(shell, websocketStep.probe(input))
  expect(stderr).toBe('')
  const { values, missing } = websocketStep.parse(stdout, input)
  if (values.kind !== 'websocket') throw new Error(`no websocket values: ${stdout}`)
  return { values, missing, stdout }
}

function at(dir: string) {
  const service = { name: 'checkout', targets: [{ kind: 'local' as const, name: 'here' }] }
  return { service: { ...service, process: 'no-such-process', dir } }
}

const server = (text: string) => `
const server = require('node:http').createServer((request, response) => response.end(${text}))
server.listen(0, '127.0.0.1', () => {
  const client = require('node:net').connect(server.address().port, '127.0.0.1')
  client.on('connect', () => { console.log('ready ' + server.address().port) })
})
process.stdin.resume()
`

describe.each(shells)('the websocket probe in $name', (shell) => {
  test('finds nested packages with their versions, and what the source sets', async () => {
    const dir = installed()

    const { values, missing } = await valuesOf(shell, at(dir))

    expect(values.packages).toEqual([
      {
        name: 'socket.io',
        version: '2.3.0',
        path: `${dir}/node_modules/socket.io/package.json`,
      },
      {
        name: 'engine.io',
        version: '3.4.2',
        path: `${dir}/node_modules/socket.io/node_modules/engine.io/package.json`,
      },
      {
        name: 'ws',
        version: expect.stringMatching(/^7\./),
        path: `${dir}/node_modules/socket.io/node_modules/ws/package.json`,
      },
    ])
    expect(values.settings).toEqual([
      {
        path: `${dir}/src/a server.js:2`,
        line: 'server(http, { perMessageDeflate: false, token: *** })',
      },
    ])
    expect(missing.map((each) => each.what)).toEqual([
      'a process with `no-such-process` in its title',
    ])
  })

  test("finds pnpm's folder and node_modules of a parent folder", async () => {
    const dir = mkdtempSync(join(folder, 'mono-'))
    const store = join(dir, 'node_modules/.pnpm/ws@2.3.1/node_modules/ws')
    mkdirSync(store, { recursive: true })
    mkdirSync(join(dir, 'apps/shop'), { recursive: true })
    writeFileSync(
      join(store, 'package.json'),
      '{\n  "author": {\n    "name": "somebody"\n  },\n  "name": "ws",\n  "version": "2.3.1"\n}\n',
    )

    const { values } = await valuesOf(shell, at(join(dir, 'apps/shop')))

    expect(values.packages).toEqual([
      {
        name: 'ws',
        version: '2.3.1',
        path: `${dir}/node_modules/.pnpm/ws@2.3.1/node_modules/ws/package.json`,
      },
    ])
  })

  test('reads a package.json of one line', async () => {
    const dir = mkdtempSync(join(folder, 'line-'))
    mkdirSync(join(dir, 'node_modules/ws'), { recursive: true })
    writeFileSync(
      join(dir, 'node_modules/ws/package.json'),
      '{"name":"ws","version":"8.18.0","author":{"name":"x"}}',
    )

    const { values } = await valuesOf(shell, at(dir))

    expect(values.packages.map((each) => [each.name, each.version])).toEqual([['ws', '8.18.0']])
  })

  test('finds the folder, the ports and the connections of a running service', async () => {
    const name = `ws-${shell.name.replace(' ', '-')}.cjs`
    await using service = await startNode(name, server('"hello"'))
    const dir = dirname(service.script)
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'))

    const { values, missing } = await valuesOf(shell, { process: name })

    expect(values.ports).toHaveLength(1)
    expect(values.connections).toBe(1)
    expect(values.rssBytes).toBeGreaterThan(10_000_000)
    expect(
      values.packages.find((each) => each.path === `${dir}/node_modules/socket.io/package.json`),
    ).toMatchObject({ name: 'socket.io', version: '4.8.4' })
    expect(missing).toEqual([])
  })

  test('leaves an inspector out of the ports', async () => {
    const name = `wsi-${shell.name.replace(' ', '-')}.cjs`
    await using service = await startInspected(name, server('"hello"'))

    const { values } = await valuesOf(shell, { process: name })

    expect(values.ports).toHaveLength(1)
    expect(values.ports).not.toContain(service.port)
  })

  test('says where nothing is installed', async () => {
    const { values, missing } = await valuesOf(shell, at(join(folder, "no'such $(dir)")))

    expect(values).toMatchObject({ packages: [], settings: [], ports: [], connections: 0 })
    expect(missing.map((each) => [each.what, each.reason])).toEqual([
      ['a process with `no-such-process` in its title', 'not-found'],
      ['node_modules of the service', 'not-found'],
    ])
  })
})

test('any answer gives values or none, and never an error', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      ...['os', 'clock', 'procs', 'listening', 'folders', 'modules', 'packages', 'settings'].map(
        (name) => `\n@${nonce} ${name}\n`,
      ),
      's\t10\t1\t0\t5\t5\t100\t10\t10\t0\t0\t4602\tn\t/usr/bin/node\tnode\tnode\u001f--inspect=99999\u001f\n',
      'own\t10\t0100007F:240D\n',
      'with\t5\t240D\n',
      'own\t10\t::::\n',
      'ws\t1.1.1\t/a\n',
      '/a:1:perMessageDeflate: true\n',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { values } = websocketStep.parse(pieces.join(''), aProbeInput())
      expect(['websocket', 'none']).toContain(values.kind)
    }),
    { numRuns: 300 },
  )
})
