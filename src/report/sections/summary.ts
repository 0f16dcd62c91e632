import { formatBytes } from '../../core/bytes.ts'
import type { Block } from '../blocks.ts'
import { narrated, type ReportContext } from '../context.ts'

/** What was wrong, how sure that is, what to do: for who reads nothing else. */
export function summary(context: ReportContext): Block[] {
  const { state, words } = context
  const { verdict } = state
  if (verdict === null) return [{ kind: 'text', text: words.texts.noVerdict }]
  const blocks: Block[] = [
    {
      kind: 'label',
      text: words.brackets(
        words.causes[verdict.cause],
        verdict.cause,
        words.confidence[verdict.confidence],
      ),
    },
  ]
  const worded = narrated(context, 'summary')
  if (worded !== null) {
    return [...blocks, ...worded, { kind: 'small', text: words.texts.worded }]
  }
  blocks.push({ kind: 'text', text: verdict.text, cites: verdict.because })
  if (verdict.fix !== undefined) {
    blocks.push({ kind: 'text', text: verdict.fix.text })
    const predicted = verdict.fix.predictedUsageBytes
    if (predicted !== null) {
      blocks.push({ kind: 'text', text: words.texts.predicted(formatBytes(predicted)) })
    }
  }
  return blocks
}
