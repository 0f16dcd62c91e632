import { describeStep, type Holding, type PathStep } from './retainers.ts'
import { CONTEXT, ELEMENT, PROPERTY, SYNTHETIC } from './snapshot-header.ts'

/** The one edge that frees some objects if it is cut. */
export type Cut = {
  readonly from: PathStep
  readonly edge: string
  readonly edgeType: string
  readonly to: PathStep
}

/** A node and what dominates it, up to but without the roots. */
export function chainOf(
  { tables, dominators }: Pick<Holding, 'tables'> & { readonly dominators: Uint32Array },
  start: number,
): number[] {
  const chain: number[] = []
  for (let node = start; chain.length < 64; node = dominators[node]!) {
    if (node === tables.root || tables.kind[node] === SYNTHETIC) break
    chain.push(node)
  }
  return chain
}

/** The nearest edge that alone leads to the holder or to what holds that; one that the program itself made goes first. */
export function findCut(
  holding: Holding,
  chain: readonly number[],
  retainers: ReadonlyMap<number, readonly { from: number; edge: number }[]>,
): Cut | undefined {
  const single = chain.flatMap((node) => {
    const [only, ...others] = retainers.get(node)!
    const alone =
      only !== undefined && others.length === 0 && holding.tables.kind[only.from] !== SYNTHETIC
    return alone ? [{ node, ...only }] : []
  })
  const chosen = single.find(({ edge }) => OWN_EDGES.has(holding.names.edgeKind(edge))) ?? single[0]
  if (chosen === undefined) return undefined
  const to = describeStep(holding, chosen.node, chosen.edge)
  return {
    from: describeStep(holding, chosen.from, undefined),
    edge: to.edge,
    edgeType: to.edgeType,
    to,
  }
}

const OWN_EDGES: ReadonlySet<number> = new Set([CONTEXT, ELEMENT, PROPERTY])
