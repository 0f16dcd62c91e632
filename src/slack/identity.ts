import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { slackError } from './slack-error.ts'

/** Who memdiag is in the workspace. */
export type Identity = {
  readonly teamId: string
  readonly botId: string
  readonly botUserId: string
}

const AuthTest = z.object({ team_id: z.string(), bot_id: z.string(), user_id: z.string() })

/** Asks Slack once who the token belongs to; a failed answer is asked for again. */
export function createIdentity(client: WebClient): () => Promise<Identity> {
  let known: Promise<Identity> | undefined
  return async () => {
    known ??= ask(client)
    try {
      return await known
    } catch (error) {
      known = undefined
      throw slackError('the bot token', error)
    }
  }
}

async function ask(client: WebClient): Promise<Identity> {
  const answer = AuthTest.parse(await client.auth.test())
  return { teamId: answer.team_id, botId: answer.bot_id, botUserId: answer.user_id }
}
