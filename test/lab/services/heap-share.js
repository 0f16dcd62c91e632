import { getHeapStatistics } from 'node:v8'
import { makeSession } from './kit.js'

/** Fills a cache up to a share of what V8 says the heap may become: more, the larger --max-old-space-size is. */
export function fillHeap(percent) {
  const kilobytes = (getHeapStatistics().heap_size_limit * percent) / 100 / 1024
  const cache = new Map()
  for (let id = 0; id < kilobytes / 20; id += 1) cache.set(`report-${id}`, makeSession(id, 20))
  return cache
}
