import type { Narration } from '../../src/core/narration.ts'
import type { State } from '../../src/core/state.ts'

export type Measured = {
  readonly case: string
  readonly outcome: Narration['outcome']
  readonly kept: number
  readonly dropped: number
  /** Kept sentences over all; null where there were none. */
  readonly groundedness: number | null
  /** Findings that the verdict rests on and a kept sentence cites, over all of them; null where it rests on none. */
  readonly coverage: number | null
  readonly costUsd: number | null
  readonly tokens: number
  readonly durationMs: number
  readonly reason: string | null
}

/** How well one investigation was worded. */
export function measure(name: string, state: State, narration: Narration): Measured {
  const kept = narration.sentences.length
  const dropped = narration.dropped.length
  const decisive = state.verdict?.because ?? []
  const cited = new Set(narration.sentences.flatMap((each) => each.cites))
  const { call } = narration
  return {
    case: name,
    outcome: narration.outcome,
    kept,
    dropped,
    groundedness: kept + dropped === 0 ? null : kept / (kept + dropped),
    coverage:
      decisive.length === 0
        ? null
        : decisive.filter((id) => cited.has(id)).length / decisive.length,
    costUsd: call?.costUsd ?? null,
    tokens: (call?.inputTokens ?? 0) + (call?.outputTokens ?? 0),
    durationMs: call?.durationMs ?? 0,
    reason: narration.reason ?? null,
  }
}

/** A table, and the totals under it. */
export function reportOf(model: string, all: readonly Measured[]): string {
  const rows = all.map((each) => [
    each.case,
    each.outcome,
    String(each.kept),
    String(each.dropped),
    percent(each.groundedness),
    percent(each.coverage),
    String(each.tokens),
    each.costUsd === null ? '-' : each.costUsd.toFixed(4),
    `${(each.durationMs / 1000).toFixed(1)} s`,
  ])
  const head = [
    'case',
    'outcome',
    'kept',
    'dropped',
    'grounded',
    'coverage',
    'tokens',
    'dollars',
    'took',
  ]
  const kept = total(all.map((each) => each.kept))
  const dropped = total(all.map((each) => each.dropped))
  const costs = all.map((each) => each.costUsd)
  const reasons = all.flatMap((each) =>
    each.reason === null ? [] : [`${each.case}: ${each.reason}`],
  )
  return [
    `Model ${model}, ${all.length} investigations`,
    ...table([head, ...rows]),
    `Groundedness (sentences kept): ${percent(kept + dropped === 0 ? null : kept / (kept + dropped))}`,
    `Coverage of the findings that the verdicts rest on: ${percent(mean(all.map((each) => each.coverage)))}`,
    `Worded by the model: ${all.filter((each) => each.outcome === 'used').length} of ${all.length}`,
    `Cost: ${costs.includes(null) ? 'not known (set MEMDIAG_MODEL_PRICES)' : `${total(costs.map((each) => each ?? 0)).toFixed(4)} dollars`}`,
    ...reasons,
    '',
  ].join('\n')
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function percent(ratio: number | null): string {
  return ratio === null ? '-' : `${Math.round(ratio * 100)} %`
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((each) => each !== null)
  return known.length === 0 ? null : total(known) / known.length
}

function total(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0)
}
