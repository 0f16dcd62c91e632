import type { WebClient } from '@slack/web-api'
import { messageOf } from '../core/errors.ts'
import type { Log, PostAddress } from '../core/ports.ts'
import type { Part, Post, Span } from '../core/post.ts'
import { isPicture } from './charts.ts'
import { forgetOldest } from './forget-oldest.ts'
import { KNOWN_PERMALINKS } from './limits.ts'
import type { Links } from './rich-text.ts'

/** The ts of a message of an investigation by its key; null when it was not posted. */
export type RefOf = (investigation: string, key: string) => Promise<string | null>

type LinksDeps = { readonly reader: WebClient; readonly refOf: RefOf; readonly log: Log }

/**
 * Finds the addresses of the messages that a post leads to. Slack is asked once for each; a message whose address
 * cannot be had is named without one.
 */
export function createLinks(deps: LinksDeps): (thread: PostAddress, post: Post) => Promise<Links> {
  const known = new Map<string, string>()

  async function linkTo({ channel, investigation }: PostAddress, key: string) {
    const ts = await deps.refOf(investigation, key)
    if (ts === null || isPicture(ts)) return undefined
    const place = `${channel}/${ts}`
    const link = known.get(place) ?? (await permalink(deps, channel, ts))
    if (link !== undefined) remember(known, place, link)
    return link
  }

  return async (thread, post) => {
    const links = new Map<string, string>()
    for (const key of new Set(post.parts.flatMap(keysIn))) {
      const link = await linkTo(thread, key)
      if (link !== undefined) links.set(key, link)
    }
    return links
  }
}

/** https://docs.slack.dev/reference/methods/chat.getPermalink: for a reply it names the thread as well. */
async function permalink({ reader, log }: LinksDeps, channel: string, ts: string) {
  try {
    return (await reader.chat.getPermalink({ channel, message_ts: ts })).permalink
  } catch (error) {
    log.warn({ channel, ts, reason: messageOf(error) }, 'no link to a message')
    return undefined
  }
}

function remember(known: Map<string, string>, place: string, link: string): void {
  known.set(place, link)
  forgetOldest(known, KNOWN_PERMALINKS)
}

function keysIn(part: Part): string[] {
  if (part.kind === 'line') return keysOf(part.spans)
  return part.kind === 'list'
    ? part.items.flatMap((item) => (typeof item === 'string' ? [] : keysOf(item)))
    : []
}

function keysOf(spans: readonly Span[]): string[] {
  return spans.flatMap((span) => (typeof span !== 'string' && 'post' in span ? [span.post] : []))
}
