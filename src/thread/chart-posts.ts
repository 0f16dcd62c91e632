import type { Chart } from '../core/chart.ts'
import { chartInWords } from '../words/chart-words.ts'
import type { Post } from '../core/post.ts'
import type { Language } from '../core/narration.ts'
import { say, type Said, type Wording } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { sum } from '../core/sizing.ts'
import type { ProcessRow, Values } from '../core/values.ts'
import { inLanguage } from '../words/in-language.ts'
import { accountChart, spoken, trendChart } from './charts.ts'

/** Bars that a glance takes in. */
const BARS = 12

/** Pictures for a verdict: each a post of its own, drawn once, when nothing in it changes any more. */
export function chartPosts(state: State): Post[] {
  if (state.verdict === null || state.account === null) return []
  const charts = [
    ['account', accountChart(state.account, state.language)],
    ['processes', processesChart(state)],
    ['workers', workersChart(state)],
    ['growth', growthChart(state)],
    ['trend', trendChart(state, state.language)],
  ] as const
  return charts.flatMap(([name, chart]) => (chart === null ? [] : [chartPost(name, chart)]))
}

function chartPost(name: string, chart: Chart): Post {
  return {
    key: `chart:${name}`,
    kind: 'notice',
    text: chartInWords(chart),
    parts: [{ kind: 'chart', chart }],
    ...(chart.language === undefined ? {} : { language: chart.language }),
  }
}

type Of<Kind extends Values['kind']> = Extract<Values, { kind: Kind }>

function valuesOf<Kind extends Values['kind']>(state: State, kind: Kind): Of<Kind>[] {
  return state.evidence.flatMap(({ values }) => (isKind(values, kind) ? [values] : []))
}

function isKind<Kind extends Values['kind']>(values: Values, kind: Kind): values is Of<Kind> {
  return values.kind === kind
}

/** Workers against the CPUs that could run them, on the node where they are farthest apart; null where they fit. */
function workersChart(state: State): Chart | null {
  const [worst] = valuesOf(state, 'cpuinfo').toSorted(
    (a, b) => b.workers / b.usable - a.workers / a.usable,
  )
  if (worst === undefined || worst.workers <= worst.usable) return null
  const put = (words: Wording) => inLanguage(state.language, words)
  return {
    kind: 'bars',
    title: put(say`Workers against the CPUs they may use`),
    unit: 'count',
    ...spoken(state.language),
    bars: [
      { label: put(say`workers`), value: worst.workers },
      { label: put(say`CPUs of the host`), value: worst.logical },
      { label: put(say`CPUs the service may use`), value: worst.usable },
    ],
    levels: [],
  }
}

/** Processes as large as this times the middle one stand out; where none does, the account tells it all. */
const OUTSTANDING = 2

const ROLES: Readonly<Record<ProcessRow['role'], Said>> = {
  master: say`master`,
  worker: say`worker`,
  agent: say`agent`,
  other: say`other`,
}

/** Memory by process on the node that has most of it: what each holds alone, where that may be read. */
function processesChart(state: State): Chart | null {
  const nodes = valuesOf(state, 'top').map(({ processes }) =>
    processes.map((row) => ownBytes(state.language, row)),
  )
  const [fullest] = nodes.toSorted((a, b) => totalOf(b) - totalOf(a))
  if (fullest === undefined || fullest.length < 2) return null
  const sorted = fullest.toSorted((a, b) => b.value - a.value)
  const middle = sorted[Math.floor(sorted.length / 2)]?.value ?? 0
  if ((sorted[0]?.value ?? 0) < OUTSTANDING * middle) return null
  const largest = sorted.slice(0, BARS)
  return {
    kind: 'bars',
    title: inLanguage(
      state.language,
      fullest.length > BARS
        ? say`Memory by process: the largest ${BARS} of ${fullest.length}`
        : say`Memory by process`,
    ),
    unit: 'bytes',
    ...spoken(state.language),
    bars: largest,
    levels: [],
  }
}

function ownBytes(language: Language, row: ProcessRow) {
  const { pid, role, privateBytes, anonBytes, rssBytes } = row
  const label = inLanguage(language, say`${ROLES[role]} ${pid}`)
  return { label, value: privateBytes ?? anonBytes ?? rssBytes }
}

function totalOf(bars: readonly { readonly value: number }[]): number {
  return sum(bars.map(({ value }) => value))
}

/** Heap growth by class between the first and the last snapshot; null where none was compared. */
function growthChart(state: State): Chart | null {
  const grown = valuesOf(state, 'heap-comparison')
    .flatMap(({ classes }) => classes)
    .filter(({ deltaBytes }) => deltaBytes > 0)
    .toSorted((a, b) => b.deltaBytes - a.deltaBytes)
    .slice(0, BARS)
  if (grown.length === 0) return null
  return {
    kind: 'bars',
    title: inLanguage(state.language, say`Heap growth by class`),
    unit: 'bytes',
    ...spoken(state.language),
    bars: grown.map((each) => ({ label: each.class, value: each.deltaBytes })),
    levels: [],
  }
}
