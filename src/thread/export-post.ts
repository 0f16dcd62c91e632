import { type ExportState, nextTry } from '../core/export.ts'
import type { Post, Span } from '../core/post.ts'
import type { State } from '../core/state.ts'

/** What became of reports that did not go at once; null where there is nothing to tell. */
export function exportPost({ id, exports }: State): Post | null {
  const told = exports.filter(({ outcome, tries }) => outcome === 'failed' || tries > 1)
  if (told.length === 0) return null
  return {
    key: 'exports',
    kind: 'notice',
    text: 'The postmortem was not exported',
    parts: told.map((each) => ({ kind: 'line', spans: lineOf(id, each) })),
  }
}

function lineOf(id: string, each: ExportState): Span[] {
  const { outcome, to, where, reason = 'unknown', tries } = each
  const place = to === 'folder' ? `the folder ${where}` : `the webhook of ${where}`
  if (outcome === 'done') return [`The postmortem went to ${place} at try ${tries}.`]
  const failed = `The postmortem did not go to ${place}: ${reason.replace(/\.$/, '')}.`
  const next = nextTry(each)
  if (next !== null) return [`${failed} It is tried again: `, { at: next }, '.']
  return [`${failed} Given up after ${tries} tries; write it with: memdiag export ${id}`]
}
