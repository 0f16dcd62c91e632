import { describe, expect, test, vi } from 'vitest'
import type { Post } from '../../src/core/post.ts'
import { createBoltLog } from '../../src/slack/bolt-log.ts'
import { createClients } from '../../src/slack/clients.ts'
import { tellIn } from '../../src/slack/listen.ts'
import { startApp } from '../support/slack-bridge/start-app.ts'
import { silentLog } from '../support/store-deps.ts'

const CALL = 'chat.postEphemeral'

describe('an answer that one person alone sees', () => {
  test.each([
    ['that Slack refuses', { error: 'user_not_in_channel' }, 0],
    ['that Slack took, and told nobody so', { lost: 'answer' }, 1],
  ] as const)('%s is sent once', async (_, fault, shown) => {
    const { slack, lines } = await startApp()
    const threadTs = await slack.say({ text: 'memory alarm', channel: 'incidents' })
    slack.fail(CALL, fault)

    await slack.mention({ text: '@memdiag', user: 'alice', channel: 'incidents', threadTs })

    await vi.waitFor(() =>
      expect(lines).toContainEqual(expect.objectContaining({ message: 'reply not delivered' })),
    )
    expect(slack.calls(CALL)).toHaveLength(1)
    expect(slack.ephemerals()).toHaveLength(shown)
  })

  test.each([
    ['once more, shorter, where there is a shorter form', 300, 2],
    ['once, where there is none', 3, 1],
  ])('whose size is refused is sent %s', async (_, rows, calls) => {
    const { slack, tell } = await aPersonToTell()
    slack.fail(CALL, { error: 'msg_blocks_too_long' })

    const [told] = await Promise.allSettled([tell(aListOf(rows))])

    expect(told.status).toBe(calls === 1 ? 'rejected' : 'fulfilled')
    const sent = slack.calls(CALL).map(({ params }) => params['blocks']?.length ?? 0)
    expect(sent).toHaveLength(calls)
    expect(sent).toEqual(sent.toSorted((left, right) => right - left))
    expect(slack.ephemerals()).toHaveLength(calls - 1)
  })

  test('is not sent again, where it is short, to an address that is good no more', async () => {
    const { slack, told } = await startApp()

    const delivered = slack.slash({ text: 'list', user: 'alice', channel: 'incidents' })
    slack.expireResponseUrls()
    await delivered

    await vi.waitFor(() => expect(told()).toHaveLength(1))
    expect(slack.calls('response_url')).toHaveLength(1)
  })
})

async function aPersonToTell() {
  const { slack } = await startApp()
  const { writer } = createClients(slack.botToken, {
    logger: createBoltLog(silentLog),
    slackApiUrl: slack.apiUrl,
  })
  const place = { user: slack.userId('alice'), channel: slack.channelId('incidents') }
  return { slack, tell: tellIn(writer, place) }
}

function aListOf(rows: number): Post {
  const items = Array.from({ length: rows }, (_, row) => `process ${row} of web-1 holds 21 MiB`)
  return { key: 'reply', kind: 'notice', text: 'Processes', parts: [{ kind: 'list', items }] }
}
