import { type ExportState, nextTry } from '../core/export.ts'
import type { Post } from '../core/post.ts'
import { say, type Wording } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { type DraftSpan, worded } from './draft.ts'

/** What became of reports that did not go at once; null where there is nothing to tell. */
export function exportPost({ id, exports, language }: State): Post | null {
  const told = exports.filter(({ outcome, tries }) => outcome === 'failed' || tries > 1)
  if (told.length === 0) return null
  const failed = told.some(({ outcome }) => outcome === 'failed')
  return worded(language, {
    key: 'exports',
    kind: 'notice',
    text: failed ? say`The postmortem was not exported` : say`The postmortem was exported late`,
    parts: told.map((each) => ({ kind: 'line', spans: lineOf(id, each) })),
  })
}

function lineOf(id: string, each: ExportState): DraftSpan[] {
  const { outcome, to, where, reason = 'unknown', tries } = each
  const place: Wording = to === 'folder' ? say`the folder ${where}` : say`the webhook of ${where}`
  if (outcome === 'done') return [say`The postmortem went to ${place} at try ${tries}.`]
  const failed = say`The postmortem did not go to ${place}: ${reason.replace(/\.$/, '')}.`
  const next = nextTry(each)
  if (next !== null) return [say`${failed} It is tried again: `, { at: next }, '.']
  return [say`${failed} Given up after ${tries} tries; write it with: memdiag export ${id}`]
}
