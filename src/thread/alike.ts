import { english, listed, say, sentences, type Wording } from '../core/say.ts'

/** Something that was said of a node. */
export type SaidOf = { readonly node?: string | undefined; readonly text: Wording }

/** Node names in front of a text; more are counted. */
const NAMED = 3

/**
 * The same said of many nodes, once: texts that differ in nothing but figures and the node's own name stand
 * together, with one of them as the example. What few nodes say comes first: those are the ones to look at.
 */
export function alike(items: readonly SaidOf[], severalNodes: boolean): Wording[] {
  if (!severalNodes) return unlike(items.map(({ text }) => text))
  const groups = new Map<string, SaidOf[]>()
  for (const item of items) {
    const key = shapeOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return [...groups.values()]
    .map((group) => ({ group, nodes: new Set(group.map(({ node }) => node)).size }))
    .toSorted((left, right) => left.nodes - right.nodes)
    .map(({ group }) => oneOf(group))
}

/** Each text once. */
export function unlike(texts: readonly Wording[]): Wording[] {
  return [...new Map(texts.map((text) => [english(text), text])).values()]
}

function shapeOf({ node, text }: SaidOf): string {
  const words = english(text)
  const named = node === undefined ? words : words.replaceAll(node, 'NODE')
  return named.replaceAll(/\d[\d.,]*/g, '#')
}

function oneOf(group: readonly SaidOf[]): Wording {
  const nodes = [...new Set(group.flatMap(({ node }) => (node === undefined ? [] : [node])))]
  const texts = unlike(group.map(({ text }) => text))
  const [example = { node: undefined, text: '' }] = group.toSorted(
    (left, right) => firstFigure(right.text) - firstFigure(left.text),
  )
  const [only = ''] = nodes
  if (nodes.length === 0) return example.text
  if (nodes.length === 1) return say`${only}: ${sentences(texts)}`
  if (texts.length === 1) return say`${namesOf(nodes)}: ${example.text}`
  return say`${nodes.length} nodes, the most on ${example.node ?? ''}: ${example.text}`
}

function firstFigure(text: Wording): number {
  return Number(/\d+(?:\.\d+)?/.exec(english(text))?.[0] ?? 0)
}

/** `web-1, web-2, web-3 and 77 more nodes`. */
export function namesOf(nodes: readonly string[], named: number = NAMED): Wording {
  if (nodes.length <= named) return listed(nodes)
  return say`${listed(nodes.slice(0, named))} and ${nodes.length - named} more nodes`
}
