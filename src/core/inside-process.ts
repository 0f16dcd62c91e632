import type { Account } from './account.ts'
import { formatBytes } from './bytes.ts'
import type { Counters, HeapView } from './heap-view.ts'
import { say, type Said, SILENCE } from './say.ts'

type Items = Account['items']

/**
 * What the memory of one process is, where its heap figures were read: items that add up to its own bytes. A counter
 * is taken only as far as it can be resident beside the others, and where it says more, its name says so: external
 * memory was measured to be counted above rss.
 */
export function insideItems(view: HeapView, ownBytes: number, evidence: readonly string[]): Items {
  // The table was read before anything was forced: the counters from then belong to it.
  const counters = view.before ?? view.last
  const parts = partsOf(counters)
  const items: Items = []
  let left = ownBytes
  for (const part of parts) {
    const bytes = Math.min(left, part.bytes)
    left -= bytes
    const counted = bytes < part.bytes ? say` (counted ${formatBytes(part.bytes)})` : SILENCE
    if (part.bytes === 0) continue
    items.push({
      ...named(say`process ${view.pid}: ${part.name}${counted}`),
      bytes,
      evidence: [...evidence, ...view.evidence],
    })
  }
  const rest = {
    ...named(say`process ${view.pid}: Node.js itself and what the allocator keeps`),
    bytes: left,
  }
  return [...items, { ...rest, evidence: [...evidence, ...view.evidence] }]
}

/** What an item is called, as the account keeps it. */
export function named({ text, message }: Said): Pick<Items[number], 'name' | 'message'> {
  return message === undefined ? { name: text } : { name: text, message }
}

function partsOf(counters: Counters): readonly { readonly name: Said; readonly bytes: number }[] {
  const { heapUsedBytes, heapTotalBytes, externalBytes } = counters
  return [
    { name: say`JavaScript heap in use`, bytes: heapUsedBytes },
    { name: say`JavaScript heap kept free`, bytes: Math.max(0, heapTotalBytes - heapUsedBytes) },
    { name: say`external memory (Buffers, native objects)`, bytes: externalBytes },
  ]
}
