/** What alone keeps each node alive, up to the root. */
type Held = { readonly dominators: Uint32Array; readonly tables: { readonly root: number } }

type Group = {
  readonly rule: 'grew-steadily' | 'grew' | 'closed-but-held'
  readonly nodes: readonly number[]
}

/** Fewer new objects of a class are no growth. */
export const LEAST_OBJECTS = 10
/** With this share of its objects inside another suspect's, a class is a part of that. */
const MOSTLY = 0.9

/** Leaves out what is a part of something else suspected: the messages of leaked sessions. */
export function withoutParts<One extends Group>(holding: Held, drafts: readonly One[]): One[] {
  const owners = new Map<number, number>()
  drafts.forEach(({ rule, nodes }, at) => {
    if (rule !== 'closed-but-held') for (const node of nodes) owners.set(node, at)
  })
  return drafts.filter(
    ({ rule, nodes }, at) =>
      rule === 'closed-but-held' ||
      countParts(holding, nodes, (node) => {
        const owner = owners.get(node)
        return owner === at ? undefined : owner
      }) <
        nodes.length * MOSTLY,
  )
}

/**
 * Objects that lie inside of another suspect's. A few that own many are the list they are in, which may count as new
 * itself: then they are no part of what grew with them.
 */
function countParts(
  { dominators, tables }: Held,
  nodes: readonly number[],
  ownerOf: (node: number) => number | undefined,
): number {
  const found = new Map<number, { parts: number; by: Set<number> }>()
  for (const start of nodes) {
    let node = dominators[start]!
    for (let steps = 0; node !== tables.root && steps < 64; steps += 1) {
      const owner = ownerOf(node)
      if (owner !== undefined) {
        const group = found.get(owner) ?? { parts: 0, by: new Set() }
        found.set(owner, group)
        group.parts += 1
        group.by.add(node)
        break
      }
      node = dominators[node]!
    }
  }
  const groups = [...found.values()].filter(({ by }) => by.size >= LEAST_OBJECTS)
  return groups.reduce((sum, { parts }) => sum + parts, 0)
}
