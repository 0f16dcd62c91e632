import type { Account } from '../../core/account.ts'
import { formatBytes } from '../../core/bytes.ts'
import type { Block } from '../blocks.ts'
import { citedFindings, narrated, percent, type ReportContext, worstNode } from '../context.ts'
import { accountChart, trendChart } from '../../thread/charts.ts'
import { fromText } from '../../words/from-text.ts'
import { inLanguage } from '../../words/in-language.ts'

/** The verdict with everything it rests on, in findings and in bytes. */
export function rootCause(context: ReportContext): Block[] {
  const { state, words } = context
  const { verdict } = state
  if (verdict === null) return [{ kind: 'text', text: words.texts.noVerdict }]
  const because = citedFindings(state, verdict.because)
  const explained = verdict.explainedBytes
  return [
    ...(narrated(context, 'cause') ?? [{ kind: 'text' as const, text: verdict.text }]),
    ...(verdict.cause === 'inconclusive'
      ? [{ kind: 'text' as const, text: words.texts.noCause }]
      : []),
    ...(explained === null
      ? []
      : [{ kind: 'text' as const, text: words.texts.explained(formatBytes(explained)) }]),
    ...(because.length === 0
      ? []
      : [
          { kind: 'label' as const, text: words.labels.because },
          { kind: 'list' as const, items: because },
        ]),
    ...countRules(context),
    ...accounts(context),
    ...next(context),
  ]
}

/** Which rule of which process manager gave the number of workers. */
function countRules({ state, words, language }: ReportContext): Block[] {
  if (state.verdict?.cause !== 'overforked-workers') return []
  const node = worstNode(state)
  const found = state.evidence.find(
    (each) => each.node === node?.name && each.values.kind === 'cpuinfo',
  )
  if (found?.values.kind !== 'cpuinfo' || found.values.rules.length === 0) return []
  const { columns } = words
  return [
    {
      kind: 'table',
      caption: words.labels.countRules,
      columns: [
        { title: columns.rule, align: 'left' },
        { title: columns.workers, align: 'right' },
        { title: columns.arithmetic, align: 'left' },
        { title: columns.matches, align: 'left' },
      ],
      rows: found.values.rules.map((each) => [
        inLanguage(language, fromText(each.rule)),
        String(each.workers),
        inLanguage(language, fromText(each.arithmetic)),
        each.matches ? '✓' : '',
      ]),
    },
  ]
}

function accounts({ state, words, language }: ReportContext): Block[] {
  if (state.account === null) return []
  const charts = [accountChart(state.account, language), trendChart(state, language)]
  return [
    ...charts.flatMap((chart) => (chart === null ? [] : [{ kind: 'chart' as const, chart }])),
    ...accountTable(state.account, { words }),
  ]
}

function accountTable(account: Account, { words }: Pick<ReportContext, 'words'>): Block[] {
  if (account.items.length === 0) return []
  const share = (bytes: number) =>
    account.usageBytes === 0 ? '' : percent(bytes / account.usageBytes)
  const row = (name: string, bytes: number, cites: readonly string[]) => [
    name,
    formatBytes(bytes),
    share(bytes),
    { text: '', cites },
  ]
  return [
    {
      kind: 'table',
      caption: words.labels.account,
      columns: [
        { title: words.columns.item, align: 'left' },
        { title: words.columns.bytes, align: 'right' },
        { title: words.columns.share, align: 'right' },
        { title: words.columns.evidence, align: 'left' },
      ],
      rows: [
        ...account.items.map((item) => row(item.name, item.bytes, item.evidence)),
        row(words.texts.unexplained, account.unexplainedBytes, []),
        row(words.texts.usage, account.usageBytes, []),
      ],
    },
  ]
}

function next({ state, words }: ReportContext): Block[] {
  const measurement = state.verdict?.nextMeasurement
  if (measurement === undefined) return []
  return [
    { kind: 'label', text: words.labels.nextMeasurement },
    { kind: 'text', text: words.colon(measurement.step, measurement.text) },
  ]
}
