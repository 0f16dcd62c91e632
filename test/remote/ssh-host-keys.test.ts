import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasSshd } from '../support/sshd.ts'
import { sshTarget } from './a-remote.ts'
import { anSshd, anSshServer, never, remote, says } from './ssh-set-up.ts'

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
