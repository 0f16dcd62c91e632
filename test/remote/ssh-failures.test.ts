import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { close, listen } from '../contract/remote-fixtures.ts'
import { freePort, hasSshd, makeKey } from '../support/sshd.ts'
import { sshTarget } from './a-remote.ts'
import { anSshd, anSshServer, cleanUp, folder, never, remote, says } from './ssh-set-up.ts'

describe('a login', () => {
  test.skipIf(!hasSshd)(
    'with a key that is not accepted fails and is not tried again',
    async () => {
      const server = await anSshd()
      const identity = join(folder(), 'other')
      makeKey(identity, 'ed25519')

      await expect(remote().connect(sshTarget(server, { identity }), never)).rejects.toMatchObject({
        code: 'auth-failed',
        message: expect.stringContaining(identity),
      })
    },
  )

  test('is tried once when the server refuses it', async () => {
    const server = await anSshServer({ onAuthentication: 'reject' })

    await expect(remote().connect(sshTarget(server), never)).rejects.toMatchObject({
      code: 'auth-failed',
    })
    expect(server.counts.connections).toBe(1)
  })

  test('with a key file that is not there says so', async () => {
    const server = await anSshServer()

    await expect(
      remote().connect(sshTarget(server, { identity: '/no/such/key' }), never),
    ).rejects.toMatchObject({
      code: 'auth-failed',
      message: expect.stringContaining('/no/such/key is not there'),
    })
  })

  test.skipIf(!hasSshd)('with a locked key needs the right passphrase', async () => {
    const server = await anSshd()
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'open sesame', '-f', server.identity])
    const connect = (passphrase?: string) =>
      remote({ passphrase: () => passphrase }).connect(sshTarget(server), never)

    expect(await says(await connect('open sesame'), 'echo in')).toBe('in')
    await expect(connect()).rejects.toMatchObject({
      code: 'auth-failed',
      hint: expect.stringContaining('needs a passphrase: set MEMDIAG_SSH_PASSPHRASE'),
    })
    await expect(connect('wrong')).rejects.toMatchObject({
      code: 'auth-failed',
      hint: expect.stringContaining('does not open with the passphrase'),
    })
  })

  test.skipIf(!hasSshd)('takes a default key of the home', async () => {
    const server = await anSshd()
    const home = folder()
    mkdirSync(join(home, '.ssh'))
    writeFileSync(join(home, '.ssh', 'id_ed25519'), readFileSync(server.identity))
    const { port, user, knownHosts } = server

    const connection = await remote({ home, user }).connect(
      { kind: 'ssh', name: 'web-1', ssh: { host: '127.0.0.1', port, knownHosts } },
      never,
    )

    expect(await says(connection, 'echo in')).toBe('in')
  })

  test.skipIf(!hasSshd)('takes a key that only the agent holds', async () => {
    const server = await anSshd()
    const socket = join(folder(), 'agent')
    const agent = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' })
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(agent)?.[1])
    cleanUp.push(() => {
      process.kill(pid)
    })
    execFileSync('ssh-add', ['-q', server.identity], { env: { SSH_AUTH_SOCK: socket } })
    const { port, user, knownHosts } = server
    const target = {
      kind: 'ssh',
      name: 'web-1',
      ssh: { host: '127.0.0.1', port, user, knownHosts },
    } as const

    const connection = await remote({ sshAgentSocket: socket }).connect(target, never)

    expect(await says(connection, 'echo in')).toBe('in')
    await expect(
      remote({ sshAgentSocket: '/no/agent' }).connect(target, never),
    ).rejects.toMatchObject({ code: 'auth-failed' })
  })
})

describe('a host', () => {
  test('that is down is told apart from one that has no name', async () => {
    const server = await anSshServer()
    const port = await freePort()

    await expect(remote().connect(sshTarget(server, { port }), never)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('nothing listens there'),
    })
    await expect(
      remote().connect(sshTarget(server, { host: 'no-such-host.invalid' }), never),
    ).rejects.toMatchObject({ code: 'unreachable' })
  })

  test('that closes every connection before a word is given up after five tries', async () => {
    const server = await anSshServer({ dropFirst: 100 })

    await expect(remote().connect(sshTarget(server), never)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('5 times'),
    })
    expect(server.counts.connections).toBe(5)
  })

  test('that drops the first connections is reached in the end', async () => {
    const server = await anSshServer({ dropFirst: 2 })

    const connection = await remote().connect(sshTarget(server), never)

    expect(await says(connection, 'echo in')).toBe('in')
    expect(server.counts.connections).toBe(3)
  })

  test('that closes during the login is not waited for', async () => {
    const server = await anSshServer({ onAuthentication: 'close' })

    await expect(remote().connect(sshTarget(server), never)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('during the login'),
    })
    expect(server.counts.connections).toBe(1)
  })

  test('that never says a word is given up when the caller gives up', async () => {
    const silent = createServer((socket) => socket.resume().on('error', () => undefined))
    const port = await listen(silent)
    cleanUp.push(() => close(silent))
    const server = await anSshServer()
    const controller = new AbortController()
    const connecting = remote().connect(sshTarget(server, { port }), controller.signal)
    await new Promise((resolve) => silent.once('connection', resolve))

    controller.abort()

    await expect(connecting).rejects.toMatchObject({ code: 'aborted' })
  })

  test('that speaks something else is said to', async () => {
    const other = createServer((socket) => socket.resume().end('220 mail.example ESMTP\r\n'))
    const port = await listen(other)
    cleanUp.push(() => close(other))
    const server = await anSshServer()

    await expect(remote().connect(sshTarget(server, { port }), never)).rejects.toMatchObject({
      code: 'unreachable',
    })
  })

  test('that lets nobody run anything is told apart from one that is down', async () => {
    const server = await anSshServer({ maxSessions: 0 })
    const connection = await remote().connect(sshTarget(server), never)

    await expect(says(connection, 'echo in')).rejects.toMatchObject({
      code: 'protocol',
      message: expect.stringContaining('refuses a session'),
    })
  })

  test.skipIf(!hasSshd)('that forbids forwarding still runs scripts', async () => {
    const server = await anSshd({ config: 'AllowTcpForwarding no' })
    const connection = await remote().connect(sshTarget(server), never)

    await expect(
      connection.handshake({ port: 80, path: '/', deadlineMs: 5_000 }, never),
    ).rejects.toMatchObject({ code: 'tunnel-refused' })
    expect(await says(connection, 'echo in')).toBe('in')
  })

  test.skipIf(!hasSshd)('with a forced command is said to have no shell', async () => {
    const server = await anSshd({ config: 'ForceCommand echo go away; exit 4' })
    const connection = await remote().connect(sshTarget(server), never)

    await expect(says(connection, 'echo in')).rejects.toMatchObject({
      code: 'protocol',
      message: expect.stringContaining('it said: go away (exit code 4)'),
    })
  })

  test('whose container is not there is said so with the command', async () => {
    const server = await anSshServer()
    const enter = 'echo "Error: No such container: checkout" >&2; exit 1'
    const connection = await remote().connect(sshTarget(server, {}, enter), never)

    await expect(says(connection, 'echo in')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('No such container: checkout (exit code 1)'),
    })
  })
})
