import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCli, type Cli } from '../support/cli.ts'
import type { RunningProcess } from '../support/run-process.ts'
import { startService, type TestService } from '../support/services/start-service.ts'
import {
  environmentOf,
  type SlackWorkspace,
  startSlackWorkspace,
} from '../support/slack-bridge/workspace.ts'
import { type SshServer, startSshServer } from '../support/ssh-server.ts'

describe('memdiag start: the real app against a workspace', { timeout: 120_000 }, () => {
  let slack: SlackWorkspace
  let ssh: SshServer
  let service: TestService
  let cli: Cli
  let app: RunningProcess

  beforeAll(async () => {
    slack = await startSlackWorkspace({
      users: { alice: {}, guest: { guest: 'single-channel' } },
      channels: { incidents: {}, elsewhere: { bot: false } },
    })
    ssh = await startSshServer()
    service = await startService('overforked')
    cli = await aCli({
      ...environmentOf(slack),
      MEMDIAG_LOG_LEVEL: 'info',
    })
    const node = {
      name: 'web-1',
      host: '127.0.0.1',
      ssh: { port: ssh.port, user: ssh.user, identity: ssh.identity, knownHosts: ssh.knownHosts },
    }
    cli.writeServices({
      checkout: {
        nodes: [node, { name: 'down', host: '127.0.0.1', ssh: { ...node.ssh, port: 1 } }],
        process: service.processText,
        memoryLimit: '128MiB',
        websocket: { port: service.port, path: '/socket.io/' },
        broadcast: true,
      },
    })
    app = cli.start(['start'])
    await app.waitFor(/memdiag is ready/)
  })
  afterAll(async () => {
    app.kill('SIGTERM')
    const { exitCode } = await app.ended
    await service.close()
    await ssh.stop()
    await slack.close()
    cli[Symbol.dispose]()
    if (exitCode !== 0) throw new Error(`memdiag start ended with ${exitCode} after SIGTERM.`)
  })

  async function finishedThread(count: number): Promise<string[]> {
    await expect
      .poll(
        async () => {
          const roots = await slack.messages('incidents')
          const root = roots.filter((each) => each.text.startsWith('Memory of'))[count - 1]
          return root === undefined
            ? []
            : (await slack.thread('incidents', root.ts)).map((each) => each.text)
        },
        { timeout: 60_000, interval: 250 },
      )
      .toEqual(expect.arrayContaining([expect.stringMatching(/^Verdict: /)]))
    const roots = (await slack.messages('incidents')).filter((each) =>
      each.text.startsWith('Memory of'),
    )
    const ts = roots[count - 1]?.ts ?? ''
    await expect
      .poll(async () => (await slack.thread('incidents', ts))[0]?.text, { timeout: 15_000 })
      .not.toContain('investigating')
    return (await slack.thread('incidents', ts)).map((each) => each.text)
  }

  test('a slash command is acknowledged at once and ends with the verdict in the thread', async () => {
    const [ack] = await slack.slash({ text: 'checkout', user: 'alice', channel: 'incidents' })

    expect(ack?.afterMs).toBeLessThan(3_000)
    const texts = await finishedThread(1)
    expect(texts[0]).toBe('Memory of checkout: overforked-workers (confirmed)')
    expect(texts.slice(1).map((text) => text.split(':')[0])).toEqual([
      'load',
      'snapshot',
      'websocket',
      'logs',
      'top',
      'cpuinfo',
      'Where the memory is',
      'Workers against the CPUs they may use',
      'Anonymous memory over time',
      'Verdict',
    ])
    expect(texts.at(-1)).toContain('overforked-workers (confirmed)')
  })

  test('the dead node is named in the thread', async () => {
    const texts = await finishedThread(1)
    const [root] = (await slack.messages('incidents')).filter((each) =>
      each.text.startsWith('Memory of'),
    )

    expect(JSON.stringify(root?.blocks)).toContain('down: Could not connect')
    expect(texts.join('\n')).not.toContain('internal')
  })

  test('inside a thread the results go into that thread', async () => {
    const ts = await slack.say({ text: 'memory alert on checkout', channel: 'incidents' })
    await slack.mention({ text: 'checkout', user: 'alice', channel: 'incidents', threadTs: ts })

    await expect
      .poll(async () => (await slack.thread('incidents', ts)).map((each) => each.text), {
        timeout: 60_000,
        interval: 250,
      })
      .toEqual(expect.arrayContaining([expect.stringMatching(/^Verdict: overforked-workers/)]))
  })

  test('a guest, a wrong name and a channel without the bot get a private word and nothing runs', async () => {
    const before = (await slack.messages('incidents')).length

    await slack.slash({ text: 'checkout', user: 'guest', channel: 'incidents' })
    await slack.slash({ text: 'chekout', user: 'alice', channel: 'incidents' })
    await slack.slash({ text: 'checkout', user: 'alice', channel: 'elsewhere' })

    await expect.poll(() => slack.ephemerals().length).toBeGreaterThanOrEqual(3)
    const words = slack.ephemerals().map((each) => each.text)
    expect(words).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/guest/i),
        'There is no service `chekout` in services.yml. Did you mean checkout?',
        expect.stringContaining('/invite @memdiag'),
      ]),
    )
    expect((await slack.messages('incidents')).length).toBe(before)
  })

  test('list and show tell of it', async () => {
    await slack.slash({ text: 'list', user: 'alice', channel: 'incidents' })
    await slack.slash({ text: 'show', user: 'alice', channel: 'incidents' })

    const read = () =>
      slack
        .ephemerals()
        .map((each) => each.text + JSON.stringify(each.blocks))
        .join('\n')
    await expect.poll(read).toMatch(/overforked-workers/)
    await expect.poll(read).toMatch(/What to do: .*What to watch: /)
    expect(read()).not.toMatch(/fit into a Slack message/)
  })

  test('killed in the middle, the app goes on after its restart, and posts nothing twice', async () => {
    const roots = (await slack.messages('incidents')).filter((each) =>
      each.text.startsWith('Memory of'),
    ).length
    await slack.slash({ text: 'checkout', user: 'alice', channel: 'incidents' })
    await expect
      .poll(
        async () => {
          const root = (await slack.messages('incidents')).filter((each) =>
            each.text.startsWith('Memory of'),
          )[roots]
          return root === undefined ? 0 : (await slack.thread('incidents', root.ts)).length
        },
        { timeout: 30_000, interval: 50 },
      )
      .toBeGreaterThan(2)
    app.kill('SIGKILL')
    await app.ended

    app = cli.start(['start'])
    await app.waitFor(/memdiag is ready/)

    const texts = await finishedThread(roots + 1)
    expect(texts.slice(1).map((text) => text.split(':')[0])).toEqual([
      'load',
      'snapshot',
      'websocket',
      'logs',
      'top',
      'cpuinfo',
      'Where the memory is',
      'Workers against the CPUs they may use',
      'Anonymous memory over time',
      'Verdict',
    ])
    // services.yml has them shown in the channel as well: each once, also that of the killed app.
    const verdicts = (await slack.messages('incidents')).filter((each) =>
      each.text.startsWith('Verdict: '),
    )
    expect(new Set(verdicts.map(({ thread_ts }) => thread_ts)).size).toBe(verdicts.length)
    expect(verdicts).toHaveLength(3)
  })
})
