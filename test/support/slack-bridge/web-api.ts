import { z } from 'zod'
import { blockProblems } from './check-blocks.ts'
import type { Canvases } from './canvases.ts'
import { type Channel, channelInfo, type Directory, userInfo } from './directory.ts'
import type { Views } from './views.ts'
import type { Ephemeral } from './workspace.ts'

export type Params = Readonly<Record<string, string>>

/** What the bridge answers by itself, or `proxy` for what the emulator answers. */
export type Answer =
  | { readonly kind: 'proxy' }
  | { readonly kind: 'json'; readonly body: Record<string, unknown> }

export type WebApiDeps = {
  readonly directory: Directory
  readonly botToken: string
  readonly appToken: string
  readonly scopes: readonly string[]
  /** The address of a new socket. */
  readonly openSocket: () => string
  readonly keepEphemeral: (ephemeral: Ephemeral) => void
  readonly views: Views
  readonly canvases: Canvases
}

const PROXY: Answer = { kind: 'proxy' }

/** The checks of Slack that the emulator lacks: tokens, scopes, membership, Block Kit, people. */
export function answerCall(
  deps: WebApiDeps,
  method: string,
  params: Params,
  token: string,
): Answer {
  if (method === 'apps.connections.open')
    return token === deps.appToken
      ? ok({ url: deps.openSocket() })
      : refuse('not_allowed_token_type')
  if (token !== deps.botToken) return refuse(token === '' ? 'not_authed' : 'invalid_auth')
  switch (method) {
    case 'auth.test':
      return PROXY
    case 'users.info':
      return answerUser(deps, params)
    case 'conversations.info':
      return answerChannel(deps, params)
    case 'chat.getPermalink':
      return inChannel(deps, params, 'history', () => PROXY)
    case 'conversations.history':
    case 'conversations.replies':
      return inChannel(deps, params, 'history', () => PROXY)
    case 'chat.postMessage':
      return inChannel(deps, params, 'write', () => checkMessage(params, 40_000) ?? PROXY)
    case 'chat.update':
      return inChannel(deps, params, 'write', () => checkMessage(params, 4_000) ?? PROXY)
    case 'chat.delete':
      return inChannel(deps, params, 'write', () => PROXY)
    case 'canvases.create':
      return answerCanvas(deps, () => deps.canvases.create(params))
    case 'canvases.access.set':
      return answerCanvas(deps, () => deps.canvases.setAccess(params))
    case 'canvases.delete':
      return answerCanvas(deps, () => deps.canvases.delete(params))
    case 'chat.postEphemeral':
      return inChannel(deps, params, 'write', (channel) => answerEphemeral(deps, params, channel))
    case 'views.open':
      return answerView(deps.views.open(params['trigger_id'] ?? '', viewOf(params)))
    case 'views.update':
      return answerView(deps.views.update(params['view_id'] ?? '', viewOf(params)))
    case 'views.publish':
      return answerView(deps.views.publish(params['user_id'] ?? '', viewOf(params)))
    case 'files.getUploadURLExternal':
      return scopeMissing(deps, 'files:write') ?? PROXY
    case 'files.completeUploadExternal':
      return answerUpload(deps, params)
    default:
      return refuse('unknown_method')
  }
}

function viewOf(params: Params): unknown {
  return JSON.parse(params['view'] ?? 'null')
}

function answerView(shown: ReturnType<Views['open']>): Answer {
  if ('error' in shown)
    return refuse(shown.error, { response_metadata: { messages: shown.messages ?? [] } })
  return ok({ view: { id: shown.id, ...shown.view } })
}

function answerCanvas(deps: WebApiDeps, call: () => ReturnType<Canvases['create']>): Answer {
  const missing = scopeMissing(deps, 'canvases:write')
  if (missing !== null) return missing
  const { error, ...rest } = call()
  return typeof error === 'string' ? refuse(error, rest) : ok(rest)
}

/** A file that is shared needs the bot in the channel, like a message; one that is kept needs nothing. */
function answerUpload(deps: WebApiDeps, params: Params): Answer {
  const missing = scopeMissing(deps, 'files:write')
  if (missing !== null) return missing
  const channel = params['channel_id']
  return channel === undefined ? PROXY : inChannel(deps, { channel }, 'write', () => PROXY)
}

function answerUser(deps: WebApiDeps, params: Params): Answer {
  const missing = scopeMissing(deps, 'users:read')
  if (missing !== null) return missing
  const withLocale = params['include_locale'] === 'true'
  const user = userInfo(deps.directory, params['user'] ?? '', { withLocale })
  return user === null ? refuse('user_not_found') : ok({ user })
}

function answerChannel(deps: WebApiDeps, params: Params): Answer {
  if (params['channel']?.startsWith('D'))
    return scopeMissing(deps, 'im:read') ?? refuse('channel_not_found')
  const channel = deps.directory.channel(params['channel'] ?? '')
  if (channel === undefined || (channel.private && !channel.bot)) return refuse('channel_not_found')
  const missing = scopeMissing(deps, channel.private ? 'groups:read' : 'channels:read')
  return missing ?? ok({ channel: channelInfo(deps.directory, channel) })
}

function answerEphemeral(deps: WebApiDeps, params: Params, channel: Channel): Answer {
  const user = params['user'] ?? ''
  const name = deps.directory.personOf(user)?.name
  if (name === undefined || !channel.members.has(name)) return refuse('user_not_in_channel')
  const problem = checkMessage(params, 40_000)
  if (problem !== null) return problem
  deps.keepEphemeral({
    via: 'postEphemeral',
    user,
    channel: channel.id,
    text: params['text'] ?? '',
    blocks: blocksOf(params),
    ...(params['thread_ts'] === undefined ? {} : { threadTs: params['thread_ts'] }),
  })
  return ok({ message_ts: `${Math.floor(Date.now() / 1000)}.000100` })
}

function inChannel(
  deps: WebApiDeps,
  params: Params,
  what: 'write' | 'history',
  then: (channel: Channel) => Answer,
): Answer {
  const channel = deps.directory.channel(params['channel'] ?? '')
  if (channel === undefined || (channel.private && !channel.bot)) return refuse('channel_not_found')
  const history = channel.private ? 'groups:history' : 'channels:history'
  const missing = scopeMissing(deps, what === 'write' ? 'chat:write' : history)
  if (missing !== null) return missing
  if (!channel.bot) return refuse('not_in_channel')
  if (what === 'write' && channel.archived) return refuse('is_archived')
  return then(channel)
}

const Metadata = z.strictObject({
  event_type: z.string().min(1),
  event_payload: z.record(z.string(), z.unknown()),
})

function checkMessage(params: Params, mostText: number): Answer | null {
  const text = params['text'] ?? ''
  const blocks = blocksOf(params)
  if (text === '' && blocks.length === 0) return refuse('no_text')
  if (text.length > mostText) return refuse('msg_too_long')
  if (
    params['metadata'] !== undefined &&
    !Metadata.safeParse(JSON.parse(params['metadata'])).success
  )
    return refuse('invalid_metadata_format')
  if (params['blocks'] === undefined) return null
  const problem = blockProblems(blocks)
  return problem === null
    ? null
    : refuse(problem.error, { response_metadata: { messages: problem.messages } })
}

function blocksOf(params: Params): unknown[] {
  return z.array(z.unknown()).parse(JSON.parse(params['blocks'] ?? '[]'))
}

function scopeMissing(deps: WebApiDeps, scope: string): Answer | null {
  if (deps.scopes.includes(scope)) return null
  return refuse('missing_scope', { needed: scope, provided: deps.scopes.join(',') })
}

function ok(body: Record<string, unknown>): Answer {
  return { kind: 'json', body: { ok: true, ...body } }
}

function refuse(error: string, more: Record<string, unknown> = {}): Answer {
  return { kind: 'json', body: { ok: false, error, ...more } }
}
