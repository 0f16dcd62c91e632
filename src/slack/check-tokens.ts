import { WebClient } from '@slack/web-api'
import { messageOf, wordsOf } from '../core/errors.ts'
import { createBoltLog } from './bolt-log.ts'
import { mustBeInChannel } from './channel.ts'
import { BOT_SCOPES, OPTIONAL_SCOPES } from './scopes.ts'
import { slackError } from './slack-error.ts'
import { say, type Wording } from '../core/say.ts'

type Line = {
  readonly name: Wording
  readonly ok: boolean
  readonly text: Wording
  readonly todo?: Wording
}

export type Tokens = {
  readonly botToken: string
  readonly appToken?: string | undefined
  readonly signingSecret?: string | undefined
  readonly slackApiUrl?: string | undefined
}

/** Asks Slack whether the tokens are good; says what to do where they are not. Never shows a token. */
export async function checkTokens(
  tokens: Tokens,
  channels: readonly string[] = [],
): Promise<Line[]> {
  const bot = await checkBot(tokens)
  const ways = [bot, await checkWayIn(tokens)]
  // Without a good token every channel would fail for the same reason.
  const named = bot.ok ? [...new Set(channels)] : []
  return [...ways, ...(await Promise.all(named.map((channel) => checkChannel(tokens, channel))))]
}

async function checkChannel(tokens: Tokens, channel: string): Promise<Line> {
  const name = say`slack channel ${channel}`
  try {
    await mustBeInChannel(client(tokens.botToken, tokens), channel)
    return { name, ok: true, text: say`memdiag is in it` }
  } catch (error) {
    return {
      name,
      ok: false,
      text: wordsOf(error),
      todo: say`Type /invite @memdiag in the channel.`,
    }
  }
}

/** Posts one message to see that memdiag can, and that people can see it. */
export async function sendTestMessage(
  tokens: Tokens,
  { channel, text }: { readonly channel: string; readonly text: string },
): Promise<Line> {
  const name = say`slack test message to ${channel}`
  try {
    const slack = client(tokens.botToken, tokens)
    await mustBeInChannel(slack, channel)
    await slack.chat.postMessage({ channel, text, unfurl_links: false })
    return { name, ok: true, text: say`sent: look at it in Slack` }
  } catch (error) {
    const failure = slackError(say`the test message`, error)
    return {
      name,
      ok: false,
      text: failure.said.message,
      ...(failure.said.hint === undefined ? {} : { todo: failure.said.hint }),
    }
  }
}

async function checkBot(tokens: Tokens): Promise<Line> {
  const name = say`slack bot token`
  try {
    const answer = await client(tokens.botToken, tokens).auth.test()
    const { team, user } = answer
    const scopes = answer.response_metadata?.scopes ?? BOT_SCOPES
    const missing = BOT_SCOPES.filter((scope) => !scopes.includes(scope))
    const lost = missing.flatMap((scope) => {
      const what = OPTIONAL_SCOPES.get(scope)
      return what === undefined ? [] : [say`; without the scope ${scope} ${what}`]
    })
    if (missing.length > lost.length) {
      return {
        name,
        ok: false,
        text: say`${user ?? say`the bot`} lacks the scopes ${missing.join(', ')}`,
        todo: say`Add them under "OAuth & Permissions" (or paste manifest.yml again) and install the app again.`,
      }
    }
    return {
      name,
      ok: true,
      text: lost.reduce<Wording>(
        (before, each) => say`${before}${each}`,
        say`${user ?? say`the bot`} in ${team ?? say`the workspace`}`,
      ),
    }
  } catch (error) {
    const { message, hint } = slackError('SLACK_BOT_TOKEN', error).said
    return { name, ok: false, text: message, todo: hint ?? NEW_BOT_TOKEN }
  }
}

const NEW_BOT_TOKEN = say`Install the app of manifest.yml into the workspace and set SLACK_BOT_TOKEN to its bot token (xoxb-...).`

async function checkWayIn(tokens: Tokens): Promise<Line> {
  const name = say`slack way in`
  if (tokens.appToken === undefined) {
    if (tokens.signingSecret !== undefined)
      return { name, ok: true, text: say`HTTP, by SLACK_SIGNING_SECRET` }
    return {
      name,
      ok: false,
      text: say`neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set`,
      todo: say`Set SLACK_APP_TOKEN (xapp-..., scope connections:write) for Socket Mode.`,
    }
  }
  try {
    await client(tokens.appToken, tokens).apps.connections.open({})
    return { name, ok: true, text: say`Socket Mode, by SLACK_APP_TOKEN` }
  } catch (error) {
    return {
      name,
      ok: false,
      text: say`apps.connections.open failed: ${messageOf(error)}`,
      todo: say`Make an app-level token with the scope connections:write and set SLACK_APP_TOKEN to it.`,
    }
  }
}

/** One try within a few seconds: a check is to tell, not to wait. */
const TIMEOUT_MS = 5_000

function client(token: string, { slackApiUrl }: Tokens): WebClient {
  return new WebClient(token, {
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: createBoltLog(SILENT),
  })
}

/** The check tells in its lines; the SDK would write to the console, too. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }
