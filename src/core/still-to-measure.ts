import type { Rung } from './heap-values.ts'
import { heapViews } from './heap-view.ts'
import { height, wasProfiled } from './ladder-rungs.ts'
import type { Refusal } from './ladder-state.ts'
import { say, type Said, SILENCE } from './say.ts'
import { mayWriteFiles } from './snapshot-way.ts'
import type { State } from './state.ts'
import type { Verdict } from './verdict.ts'
import { afterTheFix } from './verdict-words.ts'

type Next = NonNullable<Verdict['nextMeasurement']>

/**
 * What would tell more on a node, where the ladder was climbed there already: a rung that was done or refused is not
 * named as if nothing had been. Instead what can still be climbed or, where nothing can, what a person can do.
 */
export function stillToMeasure(state: State, node: string, next: Next): Next {
  const { rung } = next
  if (rung === undefined) return next
  const compared = rung === 'snapshot' ? comparedOn(state, node) : null
  if (compared !== null) return afterComparison(compared, next)
  const refusal = standingRefusal(state, node, rung)
  if (refusal !== null) return afterRefusal(state, { ...next, rung }, refusal)
  return rung === 'gc' ? afterCollections(state, node, next) : next
}

/** What the guard or the node holds against a rung, where nothing has been climbed since that shows otherwise. */
export function standingRefusal(state: State, node: string, rung: Rung): Refusal | null {
  const found = state.refusals.findLast(
    (each) => each.node === node && height(each.rung) <= height(rung),
  )
  if (found === undefined) return null
  // What stands against the inspector does not stand against a file.
  const byFile = rung === 'snapshot' && mayWriteFiles(state, node, found.pid)
  if (byFile && found.rung !== 'snapshot') return null
  const climbed = state.actions.some(
    (each) =>
      each.node === node &&
      each.attemptedVersion > found.refusedVersion &&
      (each.rung === found.rung ||
        (height(each.rung) > height(found.rung) && each.writes === undefined)),
  )
  return climbed ? null : found
}

function afterRefusal(
  state: State,
  next: Next & { readonly rung: Rung },
  { node, pid, rung, text, forcible }: Refusal,
): Next {
  const wanted = next.rung
  if (!forcible) {
    return {
      ...next,
      ...say`Looking inside process ${pid} (${rung}) was refused: ${text} Once that is mended, this tells more: memdiag resume ${state.id} --approve ${wanted}`,
    }
  }
  const views = heapViews(state.evidence, node, state.runbook.ladder)
  const grows = views.some((view) => view.heapGrows)
  if (rung === 'snapshot' && grows && !wasProfiled(state, node)) {
    return {
      ...next,
      rung: 'profile',
      ...say`Process ${pid} had too little headroom for snapshots. A sampling profile needs next to none, and names the code whose allocations stay: memdiag resume ${state.id} --approve profile`,
    }
  }
  const flat = views.some((view) => view.growth !== null) && !grows
  const cheaper =
    rung === 'snapshot' && flat
      ? say` What can still be climbed: run it again under other traffic with --approve profile.`
      : SILENCE
  return {
    ...next,
    ...say`Process ${pid} had too little headroom for it (${rung} was refused).${cheaper} With a higher limit, that process out of traffic, or ${elsewhere(state, node)} it can be done; at the risk of that process, in the terminal: memdiag resume ${state.id} --approve ${wanted} --force`,
  }
}

function elsewhere({ service }: State, node: string): Said {
  const other = service.targets.find((target) => target.name !== node)
  return other === undefined
    ? say`on a replica with more memory`
    : say`on another node (--node ${other.name})`
}

/** The process of which two snapshots were compared. */
function comparedOn(state: State, node: string): number | null {
  const found = state.evidence.find(
    (each) => each.node === node && each.values.kind === 'heap-comparison',
  )
  return found?.values.kind === 'heap-comparison' ? found.values.pid : null
}

function afterComparison(pid: number, next: Next): Next {
  return {
    ...next,
    ...say`Two snapshots of process ${pid} were compared, and leave it open: run it again with --approve snapshot under other traffic, or with more time between the two (snapshotSpanSeconds of the runbook).`,
  }
}

/** The forced collections that were asked for are done: what they leave open is the next rung's, or nobody's. */
function afterCollections(state: State, node: string, next: Next): Next {
  const { ladder } = state.runbook
  const view = heapViews(state.evidence, node, ladder).find((each) => each.growth !== null)
  if (view === undefined) return next
  const { heapUsedBytes, rssBytes } = view.last
  if (!view.heapGrows && heapUsedBytes < rssBytes * ladder.largeHeapRatio) return afterTheFix()
  return stillToMeasure(state, node, {
    step: 'snapshot',
    rung: 'snapshot',
    ...say`Compare two snapshots of process ${view.pid} (--approve snapshot): they tell what it holds, and whether that grows.`,
  })
}
