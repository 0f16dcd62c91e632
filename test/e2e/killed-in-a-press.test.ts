import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCli, type Cli } from '../support/cli.ts'
import type { RunningProcess } from '../support/run-process.ts'
import {
  environmentOf,
  startSlackWorkspace,
  type SlackWorkspace,
} from '../support/slack-bridge/workspace.ts'

describe('memdiag start, killed while it does what a button asks for', { timeout: 180_000 }, () => {
  let slack: SlackWorkspace
  let cli: Cli
  let app: RunningProcess

  beforeAll(async () => {
    slack = await startSlackWorkspace()
    cli = await aCli({
      ...environmentOf(slack),
      MEMDIAG_LOG_LEVEL: 'info',
    })
    cli.writeServices({ checkout: { nodes: [{ local: true }], process: 'no such thing' } })
    await start()
  })
  afterAll(async () => {
    app.kill('SIGTERM')
    await app.ended
    await slack.close()
    cli[Symbol.dispose]()
  })

  async function start() {
    app = cli.start(['start'])
    await app.waitFor(/memdiag is ready/)
  }

  async function killAndStart() {
    app.kill('SIGKILL')
    await app.ended
    await start()
  }

  const roots = async () =>
    (await slack.messages('incidents')).filter(({ text }) => text.startsWith('Memory of checkout'))

  /** The last message of a thread, with its buttons. */
  async function summaryOf(rootTs: string) {
    const thread = await slack.thread('incidents', rootTs)
    const summary = thread.findLast(({ metadata }) => metadata?.event_payload['key'] === 'summary')
    return { ts: summary?.ts ?? '', text: JSON.stringify(summary?.blocks ?? []) }
  }

  /** An investigation that has ended; its root message. */
  async function anEnded(): Promise<string> {
    const ended = async () =>
      (await roots())[0]?.text.match(/investigating/) === null
        ? (await summaryOf((await roots())[0]?.ts ?? '')).text
        : ''
    await expect.poll(ended, { timeout: 60_000, interval: 250 }).toContain('Export postmortem')
    return (await roots())[0]?.ts ?? ''
  }

  const press = async (label: string, rootTs: string) =>
    slack.click({
      label,
      user: 'alice',
      channel: 'incidents',
      ts: (await summaryOf(rootTs)).ts,
    })

  test('tells after its restart that the press was interrupted, and does it when it is pressed again', async () => {
    await slack.slash({ text: 'checkout --only load', user: 'alice', channel: 'incidents' })
    const rootTs = await anEnded()
    slack.fail('canvases.create', { hangs: 'call' })

    await press('Export postmortem', rootTs)
    await expect.poll(() => slack.calls('canvases.create').length, { timeout: 20_000 }).toBe(1)
    await killAndStart()

    await expect
      .poll(async () => (await summaryOf(rootTs)).text, { timeout: 90_000, interval: 500 })
      .toContain('was interrupted before its end; press it again')
    await press('Export postmortem', rootTs)
    await expect
      .poll(async () => (await summaryOf(rootTs)).text, { timeout: 30_000, interval: 250 })
      .toContain('is a canvas in the thread of the investigation')
    expect(slack.calls('canvases.create')).toHaveLength(2)
  })
})
