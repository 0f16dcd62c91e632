import type { PlainTextOption } from '@slack/types'
import { messageOf } from '../core/errors.ts'
import type { Log } from '../core/ports.ts'
import { SEARCH_MS } from './limits.ts'

/**
 * What a search offers; nothing where Slack or the store does not answer in time. A search that is not answered at all
 * shows an error in the window, and the next letter that is typed searches again.
 */
export async function inTime(
  log: Log,
  search: () => Promise<PlainTextOption[]>,
): Promise<PlainTextOption[]> {
  const late = Promise.withResolvers<PlainTextOption[]>()
  const timer = setTimeout(() => {
    log.warn({ milliseconds: SEARCH_MS }, 'search not answered in time')
    late.resolve([])
  }, SEARCH_MS)
  try {
    return await Promise.race([search(), late.promise])
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'search failed')
    return []
  } finally {
    clearTimeout(timer)
  }
}
