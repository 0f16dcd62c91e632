import { type ClassKey, type Classes, keyText } from './classes.ts'
import { type Tables, WIDE_SIZE, sizeOf } from './tables.ts'
import { release } from './release.ts'
import { createIdIndex, slotOf } from './id-index.ts'
import type { GrowingBits } from './growing.ts'
import { setBit } from './growing.ts'

/** What a comparison needs of the older snapshot: nodes that have bytes, without their edges. */
export type NodeList = {
  readonly nodes: number
  readonly edges: number
  readonly bytes: number
  readonly keys: readonly ClassKey[]
  readonly ids: Uint32Array
  readonly classes: Uint16Array | Uint32Array
  readonly sizes: Uint32Array
  readonly wideSizes: ReadonlyMap<number, number>
}

/** A class that came or went between two snapshots, in numbers of objects and bytes. */
export type ClassChange = {
  readonly key: ClassKey
  readonly added: number
  readonly removed: number
  readonly addedBytes: number
  readonly removedBytes: number
}

export type Comparison = {
  readonly changes: readonly ClassChange[]
  /** The nodes of B that are not in A, one bit each. */
  readonly added: GrowingBits
  /** Which nodes are new is not known: as many of a class as it has more stand for them. */
  readonly standIns: boolean
  /** JavaScript objects whose id is in both snapshots, and those of them that are of one class. */
  readonly survived: { readonly ids: number; readonly sameClass: number }
  readonly newestId: { readonly a: number; readonly b: number }
}

/**
 * Leaves out what has no bytes, as DevTools does, and lets the rest be handed to another thread. The list takes the
 * place of the snapshot's ids, sizes and classes, which are used up.
 */
export function listNodes(tables: Tables, classes: Classes): NodeList {
  const { id: ids, size: sizes, nodeCount } = tables
  const { of } = classes
  const wideSizes = new Map<number, number>()
  let bytes = 0
  let length = 0
  for (let node = 0; node < nodeCount; node += 1) {
    const size = sizes[node]!
    if (size === 0) continue
    if (size === WIDE_SIZE) wideSizes.set(length, sizeOf(tables, node))
    bytes += wideSizes.get(length) ?? size
    ids[length] = ids[node]!
    sizes[length] = size
    of[length] = of[node]!
    length += 1
  }
  return {
    nodes: nodeCount,
    edges: tables.header.edgeCount,
    bytes: bytes + tables.header.extraNativeBytes,
    keys: classes.keys,
    ids: ids.subarray(0, length),
    classes: of.subarray(0, length),
    sizes: sizes.subarray(0, length),
    wideSizes,
  }
}

/** Compares by id and class, like DevTools' Comparison: an object that changed its class counts as removed and added. */
export function compareNodes(a: NodeList, b: Tables, classes: Classes): Comparison {
  const index = createIdIndex(a.ids, a.classes)
  const { keys, ofA, ofB } = unite(a.keys, classes.keys)
  const added = { words: new Uint32Array((b.nodeCount + 31) >>> 5) }
  const tally = createTally(keys.length)
  let newest = 0
  let survivedIds = 0
  let sameClass = 0
  for (let node = 0; node < b.nodeCount; node += 1) {
    const size = b.size[node]!
    if (size === 0) continue
    const id = b.id[node]!
    const odd = (id & 1) === 1
    if (odd && id > newest) newest = id
    const slot = slotOf(index, id)
    const known = slot === -1 ? 0 : index.classes[slot]!
    const own = ofB[classes.of[node]!]!
    const same = known !== 0 && ofA[known - 1] === own
    if (odd && known !== 0) {
      survivedIds += 1
      if (same) sameClass += 1
    }
    if (same) index.classes[slot] = 0
    else {
      tally.added[own]! += 1
      tally.addedBytes[own]! += size === WIDE_SIZE ? sizeOf(b, node) : size
      setBit(added, node)
    }
  }
  let newestOfA = 0
  for (let at = 0; at < a.ids.length; at += 1) {
    const id = a.ids[at]!
    if ((id & 1) === 1 && id > newestOfA) newestOfA = id
    if (index.classes[slotOf(index, id)] === 0) continue
    const own = ofA[a.classes[at]!]!
    tally.removed[own]! += 1
    tally.removedBytes[own]! += a.wideSizes.get(at) ?? a.sizes[at]!
  }
  release([index.classes, index.hashed])
  return {
    changes: changesOf(keys, tally),
    added,
    standIns: false,
    survived: { ids: survivedIds, sameClass },
    newestId: { a: newestOfA, b: newest },
  }
}

type Tally = Record<'added' | 'removed' | 'addedBytes' | 'removedBytes', Float64Array>

function createTally(length: number): Tally {
  const zeros = () => new Float64Array(length)
  return { added: zeros(), removed: zeros(), addedBytes: zeros(), removedBytes: zeros() }
}

function changesOf(keys: readonly ClassKey[], tally: Tally): ClassChange[] {
  return keys
    .map((key, at) => ({
      key,
      added: tally.added[at]!,
      removed: tally.removed[at]!,
      addedBytes: tally.addedBytes[at]!,
      removedBytes: tally.removedBytes[at]!,
    }))
    .filter((change) => change.added > 0 || change.removed > 0)
}

/** One numbering for the classes of both snapshots. */
export function unite(a: readonly ClassKey[], b: readonly ClassKey[]) {
  const keys: ClassKey[] = []
  const numbers = new Map<string, number>()
  const numberOf = (key: ClassKey): number => {
    const text = keyText(key)
    let number = numbers.get(text)
    if (number === undefined) {
      number = keys.push(key) - 1
      numbers.set(text, number)
    }
    return number
  }
  return { keys, ofA: Uint32Array.from(a, numberOf), ofB: Uint32Array.from(b, numberOf) }
}
