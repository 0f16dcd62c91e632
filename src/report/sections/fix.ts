import { formatBytes } from '../../core/bytes.ts'
import { checkName } from '../../core/hold-prediction.ts'
import { say } from '../../core/say.ts'
import type { Fix } from '../../core/verdict.ts'
import type { ByteRange, Verification } from '../../core/verification.ts'
import { predictionChart, spoken } from '../../thread/charts.ts'
import { inLanguage } from '../../words/in-language.ts'
import type { Block } from '../blocks.ts'
import type { ReportContext } from '../context.ts'
import { verificationInWords } from '../state-in-words.ts'

/** What to change, in the words of the process manager that was found. */
export function fix({ state, words }: ReportContext): Block[] {
  const fixes = fixesOf(state.verdict)
  if (fixes.length === 0) return [{ kind: 'text', text: words.texts.noFix }]
  return fixes.flatMap(({ text, change }): Block[] => [
    { kind: 'text', text },
    ...(change === undefined ? [] : [{ kind: 'code' as const, text: change }]),
  ])
}

/** The fix of the cause first, then those of the other causes. */
export function fixesOf(verdict: ReportContext['state']['verdict']): Fix[] {
  return [verdict?.fix, ...(verdict?.contributing ?? []).map((each) => each.fix)].filter(
    (each) => each !== undefined,
  )
}

/** What the fix should leave, held against what was measured after it: here, or by a later investigation. */
export function verification(context: ReportContext): Block[] {
  const { state, words, language } = context
  const { texts } = words
  const later = context.verifiedBy
  const held = state.verification ?? later?.verification
  if (held !== undefined) {
    return [
      ...(later === undefined || state.verification !== null
        ? []
        : [{ kind: 'text' as const, text: texts.verifiedBy(later.id) }]),
      ...heldAgainst(held, context),
    ]
  }
  if (state.verdict?.fix === undefined) return [{ kind: 'text', text: texts.noFix }]
  const predicted = state.verdict.fix.predictedUsageBytes
  const range = state.verdict.fix.predictedRange
  const chart = predictionChart(state, language)
  return [
    {
      kind: 'text',
      text: predicted === null ? texts.noPrediction : texts.predicted(formatBytes(predicted)),
    },
    ...(range === undefined ? [] : [{ kind: 'text' as const, text: rangeText(range, context) }]),
    ...(chart === null ? [] : [{ kind: 'chart' as const, chart }]),
    { kind: 'text', text: texts.notVerified },
    { kind: 'code', text: `memdiag verify ${state.id}` },
  ]
}

function heldAgainst(said: Verification, { state, words, language }: ReportContext): Block[] {
  const held = verificationInWords(language, said)
  const { predictedUsageBytes: predicted, measuredUsageBytes: measured } = held
  const bars = [
    ...(predicted === null
      ? []
      : [{ label: inLanguage(language, say`predicted after the fix`), value: predicted }]),
    ...(measured === null
      ? []
      : [{ label: inLanguage(language, say`measured after the fix`), value: measured }]),
  ]
  return [
    { kind: 'label', text: held.proved ? words.texts.proved : words.texts.notProved },
    { kind: 'text', text: held.text },
    ...(bars.length < 2
      ? []
      : [
          {
            kind: 'chart' as const,
            chart: {
              kind: 'bars' as const,
              title: inLanguage(language, say`Memory before and after the fix`),
              unit: 'bytes' as const,
              ...spoken(language),
              bars,
              levels: [],
            },
          },
        ]),
    {
      kind: 'list',
      items: held.checks.map((each) => ({
        text: `${each.ok ? '✓' : '✗'} ${inLanguage(language, say`${checkName(each.name)}: ${each.text}`)}`,
        // What another investigation measured does not stand in the appendix of this one.
        cites: state.verification === null ? [] : each.evidence,
      })),
    },
  ]
}

function rangeText({ lowBytes, highBytes }: ByteRange, { words }: ReportContext): string {
  return words.texts.predictedRange(formatBytes(lowBytes), formatBytes(highBytes))
}
