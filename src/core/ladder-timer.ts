import type { Timer } from './ladder-state.ts'

type Growth = NonNullable<Timer['growth']>

/** Growth counts from what the process holds right after a snapshot, and from less once it gives that back. */
export function growthFrom(
  now: number,
  { beforeRssBytes, byBytes }: { readonly beforeRssBytes: number | null; readonly byBytes: number },
): Growth {
  if (beforeRssBytes === null) return { fromRssBytes: now, byBytes }
  return { fromRssBytes: Math.max(now, beforeRssBytes), byBytes, beforeRssBytes }
}

export type Looked =
  | { readonly kind: 'grown' | 'time' | 'wait' }
  /** What a snapshot had swollen has gone down: growth counts from here on. */
  | { readonly kind: 'lower'; readonly growth: Growth }

/** What a look at the process means for its timer; `rssBytes` is null where the node could not be asked. */
export function lookedAt(
  { growth, dueAt }: Pick<Timer, 'growth' | 'dueAt'>,
  { rssBytes, at }: { readonly rssBytes: number | null; readonly at: string },
): Looked {
  if (growth !== undefined && rssBytes !== null) {
    if (rssBytes - growth.fromRssBytes >= growth.byBytes) return { kind: 'grown' }
    const lowest = growth.beforeRssBytes ?? growth.fromRssBytes
    const fromRssBytes = Math.max(lowest, rssBytes)
    // A quarter of the growth that counts: each is a line of the log.
    const worth = Math.min(growth.byBytes / 4, growth.fromRssBytes - lowest)
    if (at < dueAt && worth > 0 && growth.fromRssBytes - fromRssBytes >= worth) {
      return { kind: 'lower', growth: { ...growth, fromRssBytes } }
    }
  }
  return { kind: at < dueAt ? 'wait' : 'time' }
}
