import type { WebClient } from '@slack/web-api'
import { messageOf } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import type { Identity } from './identity.ts'
import { CANVAS_CHARACTERS, CANVAS_TITLE_CHARACTERS } from './limits.ts'
import { refusalCode, slackError } from './slack-error.ts'
import { shorten } from './text.ts'
import { say, type Wording } from '../core/say.ts'

export type Canvas = { readonly title: string; readonly markdown: string }

type CanvasDeps = {
  readonly writer: WebClient
  readonly identity: () => Promise<Identity>
  readonly log: Log
}

type Place = { readonly channel: string; readonly threadTs?: string }

/**
 * Makes a canvas of memdiag's own, shows it in a thread and lets the channel read it. Null when that is done, else
 * one sentence that says why there is none: then nothing of it is left.
 */
export async function postCanvas(
  deps: CanvasDeps,
  place: Place,
  canvas: Canvas,
): Promise<Wording | null> {
  if (canvas.markdown.length > CANVAS_CHARACTERS)
    return say`It is longer than a canvas holds (${CANVAS_CHARACTERS} characters).`
  let made: string | undefined
  try {
    made = await create(deps, canvas)
    await show(deps, { ...place, canvas: made, title: canvas.title })
    return null
  } catch (error) {
    deps.log.warn({ channel: place.channel, reason: messageOf(error) }, 'no canvas')
    if (made !== undefined) await remove(deps, made)
    return whyNot(error)
  }
}

/** One for itself and not as a tab of the channel: a channel would get a tab for each investigation. */
async function create({ writer }: CanvasDeps, { title, markdown }: Canvas): Promise<string> {
  const { canvas_id: id } = await writer.canvases.create({
    title: shorten(title, CANVAS_TITLE_CHARACTERS),
    document_content: { type: 'markdown', markdown },
  })
  if (id === undefined) throw new Error('Slack gave no id for a canvas.')
  return id
}

/** First the link and then the right to read it: Slack wants a canvas shared where access to it is given. */
async function show(
  { writer, identity }: CanvasDeps,
  { channel, threadTs, canvas, title }: Place & { readonly canvas: string; readonly title: string },
): Promise<void> {
  const { url, teamId } = await identity()
  const { ts } = await writer.chat.postMessage({
    channel,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    text: 'Postmortem as a canvas',
    blocks: [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [{ type: 'link', url: `${url}docs/${teamId}/${canvas}`, text: title }],
          },
        ],
      },
    ],
  })
  try {
    await writer.canvases.access.set({
      canvas_id: canvas,
      access_level: 'read',
      channel_ids: [channel],
    })
  } catch (error) {
    // A link that opens for nobody is worse than none.
    if (ts !== undefined) await writer.chat.delete({ channel, ts })
    throw error
  }
}

async function remove({ writer, log }: CanvasDeps, canvas: string): Promise<void> {
  try {
    await writer.canvases.delete({ canvas_id: canvas })
  } catch (error) {
    log.warn({ canvas, reason: messageOf(error) }, 'a canvas that nobody sees is left')
  }
}

/** https://docs.slack.dev/reference/methods/canvases.create */
const REASONS: Readonly<Record<string, Wording>> = {
  missing_scope: say`The app lacks the scope canvases:write: paste manifest.yml again and install the app again.`,
  free_teams_cannot_create_non_tabbed_canvases: say`On Slack's free plan a canvas can only be the one tab of a channel.`,
  canvas_disabled_user_team: say`Canvases are turned off in this workspace.`,
  restricted_action: say`memdiag is not allowed to make canvases in this workspace.`,
}

function whyNot(error: unknown): Wording {
  return REASONS[refusalCode(error) ?? ''] ?? slackError(say`a canvas`, error).said.message
}
