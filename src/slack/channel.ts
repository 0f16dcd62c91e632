import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { SHARED_CHANNEL } from './access.ts'
import { refusalCode, slackError } from './slack-error.ts'
import { say } from '../core/say.ts'

const Channel = z.object({
  is_member: z.boolean().optional(),
  is_archived: z.boolean().optional(),
  is_ext_shared: z.boolean().optional(),
  is_pending_ext_shared: z.boolean().optional(),
})

const INVITE = say`Type /invite @memdiag here, then your command again.`

/**
 * Makes sure that memdiag can post in a channel before anything is started there: results that nobody sees
 * would be worse than none. Throws MemdiagError with what to do otherwise. Never cached, for after an
 * `/invite` the very next command must do.
 */
export async function mustBeInChannel(reader: WebClient, channel: string): Promise<void> {
  const info = await channelInfo(reader, channel)
  if (info.is_ext_shared === true || info.is_pending_ext_shared === true)
    throw new MemdiagError('slack-refused', SHARED_CHANNEL)
  if (info.is_archived === true)
    throw new MemdiagError(
      'slack-refused',
      say`This channel is archived: nothing can be posted here.`,
      {
        hint: say`Ask in another channel.`,
      },
    )
  if (info.is_member !== true)
    throw new MemdiagError(
      'slack-refused',
      say`memdiag is not in this channel and cannot post here.`,
      {
        hint: INVITE,
      },
    )
}

async function channelInfo(reader: WebClient, channel: string): Promise<z.infer<typeof Channel>> {
  try {
    return Channel.parse((await reader.conversations.info({ channel })).channel)
  } catch (error) {
    const code = refusalCode(error)
    // A private channel that the bot is not in does not exist for it; for a direct message it has no scope.
    if (code === 'channel_not_found' || code === 'not_in_channel' || code === 'missing_scope')
      throw new MemdiagError('slack-refused', say`memdiag cannot see this conversation.`, {
        hint: say`In a channel: ${INVITE} In a direct message it does not work.`,
        cause: error,
      })
    throw slackError(say`the question where to post`, error)
  }
}
