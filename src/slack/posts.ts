import { setTimeout as wait } from 'node:timers/promises'
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api'
import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import type { Log, PostAddress, Posts } from '../core/ports.ts'
import type { Post } from '../core/post.ts'
import { type Message, type MessageStyle, toMessage } from './blocks.ts'
import { type DrawChart, isPicture, pictureName, pictureRef, sendPicture } from './charts.ts'
import type { Clients } from './clients.ts'
import { forgetOldest } from './forget-oldest.ts'
import type { Identity } from './identity.ts'
import {
  MESSAGE_WEIGHT,
  RATE_LIMIT_WAIT_SECONDS,
  RATE_LIMIT_WAITS,
  SEARCH_PAGE,
  SEARCH_PAGES,
  SHORT_MESSAGE_WEIGHT,
  UNCERTAIN_SENDS,
} from './limits.ts'
import { createLinks, type RefOf } from './links.ts'
import { isStyleRefusal, isUncertain, refusalCode, slackError } from './slack-error.ts'
import { say } from '../core/say.ts'

export type SlackPostsDeps = {
  readonly clients: Clients
  readonly identity: () => Promise<Identity>
  readonly log: Log
  /** Ends a wait for Slack's rate limit. */
  readonly signal: AbortSignal
  /** Absent: charts are posted as figures. */
  readonly drawChart?: DrawChart | undefined
  /** Where messages are that others lead to; absent: they are named and not linked. */
  readonly refOf?: RefOf | undefined
}

type Deps = SlackPostsDeps & { readonly linksOf: ReturnType<typeof createLinks> }

/**
 * Posts as Slack messages; the ref is the message's `ts`. Throws `busy` for what may do later and
 * `slack-refused` with Slack's own word for what will not. A send whose end stayed unknown looks for its key
 * before it sends again, so that a lost answer makes no second message.
 */
export function createSlackPosts(given: SlackPostsDeps): Posts {
  const { clients, log, refOf = async () => null } = given
  const linksOf = createLinks({ reader: clients.reader, refOf, log })
  const deps: Deps = { ...given, linksOf }
  const uncertain = new Set<string>()
  return {
    async send(thread, post) {
      const id = JSON.stringify([thread.investigation, post.key])
      const earlier = uncertain.has(id) ? await findPost(deps, thread, post.key) : null
      if (earlier !== null) {
        uncertain.delete(id)
        return earlier
      }
      try {
        const ts = (await sendPicture(deps, thread, post)) ?? (await sendPost(deps, thread, post))
        uncertain.delete(id)
        return ts
      } catch (error) {
        remember(uncertain, id, error)
        throw slackError(say`a message`, error)
      }
    },
    async update(thread, ref, post) {
      if (isPicture(ref)) return
      try {
        await updatePost(deps, thread, ref, post)
      } catch (error) {
        throw slackError(say`the change of a message`, error)
      }
    },
    find: (thread, key) => findPost(deps, thread, key),
  }
}

function remember(uncertain: Set<string>, id: string, error: unknown): void {
  if (!isUncertain(error)) return
  uncertain.add(id)
  forgetOldest(uncertain, UNCERTAIN_SENDS)
}

async function sendPost(deps: Deps, thread: PostAddress, post: Post): Promise<string> {
  try {
    return await postOnce(deps, thread, post)
  } catch (error) {
    const { broadcast, ...inThread } = post
    const code = refusalCode(error)
    if (broadcast !== true || code === null || !NOT_IN_THIS_CHANNEL.has(code)) throw error
    deps.log.warn({ key: post.key, code }, 'post shown in its thread only')
    return postOnce(deps, thread, inThread)
  }
}

/** The workspace allows no message outside of threads here, or none of an app's. */
const NOT_IN_THIS_CHANNEL = new Set(['restricted_action', 'restricted_action_thread_only_channel'])

async function postOnce(deps: Deps, thread: PostAddress, post: Post): Promise<string> {
  const { writer } = deps.clients
  const { threadTs } = thread
  const place =
    threadTs === undefined
      ? {}
      : { thread_ts: threadTs, ...(post.broadcast === true ? { reply_broadcast: true } : {}) }
  const answer = await inSomeStyle(deps, { thread, post }, (message) =>
    writer.chat.postMessage({
      ...content(thread, post, message),
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
      ...place,
    }),
  )
  if (answer.ts === undefined) throw new MemdiagError('busy', say`Slack sent no ts for a message.`)
  return answer.ts
}

async function updatePost(deps: Deps, thread: PostAddress, ts: string, post: Post): Promise<void> {
  const { writer } = deps.clients
  await inSomeStyle(deps, { thread, post }, (message) =>
    writer.chat.update({ ...content(thread, post, message), ts }),
  )
}

/** Marks a message as one of memdiag's. */
export const EVENT_TYPE = 'memdiag_post'

function content(thread: PostAddress, post: Post, message: Message) {
  return {
    channel: thread.channel,
    text: message.text,
    blocks: message.blocks,
    link_names: false,
    parse: 'none' as const,
    metadata: {
      event_type: EVENT_TYPE,
      event_payload: { investigation: thread.investigation, key: post.key },
    },
  }
}

/** From the best looking to the one that Slack refuses least. */
const STYLES: readonly MessageStyle[] = [
  { tables: 'block', weight: MESSAGE_WEIGHT },
  { tables: 'code', weight: MESSAGE_WEIGHT },
  { tables: 'code', weight: SHORT_MESSAGE_WEIGHT },
]

async function inSomeStyle<Answer>(
  deps: Deps,
  { thread, post }: { readonly thread: PostAddress; readonly post: Post },
  call: (message: Message) => Promise<Answer>,
): Promise<Answer> {
  const links = await deps.linksOf(thread, post)
  const messages = STYLES.map((style) => toMessage(post, { ...style, links }))
  let refusal: unknown
  let refused = ''
  for (const message of messages) {
    // Without a table the styles may come out the same.
    if (JSON.stringify(message) === refused) continue
    try {
      return await withinRateLimit(deps, () => call(message))
    } catch (error) {
      if (!isStyleRefusal(error)) throw error
      deps.log.warn({ key: post.key, code: refusalCode(error) }, 'Slack refused the look of a post')
      refusal = error
      refused = JSON.stringify(message)
    }
  }
  throw refusal
}

/** Waits as long as Slack says, within reason, and tries again. */
async function withinRateLimit<Answer>(
  deps: Pick<SlackPostsDeps, 'log' | 'signal'>,
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await call()
    } catch (error) {
      const limited = error instanceof WebAPIRateLimitedError
      if (!limited || waits >= RATE_LIMIT_WAITS || error.retryAfter > RATE_LIMIT_WAIT_SECONDS)
        throw error
      deps.log.info({ seconds: error.retryAfter }, 'Slack asks to wait')
      await wait(error.retryAfter * 1000, undefined, { signal: deps.signal })
    }
  }
}

/** A message of a page, with what marks it as a post of ours. */
const Marked = z.object({
  ts: z.string(),
  bot_id: z.string().optional(),
  user: z.string().optional(),
  metadata: z.object({
    event_type: z.literal(EVENT_TYPE),
    event_payload: z.object({ investigation: z.string(), key: z.string() }),
  }),
})

const WithFiles = z.object({
  bot_id: z.string().optional(),
  user: z.string().optional(),
  files: z.array(z.object({ id: z.string(), name: z.string().nullish() })),
})

/** The ref of a picture of ours with this name; null when the message is something else. */
function pictureIn(
  message: unknown,
  wanted: { readonly name: string; readonly botId: string; readonly botUserId: string },
): string | null {
  const shared = WithFiles.safeParse(message).data
  if (shared === undefined) return null
  if (shared.bot_id !== wanted.botId && shared.user !== wanted.botUserId) return null
  const file = shared.files.find(({ name }) => name === wanted.name)
  return file === undefined ? null : pictureRef(file.id)
}

/** Searches the thread, or the latest messages of the channel for a root post. Only our own messages count. */
async function findPost(
  deps: SlackPostsDeps,
  thread: PostAddress,
  key: string,
): Promise<string | null> {
  try {
    const { botId, botUserId } = await deps.identity()
    let cursor: string | undefined
    for (let pages = 0; pages < SEARCH_PAGES; pages += 1) {
      const page = await withinRateLimit(deps, () => readPage(deps.clients.reader, thread, cursor))
      for (const message of page.messages ?? []) {
        const picture = pictureIn(message, { name: pictureName(thread, key), botId, botUserId })
        if (picture !== null) return picture
        const marked = Marked.safeParse(message).data
        if (marked === undefined || (marked.bot_id !== botId && marked.user !== botUserId)) continue
        const { event_payload: payload } = marked.metadata
        if (payload.investigation === thread.investigation && payload.key === key) return marked.ts
      }
      cursor = page.response_metadata?.next_cursor
      if (cursor === undefined || cursor === '') return null
    }
    const { investigation, channel } = thread
    deps.log.warn({ investigation, channel, key, pages: SEARCH_PAGES }, 'post not found in time')
    return null
  } catch (error) {
    if (refusalCode(error) === 'thread_not_found') return null
    throw slackError(say`a search for a message`, error)
  }
}

function readPage(client: WebClient, thread: PostAddress, cursor: string | undefined) {
  const page = {
    channel: thread.channel,
    include_all_metadata: true,
    limit: SEARCH_PAGE,
    ...(cursor === undefined ? {} : { cursor }),
  }
  return thread.threadTs === undefined
    ? client.conversations.history(page)
    : client.conversations.replies({ ...page, ts: thread.threadTs })
}
