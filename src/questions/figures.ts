import { formatBytes } from '../core/bytes.ts'
import type { StepName } from '../core/names.ts'
import type { NodeReport } from '../core/node-report.ts'
import { plural, type Said, say } from '../core/say.ts'
import type { State } from '../core/state.ts'
import type { Cited } from './draft.ts'

/** What a question may want to know as a figure. */
export type Figure = 'account' | 'usage' | 'limit' | 'cpus' | 'workers' | 'worker-memory'

/** Figures of each node that has them, the fullest first; none where nothing was measured. */
export function figuresOf(state: State, figure: Figure): Cited[] {
  const told = state.nodes
    .filter((node) => node.reachable)
    .toSorted((left, right) => fullness(right) - fullness(left))
    .map((node) => sentencesOf(state, node, figure))
    .filter((sentences) => sentences.length > 0)
  const most = figure === 'account' ? ACCOUNTS : NODES
  const left = told.length - most
  const text = plural(
    left,
    say`${left} more node is not shown: it is less full.`,
    say`${left} more nodes are not shown: they are less full.`,
  )
  return [...told.slice(0, most).flat(), ...(left > 0 ? [{ text, cites: [] }] : [])]
}

/** Nodes that one answer tells of: a screen. The account of one has about eight lines. */
const NODES = 15
const ACCOUNTS = 2

/** The step whose measurement has a figure. */
export function stepOfFigure(figure: Figure): StepName {
  return figure === 'cpus' ? 'cpuinfo' : figure === 'usage' || figure === 'limit' ? 'load' : 'top'
}

function sentencesOf(state: State, node: NodeReport, figure: Figure): Cited[] {
  if (figure === 'account') return accountOf(node)
  const text = textOf(node, figure)
  return text === null ? [] : [{ text, cites: measuredBy(state, node, stepOfFigure(figure)) }]
}

/** The items of the account, the largest first. */
function accountOf({ name, account }: NodeReport): Cited[] {
  const { usageBytes, items, unexplainedBytes } = account
  if (items.length === 0) return []
  const percent = (bytes: number) => Math.round((bytes / Math.max(1, usageBytes)) * 100)
  return [
    ...items
      .toSorted((left, right) => right.bytes - left.bytes)
      .map((item) => ({
        text: say`${name}: ${item.name} ${formatBytes(item.bytes)} (${percent(item.bytes)} %).`,
        cites: item.evidence,
      })),
    {
      text: say`${name}: ${formatBytes(unexplainedBytes)} unexplained, of ${formatBytes(usageBytes)}.`,
      cites: [],
    },
  ]
}

function sourceOf(source: NodeReport['limitSource']): Said {
  switch (source) {
    case 'config':
      return { text: 'services.yml' }
    case 'cgroup':
      return say`its cgroup`
    case 'host':
      return say`the memory of the host`
  }
}

function textOf(node: NodeReport, figure: Exclude<Figure, 'account'>): Said | null {
  switch (figure) {
    case 'usage':
      return usageOf(node)
    case 'limit': {
      const { name, limitBytes, limitSource } = node
      if (limitBytes === null) return null
      return say`${name} may use ${formatBytes(limitBytes)}, by ${sourceOf(limitSource)}.`
    }
    case 'cpus':
      return cpusOf(node)
    case 'workers': {
      const { workers, count, manager } = node.processes
      return say`${node.name} runs ${workers} workers in ${count} processes, by ${manager}.`
    }
    case 'worker-memory':
      return workerMemoryOf(node)
  }
}

function usageOf({ name, usageBytes, limitBytes }: NodeReport): Said | null {
  if (usageBytes === null) return null
  return limitBytes === null
    ? say`${name} uses ${formatBytes(usageBytes)}.`
    : say`${name} uses ${formatBytes(usageBytes)} of ${formatBytes(limitBytes)}.`
}

function cpusOf({ name, cpus }: NodeReport): Said | null {
  if (cpus.logical === null) return null
  const usable = cpus.quota ?? cpus.allowed
  return usable === null
    ? say`${name} has ${cpus.logical} logical CPUs.`
    : say`${name} has ${cpus.logical} logical CPUs and may use ${usable} of them.`
}

function workerMemoryOf({ name, processes }: NodeReport): Said | null {
  const { privateBytes, count, rssBytes } = processes
  if (count === 0) return null
  const bytes = privateBytes ?? rssBytes
  const kind = privateBytes === null ? say`rss` : say`private`
  return say`${name}: ${count} processes with ${formatBytes(bytes)} of ${kind} memory together, ${formatBytes(bytes / count)} each on average.`
}

/** What the step measured on the node. */
function measuredBy(state: State, { name }: NodeReport, step: StepName): string[] {
  return state.evidence
    .filter((each) => each.step === step && each.node === name && each.id === `${step}/${name}`)
    .map((each) => each.id)
}

function fullness({ usageBytes, limitBytes }: NodeReport): number {
  return (usageBytes ?? 0) / (limitBytes ?? Infinity)
}
