import { ARRAY, HIDDEN, NATIVE, SYNTHETIC } from './snapshot-header.ts'
import { MANY_OWNERS, type Tables, nameIndexOf, setSize, sizeOf } from './tables.ts'
import { textOf } from './string-table.ts'

/**
 * Moves the bytes of `hidden` and `array` nodes (and of external strings' data) that a single object owns to that
 * object, as DevTools' Summary does. Owners of most were settled while edges streamed by; edges among owned nodes wait
 * in `owning` and are followed here.
 */
export function attributeOwnedSizes(tables: Tables): void {
  if (!hasUserRoots(tables)) return
  const externals = externalStrings(tables)
  settle(tables, externals)
  for (let node = 0; node < tables.nodeCount; node += 1) {
    if (!isOwned(tables, externals, node)) continue
    const owner = tables.slot[node]!
    if (owner === 0 || owner === MANY_OWNERS) continue
    const holder = owner - 1
    // Synthetic nodes and the root are no objects: a size there would tell nobody anything.
    if (tables.kind[holder] === SYNTHETIC || holder === tables.root) continue
    const bytes = sizeOf(tables, node)
    if (bytes === 0) continue
    setSize(tables, node, 0)
    setSize(tables, holder, sizeOf(tables, holder) + bytes)
  }
}

/** Without user roots the snapshot was made with internals exposed, and DevTools leaves its sizes alone. */
function hasUserRoots(tables: Tables): boolean {
  return tables.hasUserRoots || documentRoots(tables).length > 0
}

/** The root's synthetic children that hold a page's DOM. */
export function documentRoots(tables: Tables): number[] {
  const { items, length } = tables.rootSynthetics
  return Array.from(items.subarray(0, length)).filter(
    (node) => textOf(tables.strings, nameIndexOf(tables, node)) === '(Document DOM trees)',
  )
}

function isOwned(tables: Tables, externals: Set<number>, node: number): boolean {
  const kind = tables.kind[node]
  return kind === HIDDEN || kind === ARRAY || (kind === NATIVE && externals.has(node))
}

function externalStrings(tables: Tables): Set<number> {
  const found = new Set<number>()
  const { to } = tables.owning
  const verdicts = new Map<number, boolean>()
  for (let at = 0; at < to.length; at += 1) {
    const node = to.items[at]!
    if (tables.kind[node] !== NATIVE) continue
    const name = nameIndexOf(tables, node)
    let external = verdicts.get(name)
    if (external === undefined) {
      external = textOf(tables.strings, name) === 'system / ExternalStringData'
      verdicts.set(name, external)
    }
    if (external) found.add(node)
  }
  return found
}

/** Follows the waiting edges until nothing changes. A node changes at most twice: to one owner, then to many. */
function settle(tables: Tables, externals: Set<number>): void {
  const { slot } = tables
  const { from, to } = tables.owning
  const work: number[] = []
  const offer = (child: number, owner: number) => {
    if (!isOwned(tables, externals, child)) return
    const known = slot[child]!
    if (known === owner || known === MANY_OWNERS) return
    slot[child] = known === 0 ? owner : MANY_OWNERS
    work.push(child)
  }
  for (let at = 0; at < from.length; at += 1) {
    const source = from.items[at]!
    const owner = isOwned(tables, externals, source) ? slot[source]! : source + 1
    if (owner !== 0) offer(to.items[at]!, owner)
  }
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    const owner = slot[node]!
    for (
      let at = firstFrom(from.items, from.length, node);
      from.items[at] === node && at < from.length;
      at += 1
    ) {
      offer(to.items[at]!, owner)
    }
  }
}

/** The first waiting edge of a source: they came in the order of the sources. */
function firstFrom(sources: Uint32Array, length: number, source: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sources[middle]! < source) low = middle + 1
    else high = middle
  }
  return low
}
