import type { Chart } from '../core/chart.ts'
import { chartInWords } from '../words/chart-words.ts'
import { MemdiagError, messageOf } from '../core/errors.ts'
import type { PostAddress } from '../core/ports.ts'
import type { Post } from '../core/post.ts'
import { postFile } from './files.ts'
import { ALT_CHARACTERS } from './limits.ts'
import type { SlackPostsDeps } from './posts.ts'
import { oneLine, shorten } from './text.ts'

/** Draws a chart as a PNG. */
export type DrawChart = (chart: Chart) => Promise<Uint8Array>

/** What a thread calls a picture: a file, which has no ts of its own. */
const FILE_REF = 'file:'

/** The chart of a post that is nothing else. */
export function chartOf({ parts }: Post): Chart | null {
  const [part, more] = parts
  return part?.kind === 'chart' && more === undefined ? part.chart : null
}

/** A picture stays as it was sent: its figures are final when it is drawn. */
export function isPicture(ref: string): boolean {
  return ref.startsWith(FILE_REF)
}

export function pictureRef(file: string): string {
  return `${FILE_REF}${file}`
}

/** By its name a picture is found again after a crash, since files carry no metadata. */
export function pictureName(
  { investigation }: Pick<PostAddress, 'investigation'>,
  key: string,
): string {
  return `memdiag-${investigation}-${key}`.replace(/[^A-Za-z0-9._-]/g, '-') + '.png'
}

/** Posts the picture of a chart with its figures as alt text. Null where it cannot be had: its figures are posted then. */
export async function sendPicture(
  deps: Pick<SlackPostsDeps, 'clients' | 'drawChart' | 'log'>,
  thread: PostAddress,
  post: Post,
): Promise<string | null> {
  const chart = chartOf(post)
  if (chart === null || deps.drawChart === undefined) return null
  try {
    const bytes = await deps.drawChart(chart)
    const file = await postFile(deps.clients.writer, thread, {
      name: pictureName(thread, post.key),
      title: shorten(oneLine(chart.title), ALT_CHARACTERS) || 'chart',
      alt: shorten(oneLine(chartInWords(chart)), ALT_CHARACTERS),
      bytes,
    })
    return pictureRef(file)
  } catch (error) {
    // Slack is away: the outbox comes back. Everything else would be the same the next time.
    if (error instanceof MemdiagError && error.code === 'busy') throw error
    deps.log.warn(
      { investigation: thread.investigation, key: post.key, reason: messageOf(error) },
      'chart posted as figures',
    )
    return null
  }
}
