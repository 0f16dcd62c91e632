import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Target } from '../../src/core/target.ts'
import { hasSshd } from '../support/sshd.ts'
import { sshTarget } from './a-remote.ts'
import { anSshd, anSshServer, folder, never, remote, says } from './ssh-set-up.ts'

describe('a connection', () => {
  test('is made once and kept between steps', async () => {
    const server = await anSshServer()
    const made = remote()

    await says(await made.connect(sshTarget(server), never), 'echo 1')
    await says(await made.connect(sshTarget(server), never), 'echo 2')

    expect(server.counts.logins).toBe(1)
  })

  test('that breaks under a script fails that script, and the next one connects anew', async () => {
    const server = await anSshServer()
    const connection = await remote().connect(sshTarget(server), never)
    const running = says(connection, 'echo $$; sleep 60')
    running.catch(() => undefined)
    await says(connection, 'echo ready')

    server.breakAll()

    await expect(running).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('Lost the connection to web-1'),
    })
    expect(await says(connection, 'echo again')).toBe('again')
    expect(server.counts.logins).toBe(2)
  })

  test('is shared by nodes behind the same server, and closed with the last of them', async () => {
    const server = await anSshServer()
    const made = remote()
    const a = { ...sshTarget(server, {}, 'sh'), name: 'a' }
    const b = { ...sshTarget(server, {}, 'sh'), name: 'b' }
    await says(await made.connect(a, never), 'echo a')
    await says(await made.connect(b, never), 'echo b')

    await made.close(a)

    expect(await says(await made.connect(b, never), 'echo b')).toBe('b')
    expect(server.counts.logins).toBe(1)
    await made.close(b)
    await says(await made.connect(b, never), 'echo b')
    expect(server.counts.logins).toBe(2)
  })

  test('leads through two jump hosts, which other nodes share', async () => {
    const first = await anSshServer()
    const second = await anSshServer()
    const last = await anSshServer()
    const other = await anSshServer()
    const files = folder()
    const knownHosts = join(files, 'known_hosts')
    const config = join(files, 'config')
    const all = [first, second, last, other]
    writeFileSync(knownHosts, all.map((each) => readFileSync(each.knownHosts, 'utf8')).join(''))
    writeFileSync(
      config,
      all
        .map(
          (each, index) =>
            `Host host-${index}\nHostName 127.0.0.1\nPort ${each.port}\nUser tester\nIdentityFile ${each.identity}\n`,
        )
        .join(''),
    )
    const made = remote({ sshConfigFile: config })
    const target = (host: string): Target => ({
      kind: 'ssh',
      name: host,
      ssh: { host, knownHosts, jump: ['host-0', 'host-1'] },
    })

    const [one, two] = await Promise.all([
      made.connect(target('host-2'), never),
      made.connect(target('host-3'), never),
    ])

    expect(await says(one, 'echo one')).toBe('one')
    expect(await says(two, 'echo two')).toBe('two')
    expect(all.map((each) => each.counts.logins)).toEqual([1, 1, 1, 1])
    expect(first.counts.forwards).toEqual([`127.0.0.1:${second.port}`])
  })

  test('checks the host key of a jump host', async () => {
    const bastion = await anSshServer()
    const server = await anSshServer()

    await expect(
      remote().connect(sshTarget(server, { jump: [`127.0.0.1:${bastion.port}`] }), never),
    ).rejects.toMatchObject({
      code: 'host-key-unknown',
      hint: expect.stringContaining(bastion.hostKey),
    })
    expect(server.counts.connections).toBe(0)
  })

  test.skipIf(!hasSshd)('to forty nodes behind one sshd of default limits loses none', async () => {
    const server = await anSshd({ config: 'MaxStartups 10:30:100' })
    const nodes = Array.from({ length: 40 }, (_, index) => `node-${index}`)
    const config = join(folder(), 'config')
    writeFileSync(config, 'Host node-*\n  HostName 127.0.0.1\n')
    const fleet = remote({ sshConfigFile: config })

    const answers = await Promise.all(
      nodes.map(async (host) =>
        says(await fleet.connect(sshTarget(server, { host }), never), 'echo in'),
      ),
    )

    expect(answers).toEqual(Array.from({ length: 40 }, () => 'in'))
  })

  test('runs no command of ssh_config', async () => {
    const server = await anSshServer()
    const files = folder()
    const marker = join(files, 'ran')
    const config = join(files, 'config')
    writeFileSync(
      config,
      `Match exec "touch ${marker}"\n  User evil\nHost proxied\n  ProxyCommand touch ${marker}\n`,
    )
    const made = remote({ sshConfigFile: config })

    expect(await says(await made.connect(sshTarget(server), never), 'echo in')).toBe('in')
    await expect(made.connect(sshTarget(server, { host: 'proxied' }), never)).rejects.toMatchObject(
      { code: 'config-invalid' },
    )
    expect(existsSync(marker)).toBe(false)
  })
})
