import type { Account } from '../core/account.ts'
import type { Chart } from '../core/chart.ts'
import type { NodeReport } from '../core/node-report.ts'
import type { State } from '../core/state.ts'

/** Words of a chart, so that a report in another language can give its own. */
export type ChartWords = {
  readonly account: string
  readonly unexplained: string
  readonly limit: string
  readonly prediction: string
  readonly before: string
  readonly predicted: string
}

const ENGLISH: ChartWords = {
  account: 'Where the memory is',
  unexplained: 'unexplained',
  limit: 'limit',
  prediction: 'Memory before and after the fix',
  before: 'measured',
  predicted: 'predicted after the fix',
}

/** The account as bars that add up to the usage, largest first; null where nothing was measured. */
export function accountChart(account: Account, words: ChartWords = ENGLISH): Chart | null {
  const bars = account.items
    .map((item) => ({ label: item.name, value: item.bytes }))
    .filter((bar) => bar.value > 0)
    .toSorted((left, right) => right.value - left.value)
  // Negative where pages were counted by two items: there is nothing to draw then, and the table shows it.
  if (account.unexplainedBytes > 0) {
    bars.push({ label: words.unexplained, value: account.unexplainedBytes })
  }
  if (bars.length === 0) return null
  return {
    kind: 'bars',
    title: words.account,
    unit: 'bytes',
    bars,
    levels: limitOf(account, words),
  }
}

/** What was measured against what the fix should leave; null without a prediction. */
export function predictionChart(state: State, words: ChartWords = ENGLISH): Chart | null {
  const predicted = state.verdict?.fix?.predictedUsageBytes ?? null
  const node = worstNode(state)
  if (predicted === null || node === null || node.usageBytes === null) return null
  return {
    kind: 'bars',
    title: words.prediction,
    unit: 'bytes',
    bars: [
      { label: words.before, value: node.usageBytes },
      { label: words.predicted, value: predicted },
    ],
    levels: limitOf(node, words),
  }
}

/** The node whose account decided the verdict: the fullest one. A prediction is for one node. */
function worstNode(state: State) {
  const [worst] = state.nodes
    .filter((node) => node.reachable)
    .toSorted((left, right) => fullness(right) - fullness(left))
  return worst ?? null
}

function fullness(node: NodeReport): number {
  return (node.usageBytes ?? 0) / (node.limitBytes ?? Infinity)
}

function limitOf({ limitBytes }: Pick<Account, 'limitBytes'>, words: ChartWords): Chart['levels'] {
  return limitBytes === null ? [] : [{ label: words.limit, value: limitBytes }]
}
