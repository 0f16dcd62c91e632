import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { slackError } from './slack-error.ts'
import { say } from '../core/say.ts'

/** Who memdiag is in the workspace. */
export type Identity = {
  readonly teamId: string
  /** The address of the workspace, such as `https://acme.slack.com/`. */
  readonly url: string
  readonly botId: string
  readonly botUserId: string
}

const AuthTest = z.object({
  team_id: z.string(),
  url: z.url(),
  bot_id: z.string(),
  user_id: z.string(),
})

/** Asks Slack once who the token belongs to; a failed answer is asked for again. */
export function createIdentity(client: WebClient): () => Promise<Identity> {
  let known: Promise<Identity> | undefined
  return async () => {
    known ??= ask(client)
    try {
      return await known
    } catch (error) {
      known = undefined
      throw slackError(say`the bot token`, error)
    }
  }
}

async function ask(client: WebClient): Promise<Identity> {
  const answer = AuthTest.parse(await client.auth.test())
  const { team_id: teamId, url, bot_id: botId, user_id: botUserId } = answer
  return { teamId, url, botId, botUserId }
}
