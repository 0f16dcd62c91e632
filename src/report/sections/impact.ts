import { formatBytes } from '../../core/bytes.ts'
import type { NodeReport } from '../../core/node-report.ts'
import { sum } from '../../core/sizing.ts'
import type { State } from '../../core/state.ts'
import type { Block } from '../blocks.ts'
import {
  citedFindings,
  narrated,
  percent,
  quote,
  type ReportContext,
  taggedNotes,
} from '../context.ts'
import { TABLE_ROWS } from '../limits.ts'

/** What it cost: memory on each node, memory that ran out, and what people wrote about it. */
export function impact(context: ReportContext): Block[] {
  const { state, words } = context
  const people = taggedNotes(state, 'impact').map(quote)
  return [
    ...(narrated(context, 'impact') ?? usage(context)),
    ...nodesTable(context),
    ...outOfMemory(context),
    ...(people.length > 0 ? people : [{ kind: 'small' as const, text: words.impact.users }]),
  ]
}

function usage({ state, words }: ReportContext): Block[] {
  const measured = state.nodes.filter((node) => node.usageBytes !== null)
  if (measured.length === 0) return [{ kind: 'text', text: words.texts.noMeasurement }]
  const used = sum(measured.map((node) => node.usageBytes ?? 0))
  const limits = measured.flatMap((node) => node.limitBytes ?? [])
  const limit = limits.length === measured.length ? sum(limits) : 0
  const text =
    limit === 0
      ? words.impact.usageAlone(formatBytes(used), measured.length)
      : words.impact.usage(
          formatBytes(used),
          formatBytes(limit),
          percent(used / limit),
          measured.length,
        )
  const explained = state.verdict?.explainedBytes ?? null
  return [
    { kind: 'text', text },
    ...(explained === null || !isWaste(state)
      ? []
      : [{ kind: 'text' as const, text: words.impact.held(formatBytes(explained)) }]),
  ]
}

/** Memory that a fix frees did no work; page cache and real load did. */
function isWaste({ verdict }: State): boolean {
  return verdict?.cause !== 'page-cache' && verdict?.cause !== 'real-load'
}

function nodesTable({ state, words }: ReportContext): Block[] {
  if (state.nodes.length === 0) return []
  const { columns } = words
  return [
    {
      kind: 'table',
      columns: [
        { title: columns.node, align: 'left' },
        { title: columns.usage, align: 'right' },
        { title: columns.limit, align: 'right' },
        { title: columns.share, align: 'right' },
        { title: columns.processes, align: 'right' },
      ],
      rows: state.nodes.slice(0, TABLE_ROWS).map(nodeRow),
    },
  ]
}

function nodeRow(node: NodeReport): string[] {
  const { usageBytes, limitBytes } = node
  const share = usageBytes === null || limitBytes === null ? '-' : percent(usageBytes / limitBytes)
  return [
    node.name,
    usageBytes === null ? '-' : formatBytes(usageBytes),
    limitBytes === null ? '-' : formatBytes(limitBytes),
    share,
    node.reachable ? String(node.processes.count) : '-',
  ]
}

/** The findings by which a step says that memory ran out, recently or before. */
const OUT_OF_MEMORY = /^(?:logs\.(?:old-)?out-of-memory|load\.out-of-memory-kills)\//

function outOfMemory({ state, words }: ReportContext): Block[] {
  const ids = state.findings.map((each) => each.id).filter((id) => OUT_OF_MEMORY.test(id))
  if (ids.length > 0) {
    return [
      { kind: 'text', text: words.impact.outOfMemory },
      { kind: 'list', items: citedFindings(state, ids) },
    ]
  }
  const looked = state.evidence.some(
    ({ values }) =>
      (values.kind === 'logs' && values.files.length > 0) ||
      (values.kind === 'load' && values.cgroup.oomKills !== null),
  )
  const text = looked ? words.impact.noOutOfMemory : words.impact.unknownOutOfMemory
  return [{ kind: 'text', text }]
}
