import { formatBytes } from '../core/bytes.ts'
import type { Sentence } from '../core/narration.ts'
import type { StepName } from '../core/names.ts'
import type { NodeReport } from '../core/node-report.ts'
import type { State } from '../core/state.ts'

/** What a question may want to know as a figure. */
export type Figure = 'account' | 'usage' | 'limit' | 'cpus' | 'workers' | 'worker-memory'

/** Figures of each node that has them, the fullest first; none where nothing was measured. */
export function figuresOf(state: State, figure: Figure): Sentence[] {
  const told = state.nodes
    .filter((node) => node.reachable)
    .toSorted((left, right) => fullness(right) - fullness(left))
    .map((node) => sentencesOf(state, node, figure))
    .filter((sentences) => sentences.length > 0)
  const most = figure === 'account' ? ACCOUNTS : NODES
  const left = told.length - most
  const more = { text: `${left} more nodes are not shown: they are less full.`, cites: [] }
  return [...told.slice(0, most).flat(), ...(left > 0 ? [more] : [])]
}

/** Nodes that one answer tells of: a screen. The account of one has about eight lines. */
const NODES = 15
const ACCOUNTS = 2

/** The step whose measurement has a figure. */
export function stepOfFigure(figure: Figure): StepName {
  return figure === 'cpus' ? 'cpuinfo' : figure === 'usage' || figure === 'limit' ? 'load' : 'top'
}

function sentencesOf(state: State, node: NodeReport, figure: Figure): Sentence[] {
  if (figure === 'account') return accountOf(node)
  const text = textOf(node, figure)
  return text === null ? [] : [{ text, cites: measuredBy(state, node, stepOfFigure(figure)) }]
}

/** The items of the account, the largest first. */
function accountOf({ name, account }: NodeReport): Sentence[] {
  const { usageBytes, items, unexplainedBytes } = account
  if (items.length === 0) return []
  const share = (bytes: number) =>
    usageBytes > 0 ? ` (${Math.round((bytes / usageBytes) * 100)} %)` : ''
  return [
    ...items
      .toSorted((left, right) => right.bytes - left.bytes)
      .map((item) => ({
        text: `${name}: ${item.name} ${formatBytes(item.bytes)}${share(item.bytes)}.`,
        cites: item.evidence,
      })),
    {
      text: `${name}: ${formatBytes(unexplainedBytes)} unexplained, of ${formatBytes(usageBytes)}.`,
      cites: [],
    },
  ]
}

const SOURCES = { config: 'services.yml', cgroup: 'its cgroup', host: 'the memory of the host' }

function textOf(node: NodeReport, figure: Exclude<Figure, 'account'>): string | null {
  const { name, usageBytes, limitBytes, limitSource, cpus, processes } = node
  switch (figure) {
    case 'usage': {
      if (usageBytes === null) return null
      const of = limitBytes === null ? '' : ` of ${formatBytes(limitBytes)}`
      return `${name} uses ${formatBytes(usageBytes)}${of}.`
    }
    case 'limit':
      return limitBytes === null
        ? null
        : `${name} may use ${formatBytes(limitBytes)}, by ${SOURCES[limitSource]}.`
    case 'cpus': {
      if (cpus.logical === null) return null
      const usable = cpus.quota ?? cpus.allowed
      return `${name} has ${cpus.logical} logical CPUs${usable === null ? '' : ` and may use ${usable} of them`}.`
    }
    case 'workers':
      return `${name} runs ${processes.workers} workers in ${processes.count} processes, by ${processes.manager}.`
    case 'worker-memory': {
      const { privateBytes, count, rssBytes } = processes
      if (count === 0) return null
      const [what, bytes] = privateBytes === null ? ['rss', rssBytes] : ['private', privateBytes]
      return `${name}: ${count} processes with ${formatBytes(bytes)} ${what} memory together, ${formatBytes(bytes / count)} each on average.`
    }
  }
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
