import type { Evidence } from './evidence.ts'
import { heldGrowth } from './held-growth.ts'
import type { HeapReading, Rung } from './heap-values.ts'
import { aheadCovers, height, stopOf, wasProfiled } from './ladder-rungs.ts'
import type { Cause } from './names.ts'
import type { NodeReport } from './node-report.ts'
import { reading } from './readings.ts'
import { settle } from './settle.ts'
import { noInspector, writesFiles } from './snapshot-way.ts'
import { isMostOf, privateOf } from './sizing.ts'
import type { State } from './state.ts'
import { risingProcesses } from './rising-processes.ts'
import { trendOf } from './trend.ts'
import type { SnapshotValues } from './values.ts'
import type { Verdict } from './verdict.ts'

export type Wanted = { readonly rung: Rung; readonly node: string; readonly pid: number }

/**
 * The next rung that could answer what the evidence leaves open, and on which process; null when the question
 * is answered, no rung could answer it, or something stopped the ladder. Each rung climbs only if the last one
 * left the question open; the numbers are the runbook's.
 */
export function nextRung(state: State): Wanted | null {
  if (state.steps.find((step) => step.name === 'snapshot')?.state !== 'done') return null
  if (stopOf(state) !== null) return null
  const { verdict, nodes } = settle(state)
  const target = targetOf(state, nodes)
  if (target === null) return null
  const rung = rungOn(state, verdict, target)
  return rung === null ? null : { rung, ...target }
}

function rungOn(state: State, verdict: Verdict, target: Target): Rung | null {
  if (isOpen(state, verdict, target)) return rungFor(state, target)
  return verdict.cause === 'healthy' ? saidAhead(state, target) : null
}

type Target = { readonly node: string; readonly pid: number }

/**
 * One process for the whole ladder, on the fullest node: the one that rises most, whatever its role; else the one that holds
 * most of all; else the largest, a worker before others.
 */
function targetOf(state: State, nodes: readonly NodeReport[]): Target | null {
  const before = state.approvals.at(-1)
  if (before !== undefined) return { node: before.node, pid: before.process.pid }
  const [fullest] = nodes
    .filter((node) => node.reachable && node.usageBytes !== null)
    .toSorted((left, right) => fullness(right) - fullness(left))
  if (fullest === undefined) return null
  const seen = reading(state.evidence, fullest.name, 'snapshot')?.values.processes ?? []
  const reachable = seen.filter((each) => showsInspector(each) || writesFiles(state, each))
  const workers = reachable.filter((each) => each.role === 'worker')
  const rising = risingProcesses(state.evidence, fullest.name, state.runbook.thresholds)
  const rise = (pid: number) => rising.find((each) => each.pid === pid)?.bytes ?? 0
  const risers = reachable.filter((each) => rise(each.pid) > 0)
  const most = holdsMost(state, fullest.name)
  const fillers = reachable.filter((each) => each.pid === most)
  const pool = [risers, fillers, workers].find((each) => each.length > 0) ?? reachable
  const [largest] = pool.toSorted(
    (left, right) =>
      rise(right.pid) - rise(left.pid) ||
      (right.rssBytes ?? 0) - (left.rssBytes ?? 0) ||
      left.pid - right.pid,
  )
  return largest === undefined ? null : { node: fullest.name, pid: largest.pid }
}

/** A process with so many times what the next one has stands apart from the others. */
const APART_RATIO = 2

/**
 * The process that holds as much as all others together and stands apart from each of them, a master as well: how a worker is
 * tells little then.
 */
function holdsMost({ evidence }: State, node: string): number | null {
  const rows = reading(evidence, node, 'top')?.values.processes ?? []
  const [first, second] = rows.toSorted((left, right) => privateOf(right) - privateOf(left))
  if (first === undefined || !isMostOf(rows, privateOf(first))) return null
  const apart = second === undefined || privateOf(first) >= APART_RATIO * privateOf(second)
  return apart ? first.pid : null
}

function fullness(node: NodeReport): number {
  return (node.usageBytes ?? 0) / Math.max(1, node.limitBytes ?? 1)
}

/** Causes that heap figures can confirm or rule out. */
const IN_THE_PROCESS: ReadonlySet<Cause> = new Set([
  'inconclusive',
  'js-heap-leak',
  'external-memory',
  'allocator-fragmentation',
  'console-backpressure',
  'websocket-compression',
])

function isOpen(state: State, verdict: Verdict, target: Target): boolean {
  if (verdict.cause === 'healthy') return false
  // That the heap leaks is half an answer: what holds it is the other.
  if (verdict.cause === 'js-heap-leak') return comparisonOf(state, target) === null
  // A rise beside a cause that is certain is a second question: worth what somebody has allowed, not worth asking for.
  if (verdict.confidence === 'confirmed') {
    // What was allowed is quick to see, and whether it swings is not.
    return (
      aheadCovers(state, 'gc') &&
      (verdict.nextMeasurement?.step === 'snapshot' || swings(state, target))
    )
  }
  return IN_THE_PROCESS.has(verdict.cause) || verdict.nextMeasurement?.step === 'snapshot'
}

/** What went up and down may hide a leak that is smaller than the garbage: only collections tell. */
function swings({ evidence, runbook }: State, { node }: Target): boolean {
  return trendOf(evidence, node, runbook.thresholds)?.direction === 'swinging'
}

function rungFor(state: State, target: Target): Rung | null {
  const figures = figuresOf(state, target)
  const growth = heldGrowth(figures)
  if (figures.length === 0 && !inspectedBefore(state, target)) {
    if (!onlyByFile(state, target)) return allowed(state, 'inspect')
    return comparisonOf(state, target) === null ? snapshotAllowed(state) : null
  }
  if (growth === null) return allowed(state, 'gc')
  const grows = heapGrows(state, figures)
  if (!grows && !heapIsLarge(state, figures)) return null
  // A profile sees what is allocated while it runs: a heap that stands still shows it nothing.
  if (grows && !wasProfiled(state, target.node)) return allowed(state, 'profile')
  if (comparisonOf(state, target) !== null) return null
  return allowed(state, 'snapshot')
}

/** Where nothing is wrong a rung is climbed only because somebody said so: that one, after the figures that foretell its cost. */
function saidAhead(state: State, target: Target): Rung | null {
  const upTo = state.ahead?.upTo
  if (upTo === undefined || !aheadCovers(state, upTo)) return null
  if (onlyByFile(state, target)) return upTo === 'snapshot' ? snapshotAllowed(state) : null
  if (figuresOf(state, target).length > 0 || inspectedBefore(state, target)) {
    return allowed(state, upTo)
  }
  return allowed(state, 'inspect')
}

type Seen = SnapshotValues['processes'][number]

function showsInspector({ inspectorPort, opensOnSignal }: Seen): boolean {
  return inspectorPort !== null || opensOnSignal === true
}

/** No inspector can be opened, but a snapshot can be written to a file: the first and only rung. */
function onlyByFile(state: State, { node, pid }: Target): boolean {
  const seen = reading(state.evidence, node, 'snapshot')?.values.processes ?? []
  const found = seen.find((each) => each.pid === pid)
  if (found === undefined || !writesFiles(state, found)) return false
  return !showsInspector(found) || noInspector(state, node, pid)
}

/** A rung that was refused is left out, with all above it. */
function allowed(state: State, rung: Rung): Rung | null {
  return isRefused(state, (each) => height(each) <= height(rung)) ? null : rung
}

/** Without the rungs below it: what stood against those does not stand against this. */
function snapshotAllowed(state: State): Rung | null {
  return isRefused(state, (each) => each === 'snapshot') ? null : 'snapshot'
}

/** Since somebody last came back. */
function isRefused({ refusals, resumedVersion }: State, bars: (rung: Rung) => boolean): boolean {
  return refusals.some((each) => each.refusedVersion > resumedVersion && bars(each.rung))
}

/** After a collection it is more than before by more than noise, and in most steps. */
export function heapGrows(state: State, readings: readonly HeapReading[]): boolean {
  const growth = heldGrowth(readings)
  if (growth === null) return false
  return growth.heapBytes >= state.runbook.ladder.growthBytes && growth.risingRatio > 0.5
}

function heapIsLarge(state: State, readings: readonly HeapReading[]): boolean {
  const last = readings.findLast((each) => each.forcedGc)
  if (last === undefined) return false
  return last.heapUsedBytes >= last.rssBytes * state.runbook.ladder.largeHeapRatio
}

/** All readings of the process's figures, in the order of the log. */
function figuresOf(state: State, target: Target): HeapReading[] {
  return onTarget(state.evidence, target).flatMap(({ values }) =>
    values.kind === 'heap-figures' ? values.readings : [],
  )
}

function comparisonOf(state: State, target: Target): Evidence | null {
  const found = onTarget(state.evidence, target).find(
    (each) => each.values.kind === 'heap-comparison',
  )
  return found ?? null
}

/** An inspector that was open already has told the figures without being touched. */
function inspectedBefore(state: State, target: Target): boolean {
  return onTarget(state.evidence, target).some((each) => each.values.kind === 'inspector')
}

function onTarget(evidence: readonly Evidence[], { node, pid }: Target): Evidence[] {
  return evidence.filter(
    (each) => each.node === node && 'pid' in each.values && each.values.pid === pid,
  )
}
