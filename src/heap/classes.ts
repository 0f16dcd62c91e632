import { CLOSURE, CODE, HIDDEN, NATIVE, OBJECT, REGEXP } from './snapshot-header.ts'
import { type Interface, type PlainObjects, createMatcher, inferInterfaces } from './interfaces.ts'
import { type Tables, VIRTUAL_NAME } from './tables.ts'
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
  const drafts = draftClasses(tables, detached)
  const { keys, classOf } = settleDrafts(tables, drafts, interfaces)
  return { keys, of: renumber(drafts.of, classOf) }
}

/** Classes before it is known how plain objects are grouped: those have one for each list of properties. */
export type Drafts = {
  readonly drafts: readonly Draft[]
  /** Index into `drafts` for each node. */
  readonly of: Uint16Array | Uint32Array
}
type Draft = { readonly key: ClassKey; readonly shape?: number }

/** The classes that drafts stand for, and which of them each does. */
export function settleDrafts(
  { shapes, strings }: Pick<Tables, 'shapes' | 'strings'>,
  { drafts }: Pick<Drafts, 'drafts'>,
  interfaces: readonly Interface[],
): { readonly keys: readonly ClassKey[]; readonly classOf: Uint32Array } {
  const keys: ClassKey[] = []
  const byText = new Map<string, number>()
  const match = createMatcher(interfaces)
  const classOf = Uint32Array.from(drafts, ({ key, shape }) => {
    const properties =
      shape === undefined || interfaces.length === 0
        ? []
        : Array.from(namesOf(shapes, shape), (index) => textOf(strings, index))
    const settled = shape === undefined ? key : { ...key, name: match(properties) ?? key.name }
    const text = keyText(settled)
    let index = byText.get(text)
    if (index === undefined) {
      index = keys.push(settled) - 1
      byText.set(text, index)
    }
    return index
  })
  return { keys, classOf }
}

/** Puts the settled classes in the place of drafts. */
export function renumber(
  of: Uint16Array | Uint32Array,
  classOf: Uint32Array,
): Uint16Array | Uint32Array {
  for (let at = 0; at < of.length; at += 1) of[at] = classOf[of[at]!]!
  return of
}

const UNKNOWN = -1
const PLAIN = -2

/** Gives every node the draft of its class. */
export function draftClasses(tables: Tables, detached: Set<number>): Drafts {
  const drafts: Draft[] = []
  const { kind, name, slot, strings, places, nodeCount, header } = tables
  const grouped = tables.depth !== 'nodes'
  const ofKind = Uint32Array.from(header.kindNames, (each, at) => {
    return drafts.push({ key: { name: kindClass(at, each) } }) - 1
  })
  // By name, constructors with a place after the strings; and by shape, for plain objects without one.
  const ofName = new Int32Array(strings.count + places.items.length / 4).fill(UNKNOWN)
  const ofShape = new Int32Array(shapeCount(tables.shapes)).fill(UNKNOWN)
  const placed = new Map<string, number>()
  const natives = new Map<string, number>()
  const firstOfName = (index: number): number => {
    const key = keyOf(tables, index)
    if (grouped && key.name === 'Object' && textAt(tables, index) === 'Object') return PLAIN
    return drafts.push({ key }) - 1
  }
  const plain = (node: number): number => {
    const shape = slot[node]!
    const key = keyOf(tables, name[node]!)
    if (key.place === undefined) return (ofShape[shape] = drafts.push({ key, shape }) - 1)
    const text = `${shape} ${keyText(key)}`
    const known = placed.get(text) ?? drafts.push({ key, shape }) - 1
    placed.set(text, known)
    return known
  }
  /** A native node that is detached, or has the name of plain objects. */
  const native = (node: number): number => {
    const key = { name: `${detached.has(node) ? 'Detached ' : ''}${textAt(tables, name[node]!)}` }
    const known = natives.get(key.name) ?? drafts.push({ key: { name: shortName(key.name) } }) - 1
    natives.set(key.name, known)
    return known
  }
  let of: Uint16Array | Uint32Array = classColumn(tables, false)
  for (let node = 0; node < nodeCount; node += 1) {
    const nodeKind = kind[node]!
    let draft = ofKind[nodeKind]!
    if (nodeKind === OBJECT || nodeKind === NATIVE) {
      const index = name[node]!
      const at = index < VIRTUAL_NAME ? index : strings.count + index - VIRTUAL_NAME
      draft = ofName[at] ?? 0
      if (draft === UNKNOWN) draft = ofName[at] = firstOfName(index)
      if (nodeKind === NATIVE) {
        if (detached.has(node) || draft === PLAIN) draft = native(node)
      } else if (draft === PLAIN) {
        draft = index < VIRTUAL_NAME ? ofShape[slot[node]!]! : UNKNOWN
        if (draft === UNKNOWN) draft = plain(node)
      }
    }
    if (draft > 0xffff && of instanceof Uint16Array) of = wider(tables, of)
    of[node] = draft
  }
  return { drafts, of }
}

/** A column of classes; another thread may need it as it needs the others. */
function classColumn({ nodeCount, shared }: Tables, wide: boolean): Uint16Array | Uint32Array {
  const bytes = nodeCount * (wide ? 4 : 2)
  const buffer = shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
  return wide ? new Uint32Array(buffer) : new Uint16Array(buffer)
}

function wider(tables: Tables, of: Uint16Array): Uint16Array | Uint32Array {
  const column = classColumn(tables, true)
  column.set(of)
  return column
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

function textAt({ strings, places }: Tables, name: number): string {
  return textOf(strings, name < VIRTUAL_NAME ? name : placeAt(places, name - VIRTUAL_NAME).name)
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
