import { CLOSURE, CODE, HIDDEN, NATIVE, OBJECT, REGEXP } from './snapshot-header.ts'
import { type Interface, type PlainObjects, createMatcher, inferInterfaces } from './interfaces.ts'
import { type Tables, VIRTUAL_NAME, nameIndexOf } from './tables.ts'
import { namesOf, shapeCount } from './shapes.ts'
import { placeAt } from './places.ts'
import { textOf } from './string-table.ts'

/** A row of DevTools' Summary: a constructor's name and, for objects, where it is defined (script, line, column from 0). */
export type ClassKey = {
  readonly name: string
  readonly place?: { readonly script: number; readonly line: number; readonly column: number }
}

export type Classes = {
  readonly keys: readonly ClassKey[]
  /** Index into `keys` for each node. */
  readonly of: Uint16Array | Uint32Array
}

/** The same text for the same class in any snapshot of a process. */
export function keyText({ name, place }: ClassKey): string {
  return place === undefined ? `,${name}` : `${place.script},${place.line},${place.column},${name}`
}

export type ClassifyOptions = {
  readonly detached: Set<number>
  /** Groups of plain objects; none leaves them all in `Object`. */
  readonly interfaces: readonly Interface[]
}

/** Gives every node its class by DevTools' rules. */
export function classify(tables: Tables, { detached, interfaces }: ClassifyOptions): Classes {
  const keys: ClassKey[] = []
  const byText = new Map<string, number>()
  const add = (key: ClassKey): number => {
    const text = keyText(key)
    let index = byText.get(text)
    if (index === undefined) {
      index = keys.push(key) - 1
      byText.set(text, index)
    }
    return index
  }
  const ofName = createNames(tables, add)
  const ofPlain = createPlain(tables, interfaces, add)
  const ofKind = tables.header.kindNames.map((name, kind) => add({ name: kindClass(kind, name) }))
  const { kind, name, nodeCount } = tables
  const isPlain = createPlainTest(tables)
  const grouped = interfaces.length > 0
  let of: Uint16Array | Uint32Array = new Uint16Array(nodeCount)
  let last = -1
  let lastClass = 0
  for (let node = 0; node < nodeCount; node += 1) {
    const nodeKind = kind[node]!
    let index = 0
    if (nodeKind === OBJECT) {
      const nameIndex = name[node]!
      if (grouped && isPlain(nameIndex)) index = ofPlain(tables.slot[node]!, nameIndex)
      else if (nameIndex === last) index = lastClass
      else {
        index = ofName(nameIndex)
        last = nameIndex
        lastClass = index
      }
    } else if (nodeKind === NATIVE) {
      index = detached.has(node)
        ? add({ name: shortName(`Detached ${textOf(tables.strings, nameIndexOf(tables, node))}`) })
        : ofName(name[node]!)
    } else index = ofKind[nodeKind]!
    if (index > 0xffff && of instanceof Uint16Array) of = new Uint32Array(of)
    of[node] = index
  }
  return { keys, of }
}

/** The groups of plain objects in a snapshot. */
export function interfacesOf(tables: Tables): Interface[] {
  const isPlain = createPlainTest(tables)
  const count = shapeCount(tables.shapes)
  const plain: PlainObjects & { total: number } = {
    counts: new Uint32Array(count),
    first: new Uint32Array(count),
    total: 0,
  }
  for (let node = 0; node < tables.nodeCount; node += 1) {
    if (tables.kind[node] !== OBJECT || !isPlain(tables.name[node]!)) continue
    const shape = tables.slot[node]!
    if (plain.counts[shape] === 0) plain.first[shape] = node
    plain.counts[shape]! += 1
    plain.total += 1
  }
  return inferInterfaces(tables.shapes, tables.strings, plain)
}

/** Whether a name, by its index, is that of plain objects. */
function createPlainTest(tables: Tables): (name: number) => boolean {
  // 0 unknown, 1 no, 2 yes; constructors with a place come after the strings.
  const { strings, places } = tables
  const known = new Uint8Array(strings.count + places.items.length / 4)
  return (name) => {
    const at = name < VIRTUAL_NAME ? name : strings.count + name - VIRTUAL_NAME
    const verdict = known[at]
    if (verdict !== 0) return verdict === 2
    const index = name < VIRTUAL_NAME ? name : placeAt(places, name - VIRTUAL_NAME).name
    const plain = textOf(strings, index) === 'Object'
    known[at] = plain ? 2 : 1
    return plain
  }
}

function createNames(tables: Tables, add: (key: ClassKey) => number): (name: number) => number {
  const { strings, places } = tables
  const known = new Int32Array(strings.count + places.items.length / 4).fill(-1)
  return (name) => {
    const at = name < VIRTUAL_NAME ? name : strings.count + name - VIRTUAL_NAME
    let index = known[at] ?? 0
    if (index === -1) {
      index = add(keyOf(tables, name))
      known[at] = index
    }
    return index
  }
}

function createPlain(
  tables: Tables,
  interfaces: readonly Interface[],
  add: (key: ClassKey) => number,
): (shape: number, name: number) => number {
  const match = createMatcher(interfaces)
  const names: (string | undefined)[] = []
  const known = new Int32Array(shapeCount(tables.shapes)).fill(-1)
  const nameOf = (shape: number): string => {
    const found = names[shape]
    if (found !== undefined) return found
    const properties = Array.from(namesOf(tables.shapes, shape), (index) =>
      textOf(tables.strings, index),
    )
    const name = match(properties) ?? 'Object'
    names[shape] = name
    return name
  }
  return (shape, name) => {
    if (name >= VIRTUAL_NAME) return add({ ...keyOf(tables, name), name: nameOf(shape) })
    let index = known[shape]!
    if (index === -1) {
      index = add({ name: nameOf(shape) })
      known[shape] = index
    }
    return index
  }
}

function keyOf(tables: Tables, name: number): ClassKey {
  if (name < VIRTUAL_NAME) return { name: shortName(textOf(tables.strings, name)) }
  const { script, line, column, name: index } = placeAt(tables.places, name - VIRTUAL_NAME)
  return { name: shortName(textOf(tables.strings, index)), place: { script, line, column } }
}

/** `<div id="a">` and `Detached <div id="a">` are of class `<div>` and `Detached <div>`. */
function shortName(name: string): string {
  const space = name.startsWith('<')
    ? name.indexOf(' ')
    : name.startsWith('Detached <')
      ? name.indexOf(' ', 10)
      : -1
  return space === -1 ? name : `${name.slice(0, space)}>`
}

function kindClass(kind: number, name: string): string {
  if (kind === HIDDEN) return '(system)'
  if (kind === CODE) return '(compiled code)'
  if (kind === CLOSURE) return 'Function'
  if (kind === REGEXP) return 'RegExp'
  return `(${name})`
}
