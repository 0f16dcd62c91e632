import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCli, type Cli, documentOf } from '../support/cli.ts'
import type { RunningProcess } from '../support/run-process.ts'
import {
  environmentOf,
  startSlackWorkspace,
  type SlackWorkspace,
} from '../support/slack-bridge/workspace.ts'

describe('the command line beside a running memdiag start', { timeout: 120_000 }, () => {
  let slack: SlackWorkspace
  let cli: Cli
  let app: RunningProcess

  beforeAll(async () => {
    slack = await startSlackWorkspace()
    cli = await aCli({
      ...environmentOf(slack),
      MEMDIAG_LOG_LEVEL: 'info',
    })
    cli.writeServices({
      quick: { nodes: [{ local: true }], process: 'no such thing' },
      // The way into the node takes a minute: whatever is asked of it is under way for that long.
      slow: { nodes: [{ local: true, enter: 'sleep 60; sh' }] },
    })
    app = cli.start(['start'])
    await app.waitFor(/memdiag is ready/)
  }, 120_000)
  afterAll(async () => {
    app.kill('SIGTERM')
    await app.ended
    await slack.close()
    cli[Symbol.dispose]()
  })

  test('run, list, show and export work, with their usual output', async () => {
    const run = documentOf(await cli.run('run', 'quick', '--only', 'load', '--format', 'json'))

    expect(run.state).toBe('done')
    expect((await cli.run('list')).stdout).toMatch(/quick +done/)
    expect(documentOf(await cli.run('show', '--format', 'json'))).toEqual(run)
    const exported = documentOf(await cli.run('export', run.id, '--format', 'json'))
    expect(exported).toEqual({ ...run, postmortem: expect.objectContaining({ language: 'en' }) })
  })

  test('what was begun in Slack is joined, and cancelled, from the terminal', async () => {
    await slack.slash({ text: 'slow', user: 'alice', channel: 'incidents' })
    const joined = cli.start(['run', 'slow'])
    await joined.waitFor(/joins investigation/)

    const cancelled = await cli.run('cancel')

    expect(cancelled.stdout).toMatch(/^Investigation \S+ of slow is cancelled\.$/m)
    expect((await joined.ended).stdout).toContain('cancelled')
    await expect
      .poll(async () => (await slack.messages('incidents')).map((each) => each.text), {
        timeout: 20_000,
      })
      .toContain('Memory of slow: cancelled')
    const again = await cli.run('cancel', '--format', 'json')
    expect(again.exitCode).toBe(2)
    expect(JSON.parse(again.stdout).error.code).toBe('investigation-unknown')
  })

  test('what was begun in the terminal is cancelled from Slack, and a second request joins it', async () => {
    const running = cli.start(['run', 'slow'])
    await running.waitFor(/load: started/)
    await slack.slash({ text: 'slow', user: 'alice', channel: 'incidents' })
    await expect
      .poll(() => slack.ephemerals().map((each) => each.text), { timeout: 10_000 })
      .toContainEqual(
        expect.stringContaining('your request joins that. It was begun in a terminal.'),
      )

    await slack.slash({ text: 'cancel', user: 'alice', channel: 'incidents' })

    const ended = await running.ended
    expect(ended.exitCode).toBe(1)
    expect(ended.stdout).toContain(`cancelled by ${slack.userId('alice')}`)
  })

  test('a second memdiag start on the folder is refused, and told whom to stop', async () => {
    const second = await cli.run('start')

    expect(second.exitCode).toBe(1)
    expect(second.stderr).toContain(`process ${app.pid}`)
  })
})
