import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say, type Wording } from '../core/say.ts'

/** Words of Slack for a trouble of its own: the same call may do a moment later. */
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
])

/** Words of Slack for a token that is no longer good: nothing is wrong with what was to be posted. */
const LOCKED_OUT = new Set([
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'missing_scope',
  'org_login_required',
  'team_access_not_granted',
  'ekm_access_denied',
])

/** What a person can do about a refusal. */
const HINTS: Readonly<Record<string, Wording>> = {
  not_in_channel: say`Type /invite @memdiag in the channel.`,
  channel_not_found: say`Type /invite @memdiag in the channel.`,
  is_archived: say`The channel is archived: ask in another one.`,
  restricted_action: say`Only some people may post in this channel: let memdiag, too, or ask in another one.`,
  missing_scope: say`Install the app again with the scopes of manifest.yml.`,
  invalid_auth: say`It is no token of an installed app: copy it again from "OAuth & Permissions" into SLACK_BOT_TOKEN.`,
  not_authed: say`Check SLACK_BOT_TOKEN.`,
  token_revoked: say`Install the app again and set the new SLACK_BOT_TOKEN.`,
  token_expired: say`The token has expired: turn token rotation off in the app, install it again and set the new SLACK_BOT_TOKEN.`,
  account_inactive: say`Install the app again and set the new SLACK_BOT_TOKEN.`,
}

/** Slack's word for why it refused a call, or null when the call failed otherwise. */
export function refusalCode(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null
}

/** Refusals of how a message is made, and not of the message. */
const STYLE_REFUSALS = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'msg_blocks_too_long',
  'msg_too_long',
])

/** Slack took no message, and may take the same made otherwise. */
export function isStyleRefusal(error: unknown): boolean {
  const code = refusalCode(error)
  return code !== null && STYLE_REFUSALS.has(code)
}

/** The call may have had its effect although no answer came. */
export function isUncertain(error: unknown): boolean {
  if (error instanceof WebAPIRateLimitedError) return false
  const code = refusalCode(error)
  return (
    code === null ||
    code === 'internal_error' ||
    code === 'fatal_error' ||
    code === 'request_timeout'
  )
}

/**
 * A failed call of the Web API in memdiag's words: `busy` for what may do a moment later (rate limits, errors
 * of the network or of Slack's servers), `slack-locked-out` while the token is not good, and `slack-refused` with
 * Slack's word for what will not do.
 */
export function slackError(what: Wording, error: unknown): MemdiagError {
  if (error instanceof MemdiagError) return error
  const code = refusalCode(error)
  if (code !== null && !PASSING.has(code)) {
    const hint = HINTS[code]
    const problem = problemsOf(error)
    const kind = LOCKED_OUT.has(code) ? 'slack-locked-out' : 'slack-refused'
    return new MemdiagError(kind, say`Slack refused ${what}: ${`${code}${problem}`}.`, {
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    })
  }
  return new MemdiagError('busy', say`Slack could not take ${what}: ${causeOf(error, code)}.`, {
    hint: say`It is tried again.`,
    cause: error,
  })
}

function causeOf(error: unknown, code: string | null): Wording {
  if (code !== null) return code
  if (error instanceof WebAPIRateLimitedError)
    return say`too many requests, again in ${error.retryAfter} s`
  if (error instanceof WebAPIHTTPError) return `HTTP ${error.statusCode}`
  if (error instanceof WebAPIRequestError) return messageOf(error.original)
  return messageOf(error)
}

/** Which block, and what is wrong with it, in the words of Slack. */
function problemsOf(error: unknown): string {
  if (!(error instanceof WebAPIPlatformError)) return ''
  const messages = error.data.response_metadata?.messages ?? []
  return messages.length === 0 ? '' : ` (${messages.slice(0, 3).join('; ').slice(0, 300)})`
}
