import type { SlackWorkspace } from '../support/slack-bridge/workspace.ts'

const CHANNEL = 'incidents'

/**
 * Somebody presses Approve on the card that still asks, in the newest thread, unless it is the one of `last`. What a
 * kill swallows is pressed again the next time; a second press on an answered card is refused by memdiag.
 */
export async function approveNext(slack: SlackWorkspace, last: string): Promise<void> {
  const root = (await slack.messages(CHANNEL)).findLast((each) => idOf(each) !== undefined)
  if (root === undefined || idOf(root) === last) return
  const thread = await slack.thread(CHANNEL, root.ts)
  for (const { ts, blocks } of thread) {
    const label = /"text":"(Approve (?:inspect|gc|profile|snapshot))"/.exec(
      JSON.stringify(blocks),
    )?.[1]
    if (label === undefined) continue
    // The card may change between the look and the press: then there is no such button any more.
    await slack.click({ label, user: 'alice', channel: CHANNEL, ts }).catch(() => undefined)
  }
}

function idOf(message: Awaited<ReturnType<SlackWorkspace['messages']>>[number]): unknown {
  return message.metadata?.event_payload['investigation']
}
