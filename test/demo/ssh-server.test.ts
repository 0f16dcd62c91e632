import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Client } from 'ssh2'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type KeyPair, makeKeyPair } from '../../src/demo/make-key-pair.ts'
import { type SshServer, startDemoSshServer } from '../../src/demo/ssh-server.ts'
import { processesLeft, processesWithText } from '../support/run-process.ts'
import { connectClient, exec, forward, openExec } from './ssh-client.ts'

const Address = z.object({ port: z.int() })

let folder: string
let key: KeyPair
let server: SshServer
let clients: Client[]

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'memdiag-test-ssh-'))
  key = makeKeyPair()
  clients = []
  server = await startDemoSshServer({
    user: 'demo',
    hostKey: makeKeyPair(),
    clientKey: key.publicKey,
    folder,
  })
})

afterEach(async () => {
  for (const client of clients) client.end()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

async function connect(username = 'demo', privateKey = key.privateKey): Promise<Client> {
  const client = await connectClient({ port: server.port, username, privateKey })
  clients.push(client)
  return client
}

/** A number for `sleep` that no other process has on its command line. */
function uniqueSeconds(): string {
  return `86400.${process.pid}${Math.floor(Math.random() * 1e9)}`
}

describe('who may come in', () => {
  test('the one key may', async () => {
    const client = await connect()

    expect(await exec(client, 'echo hello')).toEqual({
      stdout: 'hello\n',
      stderr: '',
      code: 0,
      signal: undefined,
    })
  })

  test('another key may not', async () => {
    await expect(connect('demo', makeKeyPair().privateKey)).rejects.toThrow(
      'All configured authentication methods failed',
    )
  })

  test('another user may not, even with the key', async () => {
    await expect(connect('root')).rejects.toThrow('All configured authentication methods failed')
  })

  test('the server listens on loopback only', async () => {
    const listener = createTcpServer()

    // The same port of another loopback address is free, so the server did not take all addresses.
    listener.listen(server.port, '127.0.0.2')
    await once(listener, 'listening')

    expect(listener.listening).toBe(true)
    listener.close()
  })
})

describe('commands', () => {
  test('stdin, stdout, stderr and the exit code go through', async () => {
    const client = await connect()

    const result = await exec(client, 'cat; echo oops >&2; exit 7', 'given\n')

    expect(result).toEqual({ stdout: 'given\n', stderr: 'oops\n', code: 7, signal: undefined })
  })

  test('the signal that ended a command is told', async () => {
    const client = await connect()

    expect(await exec(client, 'kill -TERM $$')).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  test('ten megabytes of output arrive whole', async () => {
    const client = await connect()

    const result = await exec(client, 'head -c 10000000 /dev/zero')

    expect(result.stdout).toHaveLength(10_000_000)
  })

  test('the environment of memdiag is not passed on', async () => {
    const client = await connect()

    const { stdout } = await exec(client, 'env')

    const ofTheShell = new Set(['PWD', 'OLDPWD', 'SHLVL', '_', ''])
    const names = stdout.split('\n').map((line) => line.split('=')[0] ?? '')
    expect(names.filter((name) => !ofTheShell.has(name)).toSorted()).toEqual(['HOME', 'PATH'])
    expect(stdout).toContain(`HOME=${folder}\n`)
  })

  test('more commands than channels can run one after the other', async () => {
    const client = await connect()

    for (let count = 0; count < 25; count += 1) {
      expect(await exec(client, `echo ${count}`)).toMatchObject({ stdout: `${count}\n`, code: 0 })
    }
  })

  test('an eleventh command at the same time is refused', async () => {
    const client = await connect()
    const seconds = uniqueSeconds()
    for (let count = 0; count < 10; count += 1) await openExec(client, `sleep ${seconds}`)

    await expect(openExec(client, 'echo one too many')).rejects.toThrow('Channel open failure')
  })

  test('a signal of the client reaches the command', async () => {
    const client = await connect()
    const channel = await openExec(client, `sleep ${uniqueSeconds()}`)
    const exited = once(channel, 'exit')

    channel.signal('TERM')

    expect((await exited).slice(0, 2)).toEqual([null, 'SIGTERM'])
  })

  test('shell and file transfer are refused', async () => {
    const client = await connect()

    const shell = new Promise((resolve, reject) => {
      client.shell((error) => (error ? reject(error) : resolve(null)))
    })
    await expect(shell).rejects.toThrow('Unable to request a pseudo-terminal')
    const sftp = new Promise((resolve, reject) => {
      client.sftp((error) => (error ? reject(error) : resolve(null)))
    })
    await expect(sftp).rejects.toThrow('Unable to start subsystem: sftp')
  })
})

describe('nothing is left running', () => {
  test('a command and its children are killed when the client closes the channel', async () => {
    const client = await connect()
    const seconds = uniqueSeconds()
    const channel = await openExec(client, `echo up; sleep ${seconds}; echo never`)
    await once(channel, 'data')
    expect(processesWithText(seconds).length).toBeGreaterThan(0)

    channel.close()

    expect(await processesLeft(seconds)).toEqual([])
  })

  test('commands are killed when the client goes away', async () => {
    const client = await connect()
    const seconds = uniqueSeconds()
    const channel = await openExec(client, `echo up; sleep ${seconds}; echo never`)
    await once(channel, 'data')

    client.destroy()

    expect(await processesLeft(seconds)).toEqual([])
  })

  test('commands that outlived their shell are killed when the server closes', async () => {
    const client = await connect()
    const seconds = uniqueSeconds()
    const channel = await openExec(client, `sleep ${seconds} & sleep ${seconds} & echo up; wait`)
    await once(channel, 'data')

    await server.close()

    expect(await processesLeft(seconds)).toEqual([])
    server = await startDemoSshServer({
      user: 'demo',
      hostKey: makeKeyPair(),
      clientKey: key.publicKey,
      folder,
    })
  })
})

describe('forwarding', () => {
  test('goes to ports of 127.0.0.1', async () => {
    const http = createServer((_request, response) => response.end('behind the tunnel'))
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    const { port } = Address.parse(http.address())
    const client = await connect()

    const answer = await forward(
      client,
      { host: '127.0.0.1', port },
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    )

    expect(answer).toContain('behind the tunnel')
    http.close()
  })

  test.each(['10.0.0.1', '192.0.2.1', 'example.com', '0.0.0.0', '127.0.0.2', '::1'])(
    'is refused to %s',
    async (host) => {
      const client = await connect()

      await expect(forward(client, { host, port: server.port }, 'x')).rejects.toThrow(
        'Channel open failure',
      )
    },
  )

  test('to a closed port is refused and the connection goes on', async () => {
    const client = await connect()

    await expect(forward(client, { host: '127.0.0.1', port: 1 }, 'x')).rejects.toThrow(
      'Channel open failure',
    )
    expect(await exec(client, 'echo still here')).toMatchObject({ stdout: 'still here\n' })
  })

  test('from the server to the client is refused', async () => {
    const client = await connect()

    const request = new Promise((resolve, reject) => {
      client.forwardIn('127.0.0.1', 0, (error, port) => (error ? reject(error) : resolve(port)))
    })

    await expect(request).rejects.toThrow('Unable to bind')
  })
})
