import { randomBytes } from 'node:crypto'
import type { Channel, Directory } from './directory.ts'
import { BOT } from './emulator.ts'

/** The body of a slash command, as Slack sends it as a form or in an envelope. */
export function slashPayload(
  directory: Directory,
  command: {
    readonly user: string
    readonly channel: { readonly id: string; readonly name: string }
    readonly command: string
    readonly text: string
    readonly responseUrl: string
  },
): Record<string, string> {
  const outsiderOf = directory.personOf(command.user)?.person.outsiderOf
  return {
    token: 'legacy-verification-token',
    team_id: outsiderOf ?? directory.teamId,
    team_domain: 'emulate',
    channel_id: command.channel.id,
    channel_name: command.channel.name,
    user_id: command.user,
    user_name: directory.personOf(command.user)?.name ?? 'somebody',
    command: command.command,
    text: command.text,
    api_app_id: BOT.app,
    is_enterprise_install: 'false',
    response_url: command.responseUrl,
  }
}

/** The body of an `app_mention`. The text is as a person typed it. */
export function mentionPayload(
  directory: Directory,
  mention: {
    readonly user: string
    readonly channel: Channel
    readonly text: string
    readonly ts: string
    readonly threadTs?: string
    readonly byBot?: boolean
  },
): Record<string, unknown> {
  const outsiderOf = directory.personOf(mention.user)?.person.outsiderOf
  return {
    token: 'legacy-verification-token',
    team_id: directory.teamId,
    context_team_id: directory.teamId,
    context_enterprise_id: null,
    api_app_id: BOT.app,
    event: {
      type: 'app_mention',
      user: mention.user,
      ts: mention.ts,
      client_msg_id: randomBytes(8).toString('hex'),
      text: mentionText(mention.text),
      team: outsiderOf ?? directory.teamId,
      channel: mention.channel.id,
      event_ts: mention.ts,
      ...(mention.threadTs === undefined ? {} : { thread_ts: mention.threadTs }),
      ...(mention.byBot === true ? { bot_id: 'B0OTHER' } : {}),
      ...(outsiderOf === undefined ? {} : { user_team: outsiderOf, source_team: outsiderOf }),
    },
    type: 'event_callback',
    event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: directory.teamId,
        user_id: BOT.user,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: mention.channel.extShared,
    event_context: `4-${randomBytes(12).toString('hex')}`,
  }
}

/** What Slack stores of a typed text: control characters escaped, the bot's name as a mention. */
export function mentionText(typed: string): string {
  return typed
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@memdiag', `<@${BOT.user}>`)
}
