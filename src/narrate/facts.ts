import { formatBytes } from '../core/bytes.ts'
import type { Evidence } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { State } from '../core/state.ts'
import { type Figure, figuresOf } from './numbers.ts'

/** What a sentence may rest on: the text of what it cites and of the verdict, and every number in them. */
export type Facts = {
  readonly findings: readonly Finding[]
  readonly evidence: readonly Evidence[]
  /** In lower case. */
  readonly text: string
  readonly figures: readonly Figure[]
}

/** The facts behind some ids. The verdict, its fix and the account hold for every sentence. */
export function factsOf(state: State, ids: readonly string[]): Facts {
  const findings = state.findings.filter((each) => ids.includes(each.id))
  const through = new Set([...ids, ...findings.flatMap((each) => each.evidence)])
  const evidence = state.evidence.filter((each) => through.has(each.id))
  const text = [
    ...findings.map((each) => each.text),
    ...evidence.flatMap((each) => [each.id, JSON.stringify(each.values)]),
    ...common(state),
  ].join('\n')
  const figures = [
    ...[...findings.map((each) => each.text), ...common(state)].flatMap(figuresOf),
    ...evidence.flatMap((each) => leaves(each.values)),
    ...derived(state),
  ]
  return { findings, evidence, text: text.toLowerCase(), figures }
}

/** Ids that may be cited. */
export function knownIds(state: State): ReadonlySet<string> {
  return new Set([
    ...state.findings.map((each) => each.id),
    ...state.evidence.map((each) => each.id),
  ])
}

function common({ service, verdict, account, nodes, runbook }: State): string[] {
  const fixes = [verdict?.fix, ...(verdict?.contributing ?? []).map((each) => each.fix)]
  return [
    service.name,
    `${nodes.length} nodes`,
    ...service.targets.map((target) => target.name),
    `${Math.round(runbook.thresholds.problemUsageRatio * 100)} %`,
    verdict?.text ?? '',
    verdict?.nextMeasurement?.text ?? '',
    ...fixes.flatMap((fix) => [
      fix?.text ?? '',
      fix?.change ?? '',
      bytes(fix?.predictedUsageBytes),
    ]),
    bytes(verdict?.explainedBytes),
    ...(verdict?.contributing ?? []).map((each) => bytes(each.explainedBytes)),
    bytes(account?.usageBytes),
    bytes(account?.limitBytes),
    ...(account?.items ?? []).flatMap((item) => [item.name, bytes(item.bytes)]),
    ...nodes.flatMap((node) => [
      node.name,
      bytes(node.usageBytes),
      bytes(node.limitBytes),
      `${node.processes.count} processes`,
      `${node.processes.workers} workers`,
    ]),
  ]
}

/** Shares that a reader works out from the account. */
function derived({ account }: State): Figure[] {
  if (account === null) return []
  const { limitBytes, usageBytes } = account
  const ratios = [
    ...(limitBytes === null || limitBytes === 0 ? [] : [usageBytes / limitBytes]),
    ...(usageBytes === 0 ? [] : account.items.map((item) => item.bytes / usageBytes)),
  ]
  return ratios.map((ratio) => ({
    text: '',
    value: ratio * 100,
    kind: 'percent',
    slack: 0.5,
    noun: null,
  }))
}

function bytes(amount: number | null | undefined): string {
  return typeof amount === 'number' ? formatBytes(amount) : ''
}

/** Numbers that name something and count nothing: 48 workers have pids enough to back any number. */
const NAMES: ReadonlySet<string> = new Set(['pid', 'ppid', 'uid', 'startTicks'])

/** Numbers in the values of evidence; a ratio also counts as a percentage. */
function leaves(value: unknown): Figure[] {
  if (typeof value === 'number') {
    const plain = { text: '', value, kind: 'plain', slack: 0, noun: null } as const
    return value > 0 && value < 1
      ? [plain, { ...plain, value: value * 100, kind: 'percent', slack: 0.5 }]
      : [plain]
  }
  if (typeof value === 'string') return figuresOf(value)
  if (Array.isArray(value)) return value.flatMap(leaves)
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, each]) => (NAMES.has(key) ? [] : leaves(each)))
  }
  return []
}
