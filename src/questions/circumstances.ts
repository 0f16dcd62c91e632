import { type Said, say } from '../core/say.ts'
import type { State } from '../core/state.ts'
import { stateName } from '../core/state-names.ts'
import { type Draft, findings, inUtc, only, unknown } from './draft.ts'
import { type Figure, figuresOf, stepOfFigure } from './figures.ts'

export function figure(state: State, of: Figure): Draft {
  // What the judge made of it says more than an average.
  const judged = of === 'worker-memory' ? findings(state, /^top\.private-memory\//) : []
  const sentences = judged.length > 0 ? judged : figuresOf(state, of)
  if (sentences.length > 0) return { sentences, shows: [] }
  return unknown(state, stepOfFigure(of), say`That was not measured.`)
}

/** Findings whose rule says so, in logs or in the counters of a cgroup. */
export function outOfMemory(state: State): Draft {
  const said = findings(state, /^\w+\.[\w-]*(?:out-of-memory|oom)[\w-]*\//)
  if (said.length > 0) return { sentences: said, shows: [] }
  return unknown(state, 'logs', say`Nothing that was read speaks of memory that ran out.`)
}

export function growing(state: State): Draft {
  const said = findings(state, /^\w+\.[\w-]*trend[\w-]*\//)
  if (said.length > 0) return { sentences: said, shows: [] }
  const watch = `memdiag run ${state.service.name} --watch 5m`
  return only(say`I don't know. The memory was not watched long enough. This would tell: ${watch}`)
}

/** What the log knows of the time before; the postmortem says what would have told. */
export function noticed(state: State): Draft {
  const { sentences } = outOfMemory(state)
  const before = sentences.filter(({ cites }) => cites.length > 0)
  const more = say`Who watched it does not stand in the log. What would have told earlier is in the postmortem: memdiag export ${state.id}`
  return { sentences: [...before, { text: more, cites: [] }], shows: [] }
}

export function begun({ startedBy, startedAt, endedAt, state }: State): Draft {
  const begin = say`Begun by ${startedBy.replace(/^\w+:/, '')} at ${inUtc(startedAt)}`
  return endedAt === null
    ? only(say`${begin}; it is ${stateName(state)}.`)
    : only(say`${begin}; ${stateName(state)} at ${inUtc(endedAt)}.`)
}

export function noSuchNode({ service }: State, node: string): Said {
  const names = service.targets.map((target) => target.name)
  const shown = names.slice(0, NAMED_NODES).join(', ')
  const more = names.length - NAMED_NODES
  return more > 0
    ? say`${service.name} has no node ${node}. It has: ${shown} and ${more} more.`
    : say`${service.name} has no node ${node}. It has: ${shown}.`
}

/** Nodes that are named in a line. */
const NAMED_NODES = 10
