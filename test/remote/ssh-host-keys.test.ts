import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import type { Connection, Remote } from '../../src/core/ports.ts'
import { startSshServer } from '../support/ssh-server.ts'
import { hasSshd, startSshd } from '../support/sshd.ts'
import { aRemote, sshTarget } from './a-remote.ts'

const never = new AbortController().signal
const cleanUp: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const each of cleanUp.splice(0).toReversed()) await each()
})

async function anSshServer(options: Parameters<typeof startSshServer>[0] = {}) {
  const server = await startSshServer(options)
  cleanUp.push(() => server.stop())
  return server
}

async function anSshd(options: Parameters<typeof startSshd>[0] = {}) {
  const server = await startSshd(options)
  cleanUp.push(() => server.stop())
  return server
}

function remote(deps: Parameters<typeof aRemote>[0] = {}): Remote {
  const made = aRemote(deps)
  cleanUp.push(() => made.close())
  return made
}

async function says(connection: Connection, text: string): Promise<string> {
  const result = await connection.run({ text, deadlineMs: 10_000, maxOutputBytes: 10_000 }, never)
  return result.stdout.trim()
}

describe('a host key', () => {
  test('that is unknown is refused, and the line of the hint makes it known', async () => {
    const server = await anSshServer()
    writeFileSync(server.knownHosts, '')

    const refusal = await remote()
      .connect(sshTarget(server), never)
      .catch((error: unknown) => error)

    const line = `[127.0.0.1]:${server.port} ${server.hostKey}`
    expect(refusal).toMatchObject({
      code: 'host-key-unknown',
      hint: expect.stringContaining(`\n${line}`),
    })
    writeFileSync(server.knownHosts, `${line}\n`)
    expect(await says(await remote().connect(sshTarget(server), never), 'echo in')).toBe('in')
  })

  test('that changed is refused before any key of ours is shown', async () => {
    const server = await anSshServer()
    const other = await anSshServer()
    writeFileSync(server.knownHosts, `[127.0.0.1]:${server.port} ${other.hostKey}\n`)

    await expect(remote().connect(sshTarget(server), never)).rejects.toMatchObject({
      code: 'host-key-changed',
      message: expect.stringContaining(`${server.knownHosts} holds in line 1`),
      hint: expect.stringContaining(server.hostKey),
    })
    expect(server.counts.logins).toBe(0)
  })

  test('that is revoked is refused', async () => {
    const server = await anSshServer()
    writeFileSync(
      server.knownHosts,
      `[127.0.0.1]:${server.port} ${server.hostKey}\n@revoked * ${server.hostKey}\n`,
    )

    await expect(remote().connect(sshTarget(server), never)).rejects.toMatchObject({
      code: 'host-key-revoked',
    })
  })

  test.skipIf(!hasSshd)('is found in a file that ssh-keygen hashed', async () => {
    const server = await anSshd()
    execFileSync('ssh-keygen', ['-q', '-H', '-f', server.knownHosts], { stdio: 'ignore' })
    expect(readFileSync(server.knownHosts, 'utf8')).toMatch(/^\|1\|/)

    const connection = await remote().connect(sshTarget(server), never)

    expect(await says(connection, 'echo in')).toBe('in')
  })

  test.skipIf(!hasSshd).each([
    ['ed25519', 0],
    ['ecdsa', 1],
    ['rsa', 2],
  ])('is asked for by the type that known_hosts holds: %s', async (_type, index) => {
    const server = await anSshd()
    writeFileSync(server.knownHosts, `[127.0.0.1]:${server.port} ${server.hostKeys[index]}\n`)

    const connection = await remote().connect(sshTarget(server), never)

    expect(await says(connection, 'echo in')).toBe('in')
  })

  test.skipIf(!hasSshd)('of a type that the host no longer has is said to be changed', async () => {
    const server = await anSshd({ hostKeyTypes: ['ed25519'] })
    const other = await anSshd({ hostKeyTypes: ['rsa'] })
    writeFileSync(server.knownHosts, `[127.0.0.1]:${server.port} ${other.hostKeys[0]}\n`)

    await expect(remote().connect(sshTarget(server), never)).rejects.toMatchObject({
      code: 'host-key-changed',
      hint: expect.stringContaining(server.hostKeys[0] ?? 'none'),
    })
  })
})
