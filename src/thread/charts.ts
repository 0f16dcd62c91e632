import type { Account } from '../core/account.ts'
import type { Chart } from '../core/chart.ts'
import type { Language } from '../core/narration.ts'
import type { NodeReport } from '../core/node-report.ts'
import { say } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { inLanguage } from '../words/in-language.ts'

/** The account as bars that add up to the usage, largest first; null where nothing was measured. */
export function accountChart(account: Account, language: Language = 'en'): Chart | null {
  const bars = account.items
    .map(({ name: text, message, bytes: value }) => ({
      label: inLanguage(language, { text, message }),
      value,
    }))
    .filter((bar) => bar.value > 0)
    .toSorted((left, right) => right.value - left.value)
  // Negative where pages were counted by two items: there is nothing to draw then, and the table shows it.
  if (account.unexplainedBytes > 0) {
    bars.push({ label: inLanguage(language, say`unexplained`), value: account.unexplainedBytes })
  }
  if (bars.length === 0) return null
  return {
    kind: 'bars',
    title: inLanguage(language, say`Where the memory is`),
    unit: 'bytes',
    ...spoken(language),
    bars,
    levels: limitOf(account, language),
  }
}

/** What was measured against what the fix should leave; null without a prediction. */
export function predictionChart(state: State, language: Language = 'en'): Chart | null {
  const predicted = state.verdict?.fix?.predictedUsageBytes ?? null
  const node = worstNode(state)
  if (predicted === null || node === null || node.usageBytes === null) return null
  return {
    kind: 'bars',
    title: inLanguage(language, say`Memory before and after the fix`),
    unit: 'bytes',
    ...spoken(language),
    bars: [
      { label: inLanguage(language, say`measured`), value: node.usageBytes },
      { label: inLanguage(language, say`predicted after the fix`), value: predicted },
    ],
    levels: limitOf(node, language),
  }
}

/** Lines that are told apart, by colour and by their names; of more nodes the fullest are drawn. */
const MOST_LINES = 6

/** Looks at a chart: fewer are a figure, and no line. */
const LEAST_POINTS = 3

/** The memory of each node as it was looked at over time; null where nobody looked often enough. */
export function trendChart(state: State, language: Language = 'en'): Chart | null {
  const nodes = state.service.targets.map((target) => target.name)
  const series = nodes
    .map((node) => ({ label: node, points: pointsOf(state, node) }))
    .filter(({ points }) => points.length >= LEAST_POINTS)
  if (series.length === 0) return null
  const shown =
    series.length <= MOST_LINES
      ? series
      : series.toSorted((left, right) => lastOf(right) - lastOf(left)).slice(0, MOST_LINES)
  const title =
    shown.length < series.length
      ? say`Anonymous memory over time, on the ${shown.length} of ${series.length} nodes that have the most`
      : say`Anonymous memory over time`
  const node = worstNode(state)
  const levels = node === null ? [] : limitOf(node, language)
  return {
    kind: 'lines',
    title: inLanguage(language, title),
    unit: 'bytes',
    ...spoken(language),
    series: shown,
    levels,
  }
}

function lastOf({ points }: { readonly points: readonly { readonly value: number }[] }): number {
  return points.at(-1)?.value ?? 0
}

/** Samples count seconds since boot; the last one of a probe was taken when its evidence was. */
function pointsOf(state: State, node: string): { at: string; value: number }[] {
  const points = state.evidence.flatMap(({ node: of, at, values }) => {
    if (of !== node || values.kind !== 'trend') return []
    const last = Math.max(...values.samples.map((sample) => sample.atSeconds))
    return values.samples.map((sample) => ({
      at: new Date(Date.parse(at) - (last - sample.atSeconds) * 1000).toISOString(),
      // RES counts shared pages once per process: against the limit it would show what nobody holds.
      value: sample.anonBytes ?? sample.rssBytes,
    }))
  })
  return points.toSorted((left, right) => left.at.localeCompare(right.at, 'en'))
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

function limitOf({ limitBytes }: Pick<Account, 'limitBytes'>, language: Language): Chart['levels'] {
  return limitBytes === null ? [] : [{ label: inLanguage(language, say`limit`), value: limitBytes }]
}

/** The language of a chart's words, as it stands in it. */
export function spoken(language: Language): Pick<Chart, 'language'> {
  return language === 'en' ? {} : { language }
}
