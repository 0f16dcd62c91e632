import { type Shapes, namesOf, shapeCount } from './shapes.ts'
import type { StringTable } from './string-table.ts'
import { textOf } from './string-table.ts'

/** A group of plain objects by the properties they have, named like `{id, user}`. */
export type Interface = { readonly name: string; readonly properties: readonly string[] }

/** DevTools' numbers: names stop growing here, and a group has 2 objects and one in 1000 of the plain ones. */
const NAME_LENGTH = 120
const LEAST_OBJECTS = 2
const LEAST_SHARE = 1000

/** How many plain objects have each shape, and the first of them (which decides between equals). */
export type PlainObjects = {
  readonly counts: Uint32Array
  readonly first: Uint32Array
  readonly total: number
}

/** The groups worth a name, the most common first, as DevTools finds them. */
export function inferInterfaces(
  shapes: Shapes,
  strings: StringTable,
  plain: PlainObjects,
): Interface[] {
  const order: number[] = []
  for (let shape = 0; shape < shapeCount(shapes); shape += 1)
    if (plain.counts[shape]! > 0) order.push(shape)
  order.sort((a, b) => plain.first[a]! - plain.first[b]!)
  const candidates = new Map<string, Interface & { count: number }>()
  for (const shape of order) {
    const properties: string[] = []
    let name = '{'
    for (const index of namesOf(shapes, shape)) {
      const property = textOf(strings, index)
      if (property === '__proto__') continue
      const shown = showProperty(property)
      if (name.length > 1 && name.length + shown.length > NAME_LENGTH) break
      name += name.length === 1 ? shown : `, ${shown}`
      properties.push(property)
    }
    if (properties.length === 0) continue
    name += '}'
    const known = candidates.get(name)
    if (known === undefined) candidates.set(name, { name, properties, count: plain.counts[shape]! })
    else known.count += plain.counts[shape]!
  }
  const least = Math.max(LEAST_OBJECTS, plain.total / LEAST_SHARE)
  return [...candidates.values()]
    .toSorted((a, b) => b.count - a.count)
    .filter((candidate) => candidate.count >= least)
    .map(({ name, properties }) => ({ name, properties }))
}

type Match = { readonly name: string; readonly size: number; readonly index: number }
type Tree = {
  readonly next: Map<string, Tree>
  match: Match | undefined
  greatest: string | undefined
}

/** Finds the best group for a list of properties: the one that lists most of them, the more common among equals. */
export function createMatcher(
  interfaces: readonly Interface[],
): (properties: readonly string[]) => string | undefined {
  const root: Tree = { next: new Map(), match: undefined, greatest: undefined }
  interfaces.forEach(({ name, properties }, index) => {
    let tree = root
    for (const property of properties.toSorted()) {
      let next = tree.next.get(property)
      if (next === undefined) {
        next = { next: new Map(), match: undefined, greatest: undefined }
        tree.next.set(property, next)
        if (tree.greatest === undefined || tree.greatest < property) tree.greatest = property
      }
      tree = next
    }
    tree.match ??= { name, size: properties.length, index }
  })
  const known = new Set(interfaces.flatMap((each) => each.properties))
  return (properties) => {
    const states = new Set([root])
    let best: Match | undefined
    // A dictionary may have a million properties, of which no group has any.
    for (const property of properties.filter((each) => known.has(each)).toSorted()) {
      const before = [...states]
      for (const state of before) {
        if (state.greatest === undefined || property >= state.greatest) states.delete(state)
        const next = state.next.get(property)
        if (next === undefined) continue
        states.add(next)
        best = better(next.match, best)
      }
      if (states.size === 0) break
    }
    return best?.name
  }
}

function better(a: Match | undefined, b: Match | undefined): Match | undefined {
  if (a === undefined || b === undefined) return a ?? b
  if (a.size !== b.size) return a.size > b.size ? a : b
  return a.index <= b.index ? a : b
}

function showProperty(name: string): string {
  if (!/[,'"{}]/.test(name)) return name
  const quoted = JSON.stringify({ [name]: 0 })
  return quoted.slice(1, -3)
}
