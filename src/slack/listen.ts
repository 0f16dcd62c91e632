import { type App, RespondError, type RespondFn } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Post } from '../core/post.ts'
import { answer, type AnswerDeps, type Request } from './answer.ts'
import { type Message, toMessage } from './blocks.ts'
import { textAfterMention } from './command.ts'
import type { Identity } from './identity.ts'
import { MESSAGE_WEIGHT, SHORT_MESSAGE_WEIGHT } from './limits.ts'
import { isStyleRefusal } from './slack-error.ts'

export type ListenDeps = {
  readonly writer: WebClient
  readonly identity: () => Promise<Identity>
  readonly answering: AnswerDeps
  /** Takes work on, once a key: Slack may deliver the same twice. */
  readonly take: (key: string, work: () => Promise<void>) => Promise<void>
}

const SlashCommand = z.object({
  trigger_id: z.string(),
  team_id: z.string(),
  user_id: z.string(),
  channel_id: z.string(),
  text: z.string().default(''),
})

const Mention = z.object({
  team_id: z.string(),
  is_ext_shared_channel: z.boolean().default(false),
  event: z.object({
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string(),
    /** Absent for messages of bots. */
    user: z.string().optional(),
    bot_id: z.string().optional(),
    user_team: z.string().optional(),
    source_team: z.string().optional(),
  }),
})

/** Registers `/memdiag` and `@memdiag`. A command is acknowledged before anything else is done with it. */
export function listen(app: App, deps: ListenDeps): void {
  app.command('/memdiag', async ({ ack, body, respond }) => {
    await ack()
    const command = SlashCommand.parse(body)
    const request = slashRequest(deps, command, respond)
    await deps.take(`command:${command.trigger_id}`, () => answer(deps.answering, request))
  })
  app.event('app_mention', async ({ body }) => {
    const mention = Mention.parse(body)
    const { botUserId } = await deps.identity()
    const request = mentionRequest(deps, mention, botUserId)
    // One message, one request: an edited or redelivered one is known by its place.
    if (request !== null)
      await deps.take(`mention:${mention.event.channel}:${mention.event.ts}`, () =>
        answer(deps.answering, request),
      )
  })
}

function slashRequest(
  deps: ListenDeps,
  command: z.infer<typeof SlashCommand>,
  respond: RespondFn,
): Request {
  const { user_id: user, channel_id: channel } = command
  return {
    user,
    channel,
    teams: [command.team_id],
    shared: false,
    triggerId: command.trigger_id,
    text: command.text,
    async reply(post) {
      try {
        await inSomeSize(
          post,
          (message) => respond({ ...message, response_type: 'ephemeral', replace_original: false }),
          // Of a refusal no more than its status is known: it may be the size.
          (error) => error instanceof RespondError,
        )
      } catch {
        // The address to respond to is good for half an hour and five times; the bot may be in the channel.
        await tellIn(deps.writer, { user, channel })(post)
      }
    },
  }
}

function mentionRequest(
  deps: ListenDeps,
  { team_id: team, is_ext_shared_channel: shared, event }: z.infer<typeof Mention>,
  botUserId: string,
): Request | null {
  const { user, channel, thread_ts: threadTs } = event
  if (user === undefined || event.bot_id !== undefined) return null
  const thread = threadTs === undefined ? {} : { threadTs }
  return {
    user,
    channel,
    teams: [team, event.user_team ?? team, event.source_team ?? team],
    shared,
    text: textAfterMention(event.text, botUserId),
    ...thread,
    reply: tellIn(deps.writer, { user, channel, ...thread }),
  }
}

/** Tells a person alone, in a channel or a thread of it. */
export function tellIn(
  writer: WebClient,
  { user, channel, threadTs }: { user: string; channel: string; threadTs?: string },
): (post: Post) => Promise<void> {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs }
  return async (post) => {
    await inSomeSize(
      post,
      (message) => writer.chat.postEphemeral({ channel, user, ...message, ...thread }),
      isStyleRefusal,
    )
  }
}

/**
 * Whole; shorter where Slack refuses it so, and there is a shorter form. A message that it may have taken is not sent
 * again: the person would be told twice. Tables are plain: their look is not worth a further try.
 */
async function inSomeSize(
  post: Post,
  send: (message: Message) => Promise<unknown>,
  mayBeSize: (error: unknown) => boolean,
): Promise<void> {
  const inSize = (weight: number) => toMessage(post, { tables: 'code', weight })
  const whole = inSize(MESSAGE_WEIGHT)
  const short = inSize(SHORT_MESSAGE_WEIGHT)
  try {
    await send(whole)
  } catch (error) {
    if (!mayBeSize(error) || JSON.stringify(short) === JSON.stringify(whole)) throw error
    await send(short)
  }
}
