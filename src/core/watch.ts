import { aheadCovers } from './ladder-rungs.ts'
import { nodeAccount } from './node-account.ts'
import { askableNodes, type State } from './state.ts'
import { isTouched, type Trend, trendOf } from './trend.ts'

export type Watch = {
  readonly kind: 'watch'
  readonly node: string
  readonly seconds: number
  /** Of the evidence it becomes. */
  readonly id: string
}

/** Less is not worth another way to the node. */
const LEAST_SECONDS = 2

/**
 * Nodes whose memory is to be looked at for some time yet, when all steps are done and before anything is settled; and
 * those that are to be watched on, because they rise and nothing else would tell whether that is garbage.
 */
export function watchesDue(state: State): Watch[] {
  return askableNodes(state).flatMap((node) => {
    const watched = (id: string) => state.evidence.some((each) => each.id === id)
    const [first, second] = [`load.watch/${node}`, `load.watch-on/${node}`]
    const id = watched(first) ? second : first
    // What a process holds after it was touched is no course of its own.
    if (watched(id) || isTouched(state.evidence, node)) return []
    const trend = trendOf(state.evidence, node, state.runbook.thresholds)
    if (trend === null) return []
    const seconds = Math.ceil(
      watched(first) ? longer(state, node, trend) : shorter(state, node, trend),
    )
    return seconds < LEAST_SECONDS ? [] : [{ kind: 'watch', node, seconds, id }]
  })
}

/** Looks without which nothing can be said to follow the load: on a slow node the steps span enough with fewer. */
const LEAST_LOOKS = 10

/** Seconds that are left until the looks span what they should, and are as many as they should be. */
function shorter(state: State, node: string, trend: Trend): number {
  const { spanSeconds, samples } = trend
  if (state.watchSeconds !== null) return state.watchSeconds - spanSeconds
  if (state.only !== null) return 0
  const left = state.runbook.thresholds.trendSpanSeconds - spanSeconds
  if (isFull(state, node)) return Math.max(left, LEAST_LOOKS - samples.length)
  return rises(trend) ? left : 0
}

/**
 * A rise over a few seconds is the only thing that is wrong, and nobody has allowed the forced collections that would
 * tell at once whether it is garbage: it is watched until it has settled.
 */
function longer(state: State, node: string, { direction, settled, spanSeconds }: Trend): number {
  if (direction !== 'rising' || settled || state.watchSeconds !== null) return 0
  if (isFull(state, node) || aheadCovers(state, 'gc')) return 0
  return state.runbook.thresholds.trendSettledSeconds - spanSeconds
}

/** A service that is well and level is not kept waiting for. */
function rises({ points, significantBytes }: Pick<Trend, 'points' | 'significantBytes'>): boolean {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return false
  return last.value - first.value >= significantBytes / 2
}

function isFull({ evidence, runbook, service }: State, node: string): boolean {
  const { usageBytes, account } = nodeAccount(node, service, evidence)
  const limit = account.limitBytes ?? 0
  return limit > 0 && (usageBytes ?? 0) > limit * runbook.thresholds.problemUsageRatio
}
