/** What alone keeps each node alive, up to the root. */
type Held = { readonly dominators: Uint32Array; readonly tables: { readonly root: number } }

type Group = {
  readonly rule: 'grew-steadily' | 'grew' | 'closed-but-held'
  readonly nodes: ArrayLike<number>
}

/** Fewer new objects of a class are no growth. */
export const LEAST_OBJECTS = 10
/** With this share of its objects inside another suspect's, a class is a part of that. */
const MOSTLY = 0.9

/** Leaves out what is a part of something else suspected: the messages of leaked sessions. */
export function withoutParts<One extends Group>(holding: Held, drafts: readonly One[]): One[] {
  // By ordinal, the place of a node's draft from 1: a column, since there may be millions of new objects.
  const owners = new Uint16Array(holding.dominators.length)
  drafts.forEach(({ rule, nodes }, at) => {
    if (rule === 'closed-but-held') return
    for (let index = 0; index < nodes.length; index += 1) owners[nodes[index]!] = at + 1
  })
  return drafts.filter(
    ({ rule, nodes }, at) =>
      rule === 'closed-but-held' ||
      countParts(holding, nodes, { owners, own: at + 1 }) < nodes.length * MOSTLY,
  )
}

/**
 * Objects that lie inside of another suspect's. A few that own many are the list they are in, which may count as new
 * itself: then they are no part of what grew with them.
 */
function countParts(
  { dominators, tables }: Held,
  nodes: ArrayLike<number>,
  { owners, own }: { readonly owners: Uint16Array; readonly own: number },
): number {
  const found: { parts: number; by: Set<number> }[] = []
  for (let index = 0; index < nodes.length; index += 1) {
    let node = dominators[nodes[index]!]!
    for (let steps = 0; node !== tables.root && steps < 64; steps += 1) {
      const owner = owners[node]!
      if (owner !== 0 && owner !== own) {
        const group = (found[owner] ??= { parts: 0, by: new Set() })
        group.parts += 1
        if (group.by.size < LEAST_OBJECTS) group.by.add(node)
        break
      }
      node = dominators[node]!
    }
  }
  return found.reduce((sum, { parts, by }) => (by.size < LEAST_OBJECTS ? sum : sum + parts), 0)
}
