import type { Evidence } from './evidence.ts'
import type { Finding } from './finding.ts'
import { type HeapView, heapViews, isGrowing } from './heap-view.ts'
import { type LoadSeries, loadSeries } from './load-series.ts'
import { nodeAccount, type NodeAccount } from './node-account.ts'
import { type Reading, reading } from './readings.ts'
import { risesBeside } from './rising-processes.ts'
import type { Ladder, Thresholds } from './runbook.ts'
import type { Service } from './service.ts'
import type { State } from './state.ts'
import { type Trend, trendOf } from './trend.ts'

/** What the rules look at: one node, with all that is known of it. */
export type Scene = {
  readonly node: string
  readonly service: Service
  readonly thresholds: Thresholds
  readonly ladder: Ladder
  readonly evidence: readonly Evidence[]
  readonly findings: readonly Finding[]
  readonly account: NodeAccount
  readonly top: Reading<'top'> | null
  readonly load: Reading<'load'> | null
  readonly logs: Reading<'logs'> | null
  readonly trend: Trend | null
  readonly series: LoadSeries | null
  /** Processes whose inside was measured. */
  readonly views: readonly HeapView[]
}

/** A scene in which something is wrong. */
export type Problem = Scene & {
  readonly usageBytes: number
  readonly limitBytes: number
  /**
   * What a cause has to explain: what lies above the problem threshold. Where memory ran out and the usage is low by
   * now, it is what lay above it then, up to the limit; where the host is full of others, what is in use on it. 0 when
   * memory only rises.
   */
  readonly aboveBytes: number
  /** Findings of out-of-memory events. */
  readonly outOfMemory: readonly string[]
  /** Memory is held more and more: a cause that does not grow explains nothing of that. */
  readonly rising: boolean
}

export function sceneOf(state: State, node: string): Scene {
  const { evidence, service, runbook } = state
  const { thresholds, ladder } = runbook
  const trend = trendOf(evidence, node, thresholds)
  return {
    node,
    service,
    thresholds,
    ladder,
    evidence: evidence.filter((each) => each.node === node),
    findings: state.findings.filter((finding) => finding.node === node),
    account: nodeAccount(node, service, evidence),
    top: reading(evidence, node, 'top'),
    load: reading(evidence, node, 'load'),
    logs: reading(evidence, node, 'logs'),
    trend,
    series: trend === null ? null : loadSeries(trend),
    views: heapViews(evidence, node, ladder),
  }
}

/** Findings by which a step says that memory ran out: a problem even where the usage is low by now. */
const OUT_OF_MEMORY = /^(?:logs\.out-of-memory|load\.out-of-memory-kills)\//

/** What is wrong on a node; null when nothing is. */
export function problemOf(
  scene: Scene,
  sizes: { readonly usageBytes: number; readonly limitBytes: number },
): Problem | null {
  const { usageBytes, limitBytes } = sizes
  const threshold = limitBytes * scene.thresholds.problemUsageRatio
  const outOfMemory = scene.findings.filter((each) => OUT_OF_MEMORY.test(each.id))
  const rising = isRising(scene)
  if (usageBytes <= threshold && outOfMemory.length === 0 && !rising && !isHostFull(scene))
    return null
  const above =
    usageBytes > threshold
      ? usageBytes
      : outOfMemory.length > 0
        ? limitBytes
        : isHostFull(scene)
          ? (hostUsedBytes(scene.load) ?? 0)
          : 0
  return {
    ...scene,
    usageBytes,
    limitBytes,
    aboveBytes: Math.max(0, above - threshold),
    outOfMemory: outOfMemory.map((each) => each.id),
    rising,
  }
}

/**
 * Memory is held more and more. What was measured between forced collections decides, where it was; a rise seen from
 * outside counts else, or beside it in another process, because nothing has shown yet that it is only garbage.
 */
function isRising({ views, trend, thresholds }: Scene): boolean {
  const measured = views.filter((view) => view.growth !== null)
  if (measured.some(isGrowing)) return true
  if (measured.length > 0) {
    const pids = measured.map((view) => view.pid)
    return risesBeside(trend?.samples ?? [], pids, thresholds)
  }
  return trend?.direction === 'rising'
}

/** Where the limit is the host's memory, the host can be full of what is not the service's. */
export function isHostFull({ account, load, thresholds }: Scene): boolean {
  const used = hostUsedBytes(load)
  if (account.limitSource !== 'host' || load === null || used === null) return false
  return used > load.values.hostMemoryBytes * thresholds.problemUsageRatio
}

/** Memory of the node that is in use and cannot be given back at once; null where not told. */
export function hostUsedBytes(load: Reading<'load'> | null): number | null {
  const available = load?.values.hostAvailableBytes ?? null
  if (load === null || available === null) return null
  return Math.max(0, load.values.hostMemoryBytes - available)
}
