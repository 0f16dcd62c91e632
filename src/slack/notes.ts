import type { App } from '@slack/bolt'
import { z } from 'zod'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { type Note, NOTE_CHARACTERS } from '../core/note.ts'
import { type AnswerDeps, type Asker, inPrivate } from './answer.ts'
import { type ListenDeps, tellIn } from './listen.ts'
import { MessageShortcut, teamsOf } from './payloads.ts'
import { notice, type Reply } from './replies.ts'
import { cleanText } from './text.ts'
import { say } from '../core/say.ts'

/** "Add to postmortem" in the menu of a message. */
export const NOTE_SHORTCUT = 'add_to_postmortem'

/** The reaction that does the same: a sheet of paper with a pencil. */
const NOTE_REACTION = 'memo'

const Reaction = z.object({
  team_id: z.string(),
  event: z.object({
    user: z.string(),
    reaction: z.string(),
    item: z.object({ type: z.string(), channel: z.string().optional(), ts: z.string().optional() }),
    event_ts: z.string(),
  }),
})

const Message = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  text: z.string().default(''),
  user: z.string().optional(),
  username: z.string().optional(),
  bot_id: z.string().optional(),
})
type Message = z.infer<typeof Message>

/** Registers the two ways to put a person's message of a thread into its postmortem. */
export function listenToNotes(app: App, deps: ListenDeps): void {
  const { answering, writer } = deps
  app.shortcut({ callback_id: NOTE_SHORTCUT, type: 'message_action' }, async ({ ack, body }) => {
    await ack()
    const { user, team, channel, message, trigger_id: trigger } = MessageShortcut.parse(body)
    const read = Message.parse(message)
    const place = { user: user.id, channel: channel.id, threadTs: read.thread_ts ?? read.ts }
    const origin = { teams: teamsOf({ team, user }), shared: false }
    const asker = { ...place, ...origin, reply: tellIn(writer, place) }
    await deps.take(`note:${trigger}`, () =>
      inPrivate(answering, asker, async () => {
        const kept = await keep(answering, asker, read)
        return kept ?? notice(say`There is no investigation in this thread to add a message to.`)
      }),
    )
  })
  app.event('reaction_added', async ({ body }) => {
    const { event, team_id: team } = Reaction.parse(body)
    const { channel, ts } = event.item
    if (event.reaction !== NOTE_REACTION || channel === undefined || ts === undefined) return
    const place = { user: event.user, channel }
    const asker = { ...place, teams: [team], shared: false, reply: tellIn(writer, place) }
    await deps.take(`note:${channel}:${ts}:${event.event_ts}`, async () => {
      // The same reaction stands under many a message that is none of ours: that is no reason to answer.
      const message = await messageAt(answering, channel, ts)
      const threadTs = message?.thread_ts ?? ts
      if (message === null || (await answering.investigations.inThread(channel, threadTs)) === null)
        return
      const inThread = { ...asker, threadTs, reply: tellIn(writer, { ...place, threadTs }) }
      await inPrivate(answering, inThread, () => keep(answering, inThread, message))
    })
  })
}

/** Null where the thread has no investigation. */
async function keep(
  deps: AnswerDeps,
  { channel, threadTs, user }: Asker,
  message: Message,
): Promise<Reply | null> {
  const id = await deps.investigations.inThread(channel, threadTs ?? message.ts)
  if (id === null) return null
  const text = plain(message.text).slice(0, NOTE_CHARACTERS)
  if (text === '') throw new MemdiagError('usage', say`This message has no text to add.`)
  await deps.investigations.note({ id, note: await noteOf(deps, { channel, user, message, text }) })
  return notice(say`Added to the postmortem of ${id}.`, `/memdiag export ${id}`)
}

async function noteOf(
  deps: AnswerDeps,
  of: {
    readonly channel: string
    readonly user: string
    readonly message: Message
    readonly text: string
  },
): Promise<Note> {
  const { channel, message, text, user } = of
  const permalink = await linkTo(deps, channel, message.ts)
  const name = message.username ?? (await nameOf(deps, message.user))
  return {
    id: `slack:${channel}/${message.ts}`,
    by: `slack:${message.user ?? message.bot_id ?? 'unknown'}`,
    markedBy: `slack:${user}`,
    ...(name === undefined ? {} : { name }),
    text,
    writtenAt: new Date(Number(message.ts) * 1000).toISOString(),
    ...(permalink === undefined ? {} : { link: permalink }),
  }
}

function linkTo(deps: AnswerDeps, channel: string, ts: string): Promise<string | undefined> {
  return orNothing(
    deps,
    async () => (await deps.reader.chat.getPermalink({ channel, message_ts: ts })).permalink,
  )
}

async function nameOf(deps: AnswerDeps, user: string | undefined): Promise<string | undefined> {
  if (user === undefined) return undefined
  return orNothing(deps, async () => {
    const found = (await deps.reader.users.info({ user })).user
    const name = found?.profile?.display_name
    return name === undefined || name === '' ? (found?.real_name ?? found?.name) : name
  })
}

/** Without a link or a name the message is as good: that Slack does not tell is no reason to lose it. */
async function orNothing(
  { log }: AnswerDeps,
  ask: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await ask()
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'not told about a message')
    return undefined
  }
}

async function messageAt(deps: AnswerDeps, channel: string, ts: string): Promise<Message | null> {
  const page = { channel, ts, latest: ts, inclusive: true, limit: 100 }
  const { messages = [] } = await deps.reader.conversations.replies(page)
  const found = messages.find((each) => each.ts === ts)
  return found === undefined ? null : Message.parse(found)
}

/** The words of a message: links and names without Slack's marks around them. */
function plain(text: string): string {
  return cleanText(text)
    .replaceAll(/<(?:https?|mailto):[^|>]{0,2000}\|([^>]{1,500})>/g, '$1')
    .replaceAll(/<((?:https?|mailto):[^|>]{1,2000})>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()
}
