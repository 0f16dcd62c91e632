import { ARRAY, HIDDEN } from './snapshot-header.ts'
import type { ClassKey, Classes } from './classes.ts'
import {
  type Holding,
  type PathStep,
  describeStep,
  groupPaths,
  pickInstances,
} from './retainers.ts'
import { chainOf, type Cut, findCut } from './cuts.ts'
import { findHolder, findRetainers } from './holders.ts'
import type { Comparison, NodeList } from './compare.ts'
import { type Tables, sizeOf } from './tables.ts'
import { findClosed } from './closed-handles.ts'
import { type GrowingBits, hasBit, setBit } from './growing.ts'
import { keyText } from './classes.ts'
import { LEAST_OBJECTS, withoutParts } from './parts.ts'
import { atLeastNew, type Counted, pickEveryone, provedWay } from './stand-ins.ts'

/** Why something is suspected: a rule, and the numbers that made it speak. */
export type Suspect = {
  readonly rule: 'grew-steadily' | 'grew' | 'closed-but-held'
  readonly key: ClassKey
  /** Objects and bytes of the class in each snapshot, the oldest first. */
  readonly objects: readonly number[]
  readonly bytes: readonly number[]
  /** Objects that the rule speaks of: the new ones, or the closed ones. */
  readonly suspected: number
  readonly retainedBytes: number
  /** The property that says an object is closed. */
  readonly by?: string
  /** What alone keeps at least nine in ten of them alive, and how many. */
  readonly holder?: PathStep & { readonly objects: number }
  /** The one edge that frees them if it is cut; absent where several lead to the holder. */
  readonly cut?: Cut
  readonly path: readonly PathStep[]
  /** Which objects are the new ones is not known, nor whether most of them are held like that. */
  readonly unsure?: true
}

/** What is known of growth before it is known who holds what. */
export type Grown = {
  /** Some of all objects of each class, where as many of it stand for the new ones, which are not known; else null. */
  readonly everyone: ReadonlyMap<ClassKey, readonly number[]> | null
  /** By class in each snapshot, the oldest first. */
  readonly totals: readonly Totals[]
  /** The nodes of the newest that are not in the oldest, by class; only of classes that are the program's. */
  readonly added: ReadonlyMap<ClassKey, Uint32Array>
  /** Objects that are done and yet held. */
  readonly closed: readonly {
    readonly key: ClassKey
    readonly by: string
    readonly nodes: readonly number[]
  }[]
}

type Held = Holding & {
  readonly dominators: Uint32Array
  readonly retained: ArrayLike<number>
}

/** Groups of the system's own, which grow with the program's and are no cause. */
const SYSTEM =
  /^\((?:system|array|string|number|compiled code|object shape|concatenated string|sliced string|synthetic|heap number|symbol|bigint|code|native|hidden)/
/** A class counts as grown when the new objects alone keep this share of the heap alive, or this much. */
const LEAST_SHARE = 0.005
const SHOWN = 20

/** Whether a class is the engine's own: it grows with what the program does, and blames nobody. */
export function isSystemClass(key: ClassKey): boolean {
  return SYSTEM.test(key.name)
}

/** What grew, and what is closed: all that can be said from the newest snapshot and lists of the older ones. */
export function findGrown(input: {
  readonly tables: Tables
  readonly classes: Classes
  readonly older: readonly NodeList[]
  /** Of the newest with the oldest. */
  readonly comparison: Comparison
}): Grown {
  const { tables, classes, older, comparison } = input
  const added = collectNew(classes, comparison.added)
  const now = totalsOfTables(tables, classes)
  const countOf = () =>
    new Map(Array.from(added.keys(), (key) => [key, now.get(keyText(key))?.objects ?? 0]))
  return {
    everyone: comparison.standIns ? pickEveryone(tables, classes, countOf()) : null,
    totals: [...older.map((list) => totalsOf(list)), now],
    added,
    closed: groupClosed(tables, classes),
  }
}

/** Ranks what grew and what is closed yet held, by the bytes that would be freed. */
export function findSuspects(holding: Held, { everyone, totals, added, closed }: Grown): Suspect[] {
  const total = holding.retained[holding.tables.root]!
  const drafts: Draft[] = []
  for (const [key, nodes] of added) {
    const { objects, bytes } = seriesOf(totals, key)
    if (objects.at(-1)! <= objects[0]!) continue
    const steady =
      objects.length > 2 && objects.every((count, at) => at === 0 || count > objects[at - 1]!)
    const retainedBytes = sumTop(holding, nodes)
    if (retainedBytes < total * LEAST_SHARE) continue
    const rule = steady ? 'grew-steadily' : 'grew'
    drafts.push({ rule, key, objects, bytes, nodes, retainedBytes })
  }
  for (const group of closed) {
    const retainedBytes = sumTop(holding, group.nodes)
    drafts.push({
      rule: 'closed-but-held',
      ...group,
      ...seriesOf(totals, group.key),
      retainedBytes,
    })
  }
  const ranked = withoutParts(holding, drafts)
    .toSorted((a, b) => rank(b) - rank(a))
    .slice(0, SHOWN)
  return explain(holding, ranked, everyone)
}

function seriesOf(totals: readonly Totals[], key: ClassKey) {
  const rows = totals.map((each) => each.get(keyText(key)))
  return {
    objects: rows.map((row) => row?.objects ?? 0),
    bytes: rows.map((row) => row?.bytes ?? 0),
  }
}

/** Ordinals; of new objects there may be millions. */
type Nodes = Uint32Array | readonly number[]

type Draft = {
  readonly rule: Suspect['rule']
  readonly key: ClassKey
  readonly objects: readonly number[]
  readonly bytes: readonly number[]
  readonly nodes: Nodes
  readonly retainedBytes: number
  readonly by?: string
}

/** What grew in every interval goes before what grew from the first to the last only. */
function rank(draft: Draft): number {
  return draft.retainedBytes * (draft.rule === 'grew-steadily' ? 2 : 1)
}

function explain(holding: Held, drafts: readonly Draft[], everyone: Grown['everyone']): Suspect[] {
  const { tables } = holding
  const held = drafts.map((draft) => howHeld(holding, draft, standingIn(draft, everyone)))
  const retainers = findRetainers(tables, new Set(held.flatMap(({ chain }) => chain)))
  return drafts.map(({ nodes, ...rest }, at) => {
    const { chain, objects, ...way } = held[at]!
    const cut = findCut(holding, chain, retainers)
    // Tables inside a Map or Set are no names that people know: what has them is.
    const known = chain.find((node) => tables.kind[node] !== ARRAY && tables.kind[node] !== HIDDEN)
    return {
      ...rest,
      suspected: nodes.length,
      ...(known === undefined
        ? {}
        : { holder: { ...describeStep(holding, known, undefined), objects } }),
      ...(cut === undefined ? {} : { cut }),
      ...way,
    }
  })
}

type HowHeld = Pick<Suspect, 'path' | 'unsure'> & {
  /** What holds them, and what dominates that; empty where it is not to be told. */
  readonly chain: readonly number[]
  /** So many of them it holds. */
  readonly objects: number
}

function howHeld(holding: Held, { nodes }: Draft, of: Counted | undefined): HowHeld {
  const proved = of === undefined ? undefined : provedWay(holding, of)
  const pick = () =>
    pickInstances(
      nodes instanceof Uint32Array ? nodes : Uint32Array.from(nodes),
      (node) => holding.retained[node]!,
    )
  if (proved === null) {
    const path = groupPaths(holding, pick(), 'most-objects')[0]?.path ?? []
    return { path, unsure: true, chain: [], objects: 0 }
  }
  const sample = of?.picked ?? pick()
  const { node, objects: found } = findHolder(holding.tables, holding.dominators, sample)
  const objects =
    of === undefined ? Math.round((found / sample.length) * nodes.length) : atLeastNew(of, found)
  // What holds nine in ten of all may hold old ones only, though the way of most new ones is proved.
  const told = of === undefined || objects > nodes.length / 2
  const path = proved ?? groupPaths(holding, sample)[0]?.path ?? []
  return { path, chain: told ? chainOf(holding, node) : [], objects }
}

/** What is closed is known one by one, and of what there was nothing before all is new. */
function standingIn(
  { rule, key, objects }: Draft,
  everyone: Grown['everyone'],
): Counted | undefined {
  const [before = 0] = objects
  const picked = rule === 'closed-but-held' || before === 0 ? undefined : everyone?.get(key)
  return picked === undefined ? undefined : { picked, count: objects.at(-1)!, before }
}

function groupClosed(tables: Tables, classes: Classes): Grown['closed'] {
  const groups = new Map<string, { key: ClassKey; by: string; nodes: number[] }>()
  for (const { node, by } of findClosed(tables)) {
    const key = classes.keys[classes.of[node]!]!
    const group = groups.get(`${by} ${keyText(key)}`)
    if (group === undefined) groups.set(`${by} ${keyText(key)}`, { key, by, nodes: [node] })
    else group.nodes.push(node)
  }
  return [...groups.values()]
}

/** Bytes retained by nodes together: those that another of them dominates are not counted twice. */
function sumTop({ tables, dominators, retained }: Held, nodes: Nodes): number {
  const members = { words: new Uint32Array((tables.nodeCount + 31) >>> 5) }
  for (const node of nodes) setBit(members, node)
  let sum = 0
  for (const node of nodes) {
    let up = dominators[node]!
    let steps = 0
    while (up !== tables.root && !hasBit(members, up) && steps < 256) {
      up = dominators[up]!
      steps += 1
    }
    if (!hasBit(members, up)) sum += retained[node]!
  }
  return sum
}

function collectNew(classes: Classes, added: GrowingBits): Map<ClassKey, Uint32Array> {
  const counts = new Uint32Array(classes.keys.length)
  eachBit(added, (node) => (counts[classes.of[node]!]! += 1))
  const lists = classes.keys.map((key, at): Uint32Array | undefined =>
    isSystemClass(key) || counts[at]! < LEAST_OBJECTS ? undefined : new Uint32Array(counts[at]!),
  )
  const lengths = new Uint32Array(classes.keys.length)
  eachBit(added, (node) => {
    const own = classes.of[node]!
    const list = lists[own]
    if (list !== undefined) list[lengths[own]!++] = node
  })
  return new Map(
    lists.flatMap((nodes, at) => (nodes === undefined ? [] : [[classes.keys[at]!, nodes]])),
  )
}

function eachBit({ words }: GrowingBits, visit: (index: number) => void): void {
  for (let word = 0; word < words.length; word += 1) {
    for (let bits = words[word]!; bits !== 0; bits &= bits - 1)
      visit(word * 32 + 31 - Math.clz32(bits & -bits))
  }
}

type Totals = Map<string, { objects: number; bytes: number }>

function totalsOf(list: NodeList): Totals {
  const totals = list.keys.map((key) => ({ key, objects: 0, bytes: 0 }))
  for (let at = 0; at < list.classes.length; at += 1) {
    const row = totals[list.classes[at]!]!
    row.objects += 1
    row.bytes += list.wideSizes.get(at) ?? list.sizes[at]!
  }
  return new Map(totals.map(({ key, objects, bytes }) => [keyText(key), { objects, bytes }]))
}

function totalsOfTables(tables: Tables, classes: Classes): Totals {
  const totals = classes.keys.map((key) => ({ key, objects: 0, bytes: 0 }))
  for (let node = 0; node < tables.nodeCount; node += 1) {
    const bytes = sizeOf(tables, node)
    if (bytes === 0) continue
    const row = totals[classes.of[node]!]!
    row.objects += 1
    row.bytes += bytes
  }
  return new Map(totals.map(({ key, objects, bytes }) => [keyText(key), { objects, bytes }]))
}
