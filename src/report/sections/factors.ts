import { spanBetween } from '../../core/span.ts'
import { inLanguage } from '../../words/in-language.ts'
import { formatBytes } from '../../core/bytes.ts'
import { Instant } from '../../core/names.ts'
import type { State } from '../../core/state.ts'
import type { Block } from '../blocks.ts'
import {
  citedFindings,
  narrated,
  percent,
  quote,
  type ReportContext,
  taggedNotes,
  worstNode,
} from '../context.ts'
import { formatInstant } from '../zone.ts'
import { startOf } from './timeline.ts'

/** The other causes, and the case's two questions: why so late, and what would have told earlier. */
export function factors(context: ReportContext): Block[] {
  const { state, words } = context
  const people = taggedNotes(state, 'factor').map(quote)
  return [
    ...(narrated(context, 'factors') ?? []),
    ...contributing(context),
    { kind: 'label', text: words.labels.notNoticed },
    ...notNoticed(context),
    ...people,
    { kind: 'label', text: words.labels.earlier },
    ...earlier(context),
  ]
}

function contributing({ state, words }: ReportContext): Block[] {
  const others = state.verdict?.contributing ?? []
  return [
    ...others.flatMap((each): Block[] => [
      {
        kind: 'label',
        text: words.colon(
          words.labels.contributing,
          words.brackets(words.causes[each.cause], each.cause, words.confidence[each.confidence]),
        ),
      },
      ...(each.explainedBytes === null
        ? []
        : [
            {
              kind: 'text' as const,
              text: words.texts.explained(formatBytes(each.explainedBytes)),
            },
          ]),
      { kind: 'list', items: citedFindings(state, each.because) },
    ]),
    ...timedJobs(state),
    ...(isConstant(state) ? [{ kind: 'text' as const, text: words.factors.noTrend }] : []),
  ]
}

/** A timed job that every worker runs is work done many times over, whatever it costs in memory. */
function timedJobs(state: State): Block[] {
  const ids = state.findings
    .map((each) => each.id)
    .filter((id) => id.startsWith('logs.periodic-lines/'))
  return ids.length === 0 ? [] : [{ kind: 'list', items: citedFindings(state, ids) }]
}

/** The cause is a count that does not change, and no measurement over time says whether the memory rose. */
function isConstant({ verdict, findings }: State): boolean {
  return (
    verdict?.cause === 'overforked-workers' &&
    !findings.some((each) => /^[a-z-]+\.(?:rising|trend)/.test(each.id))
  )
}

function notNoticed({ state, words, zone, language }: ReportContext): Block[] {
  const blocks: Block[] = []
  const node = worstNode(state)?.name
  for (const { node: of, at, values, id } of state.evidence) {
    if (of !== node) continue
    if (values.kind === 'top') {
      const start = startOf(
        at,
        values.processes.map((row) => row.uptimeSeconds),
      )
      if (start === null) continue
      const span = inLanguage(language, spanBetween(start, at))
      blocks.push({
        kind: 'text',
        text: words.factors.since(formatInstant(start, zone), span),
        cites: [id],
      })
    }
    if (values.kind !== 'logs') continue
    for (const line of values.memoryLines) {
      const when = Instant.safeParse(line.when?.at)
      if (!when.success) continue
      const said = words.factors.saidBefore(formatInstant(when.data, zone), line.count, line.text)
      blocks.push({ kind: 'text', text: said, cites: [id] })
    }
  }
  const isProblem = state.verdict !== null && state.verdict.cause !== 'healthy'
  return isProblem && blocks.length > 0
    ? blocks
    : [{ kind: 'text', text: words.factors.unknownWhy }]
}

function earlier({ state, words }: ReportContext): Block[] {
  const { problemUsageRatio } = state.runbook.thresholds
  const limit = worstNode(state)?.limitBytes ?? null
  const cause = state.verdict === null ? undefined : words.factors.causes[state.verdict.cause]
  return [
    ...(cause === undefined
      ? []
      : [{ kind: 'text' as const, text: cause.replace('SERVICE', state.service.name) }]),
    ...(limit === null
      ? []
      : [
          {
            kind: 'text' as const,
            text: words.factors.threshold(
              percent(problemUsageRatio),
              formatBytes(limit * problemUsageRatio),
            ),
          },
        ]),
  ]
}
