/**
 * Finds a snapshot's nodes by id. Ids of JavaScript objects are odd and grow slowly, so they index a table; ids of
 * native nodes are even and may be hashes of addresses, so they are hashed. So are all when the odd ones are sparse.
 */
export type IdIndex = {
  /** Class + 1 of the node in a slot; 0 for an empty slot. */
  readonly classes: Uint16Array | Uint32Array
  readonly dense: number
  readonly hashed: Uint32Array
}

const EMPTY = 0xffffffff

export function createIdIndex(ids: Uint32Array, classes: Uint16Array | Uint32Array): IdIndex {
  let largest = 0
  let even = 0
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at]!
    if ((id & 1) === 0) even += 1
    else if (id > largest) largest = id
  }
  // Up to 8 slots a node the table is smaller and faster than hashing.
  const dense = largest >>> 1 <= ids.length * 8 + 1024 ? (largest >>> 1) + 1 : 0
  const toHash = dense === 0 ? ids.length : even
  let capacity = 16
  while (capacity < toHash * 2) capacity *= 2
  const hashed = new Uint32Array(capacity).fill(EMPTY)
  const wide = classes instanceof Uint32Array
  const index: IdIndex = {
    classes: wide ? new Uint32Array(dense + capacity) : new Uint16Array(dense + capacity),
    dense,
    hashed,
  }
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at]!
    const slot = (id & 1) === 1 && id >>> 1 < dense ? id >>> 1 : insert(index, id)
    index.classes[slot] = classes[at]! + 1
  }
  return index
}

/** The slot of an id, or -1. */
export function slotOf(index: IdIndex, id: number): number {
  if (index.dense > 0 && (id & 1) === 1) return id >>> 1 < index.dense ? id >>> 1 : -1
  const mask = index.hashed.length - 1
  for (let at = hashOf(id) & mask; ; at = (at + 1) & mask) {
    const found = index.hashed[at]
    if (found === id) return index.dense + at
    if (found === EMPTY) return -1
  }
}

function insert(index: IdIndex, id: number): number {
  const mask = index.hashed.length - 1
  for (let at = hashOf(id) & mask; ; at = (at + 1) & mask) {
    const found = index.hashed[at]
    if (found === EMPTY || found === id) {
      index.hashed[at] = id
      return index.dense + at
    }
  }
}

function hashOf(id: number): number {
  const mixed = Math.imul(id ^ (id >>> 16), 0x45d9f3b)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
