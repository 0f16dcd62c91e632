import { formatBytes } from './bytes.ts'
import { causeName } from './cause-names.ts'
import { heapViews, isGrowing } from './heap-view.ts'
import type { NodeReport } from './node-report.ts'
import { type Reading, reading } from './readings.ts'
import { plural, say, type Said, sentences, SILENCE, type Wording } from './say.ts'
import type { State } from './state.ts'
import type { Verdict } from './verdict.ts'
import type { Expectation, Verification } from './verification.ts'

type Check = Verification['checks'][number]
type Settled = { readonly verdict: Verdict; readonly nodes: readonly NodeReport[] }

/**
 * Holds what an earlier investigation predicted against what this one measured; null for one that verifies nothing.
 * Proved: the node answered, its usage is not above the predicted range, the cause is not found again, and, where
 * the fix changes a count, as many workers run as were to be left and no start-up line stands more often.
 */
export function verify(state: State, settled: Settled): Verification | null {
  const expected = state.verifies
  if (expected === null) return null
  const node = settled.nodes.find((each) => each.name === expected.node)
  const measured = node?.usageBytes ?? null
  const checks = [
    usageCheck(state, expected, measured),
    causeCheck(expected, settled.verdict),
    ...workerChecks(state, expected),
    ...timeChecks(state, expected),
  ]
  const failed = checks.filter((check) => !check.ok)
  const { predictedRange } = expected
  return {
    of: expected.of,
    node: expected.node,
    cause: expected.cause,
    predictedUsageBytes: expected.predictedUsageBytes,
    ...(predictedRange === undefined ? {} : { predictedRange }),
    measuredUsageBytes: measured,
    proved: failed.length === 0,
    ...(failed.length === 0
      ? say`Proved: ${sentences(checks)}`
      : say`Not proved: ${sentences(failed)}`),
    checks,
  }
}

const CHECKS: Readonly<Record<string, Said>> = {
  usage: say`usage`,
  cause: say`cause`,
  workers: say`workers`,
  'start-up lines': say`start-up lines`,
  growth: say`growth`,
  time: say`time`,
}

/** What a check is called. */
export function checkName(name: string): Wording {
  return CHECKS[name] ?? name
}

function usageCheck(state: State, expected: Expectation, measured: number | null): Check {
  const { evidence, node } = { evidence: state.evidence, node: expected.node }
  const read = [reading(evidence, node, 'top')?.id, reading(evidence, node, 'load')?.id]
  const base = { name: 'usage', evidence: read.filter((id) => id !== undefined).slice(0, 1) }
  if (measured === null) {
    return { ...base, ok: false, ...say`${node} gave no figure of its usage this time.` }
  }
  const before = say`${formatBytes(expected.usageBytes)} before`
  const { predictedUsageBytes: predicted, predictedRange: range } = expected
  if (predicted === null) {
    const ok = measured < expected.usageBytes
    return {
      ...base,
      ok,
      ...say`The usage is ${formatBytes(measured)}, ${before}; nothing was predicted.`,
    }
  }
  const high = range?.highBytes ?? predicted
  const within =
    range === undefined
      ? SILENCE
      : say` (between ${formatBytes(range.lowBytes)} and ${formatBytes(range.highBytes)})`
  return {
    ...base,
    ok: measured <= high,
    ...say`The usage is ${formatBytes(measured)}, ${before}; predicted were ${formatBytes(predicted)}${within}.`,
  }
}

function causeCheck(expected: Expectation, verdict: Verdict): Check {
  const again = [verdict, ...verdict.contributing].find(
    (each) => each.cause === expected.cause && each.confidence !== 'possible',
  )
  return {
    name: 'cause',
    ok: again === undefined,
    ...(again === undefined
      ? say`${causeName(expected.cause)} is not found any more (now: ${causeName(verdict.cause)}).`
      : say`${causeName(expected.cause)} is found again.`),
    evidence: [],
  }
}

/** The case's own proof: as many workers as were to be left, and start-up lines stand as often as there are workers. */
function workerChecks(state: State, expected: Expectation): Check[] {
  if (expected.workers === undefined) return []
  const top = reading(state.evidence, expected.node, 'top')
  const logs = reading(state.evidence, expected.node, 'logs')
  const running = top?.values.processes.filter((row) => row.role === 'worker').length ?? 0
  const counted: Check = {
    name: 'workers',
    ok: top !== null && running > 0 && running <= expected.workers,
    ...say`${plural(running, say`${running} worker runs`, say`${running} workers run`)}; ${expected.workers} were to be left.`,
    evidence: top === null ? [] : [top.id],
  }
  const lines = logs === null ? null : startupCheck(logs, running)
  return lines === null ? [counted] : [counted, lines]
}

/** Null where no start-up line was found: a log that was rotated away says nothing against the fix. */
function startupCheck(logs: Reading<'logs'>, workers: number): Check | null {
  // What one process writes again and again says nothing of how many start.
  const each = logs.values.startup.filter(({ pids, count }) => pids === null || pids === count)
  const asOften = each.filter((line) => line.count === workers)
  // A line that says who wrote it proves more than one that only stands so often.
  const same = asOften.find((line) => line.pids === workers) ?? asOften[0]
  const startup = each.filter((line) => !isBefore(line, same))
  const [first] = startup
  if (first === undefined || workers === 0) return null
  const most = startup.reduce((left, right) => (right.count > left.count ? right : left), first)
  const shown = same ?? most
  return {
    name: 'start-up lines',
    ok: most.count <= workers,
    ...say`Start-up lines stand ${plural(shown.count, say`once`, say`${shown.count} times`)} with ${plural(workers, say`${workers} worker`, say`${workers} workers`)}: \`${shown.text}\`.`,
    evidence: [logs.id],
  }
}

type StartupLine = Reading<'logs'>['values']['startup'][number]

/** The old processes tell that they end in the second before the new ones start. Times of one log sort as text. */
function isBefore({ firstAt }: StartupLine, same: StartupLine | undefined): boolean {
  const startedAt = same?.firstAt ?? null
  return firstAt !== null && startedAt !== null && firstAt < startedAt
}

/** Causes that fill memory bit by bit: after a restart nothing of them is to be seen for a while. */
const GROWING: ReadonlySet<Expectation['cause']> = new Set([
  'js-heap-leak',
  'external-memory',
  'console-backpressure',
])

/**
 * What grows is small after every restart. It is proved to be gone when forced collections show that nothing grows, or
 * when the service has run for as long as it had when it was found.
 */
function timeChecks(state: State, expected: Expectation): Check[] {
  if (!GROWING.has(expected.cause)) return []
  const views = heapViews(state.evidence, expected.node, state.runbook.ladder)
  const measured = views.filter((view) => view.growth !== null)
  if (measured.length > 0) {
    const grows = measured.filter(isGrowing)
    return [
      {
        name: 'growth',
        ok: grows.length === 0,
        ...(grows.length === 0
          ? say`Nothing grew between forced collections.`
          : say`Process ${grows[0]?.pid ?? 0} still grows between forced collections.`),
        evidence: measured.flatMap((view) => view.evidence),
      },
    ]
  }
  const top = reading(state.evidence, expected.node, 'top')
  const up = Math.max(0, ...(top?.values.processes ?? []).map((row) => row.uptimeSeconds ?? 0))
  const needed = expected.uptimeSeconds
  const ok = needed !== undefined && up >= needed
  return [
    {
      name: 'time',
      ok,
      ...(ok
        ? say`It has run for ${Math.round(up)} s, as long as when it was found.`
        : say`It has run for ${Math.round(up)} s only${needed === undefined ? SILENCE : say` (${Math.round(needed)} s when it was found)`}: what grows is small after every restart. Verify again later, or with --approve gc.`),
      evidence: top === null ? [] : [top.id],
    },
  ]
}
