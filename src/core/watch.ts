import { nodeAccount } from './node-account.ts'
import { askableNodes, type State } from './state.ts'
import { isTouched, trendOf } from './trend.ts'

export type Watch = { readonly kind: 'watch'; readonly node: string; readonly seconds: number }

/** Less is not worth another way to the node. */
const LEAST_SECONDS = 2

/** Nodes whose memory is to be looked at for some time yet: when all steps are done and before anything is settled. */
export function watchesDue(state: State): Watch[] {
  return askableNodes(state).flatMap((node) => {
    const seconds = secondsLeft(state, node)
    return seconds === null ? [] : [{ kind: 'watch', node, seconds }]
  })
}

export function watchId(node: string): string {
  return `load.watch/${node}`
}

function secondsLeft(state: State, node: string): number | null {
  const { evidence, runbook } = state
  if (evidence.some((each) => each.id === watchId(node))) return null
  const trend = trendOf(evidence, node, runbook.thresholds)
  // What a process holds after it was touched is no course of its own.
  if (trend === null || isTouched(evidence, node)) return null
  const unasked = state.only === null && isWorthWatching(state, node)
  const wanted = state.watchSeconds ?? (unasked ? runbook.thresholds.trendSpanSeconds : 0)
  const left = Math.ceil(wanted - trend.spanSeconds)
  return left < LEAST_SECONDS ? null : left
}

/** A service that is well and level is not kept waiting for. */
function isWorthWatching(state: State, node: string): boolean {
  const { evidence, runbook, service } = state
  const { usageBytes, account } = nodeAccount(node, service, evidence)
  const limit = account.limitBytes ?? 0
  if (limit > 0 && (usageBytes ?? 0) > limit * runbook.thresholds.problemUsageRatio) return true
  const trend = trendOf(evidence, node, runbook.thresholds)
  const [first, last] = [trend?.points[0], trend?.points.at(-1)]
  if (trend === null || first === undefined || last === undefined) return false
  return last.value - first.value >= trend.significantBytes / 2
}
