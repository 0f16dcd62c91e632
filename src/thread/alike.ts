/** Something that was said of a node. */
export type Said = { readonly node?: string | undefined; readonly text: string }

/** Node names in front of a text; more are counted. */
const NAMED = 3

/**
 * The same said of many nodes, once: texts that differ in nothing but figures and the node's own name stand
 * together, with one of them as the example. What few nodes say comes first: those are the ones to look at.
 */
export function alike(items: readonly Said[], severalNodes: boolean): string[] {
  if (!severalNodes) return [...new Set(items.map(({ text }) => text))]
  const groups = new Map<string, Said[]>()
  for (const item of items) {
    const key = shapeOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return [...groups.values()]
    .map((group) => ({ group, nodes: new Set(group.map(({ node }) => node)).size }))
    .toSorted((left, right) => left.nodes - right.nodes)
    .map(({ group }) => oneOf(group))
}

function shapeOf({ node, text }: Said): string {
  const named = node === undefined ? text : text.replaceAll(node, 'NODE')
  return named.replaceAll(/\d[\d.,]*/g, '#')
}

function oneOf(group: readonly Said[]): string {
  const nodes = [...new Set(group.flatMap(({ node }) => (node === undefined ? [] : [node])))]
  const texts = new Set(group.map(({ text }) => text))
  const [example = { node: undefined, text: '' }] = group.toSorted(
    (left, right) => firstFigure(right.text) - firstFigure(left.text),
  )
  if (nodes.length === 0) return example.text
  if (nodes.length === 1) return `${nodes[0]}: ${[...texts].join(' ')}`
  if (texts.size === 1) return `${namesOf(nodes)}: ${example.text}`
  return `${nodes.length} nodes, the most on ${example.node}: ${example.text}`
}

function firstFigure(text: string): number {
  return Number(/\d+(?:\.\d+)?/.exec(text)?.[0] ?? 0)
}

/** `web-1, web-2, web-3 and 77 more nodes`. */
export function namesOf(nodes: readonly string[]): string {
  if (nodes.length <= NAMED) return nodes.join(', ')
  return `${nodes.slice(0, NAMED).join(', ')} and ${nodes.length - NAMED} more nodes`
}
