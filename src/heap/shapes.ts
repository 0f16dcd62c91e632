import { type GrowingInts, createGrowingInts, pushInt } from './growing.ts'

/**
 * The lists of property names that objects have, each kept once. Shape 0 has no properties. DevTools groups plain
 * objects by them, and millions of objects share a few thousand.
 */
export type Shapes = {
  /** Where a shape's names begin in `names`; one more entry than shapes. */
  readonly starts: GrowingInts
  readonly names: GrowingInts
  readonly hashes: GrowingInts
  slots: Int32Array
  /** The list being gathered. */
  current: Uint32Array
  currentLength: number
}

export function createShapes(): Shapes {
  const starts = createGrowingInts()
  const hashes = createGrowingInts()
  pushInt(starts, 0)
  pushInt(starts, 0)
  pushInt(hashes, 0)
  return {
    starts,
    names: createGrowingInts(),
    hashes,
    slots: new Int32Array(256),
    current: new Uint32Array(256),
    currentLength: 0,
  }
}

export function shapeCount(shapes: Shapes): number {
  return shapes.starts.length - 1
}

/** Adds a property's name to the list being gathered. */
export function addProperty(shapes: Shapes, name: number): void {
  if (shapes.currentLength === shapes.current.length) {
    const larger = new Uint32Array(shapes.current.length * 2)
    larger.set(shapes.current)
    shapes.current = larger
  }
  shapes.current[shapes.currentLength++] = name
}

/** Ends the list being gathered; returns the number of its shape. */
export function endShape(shapes: Shapes): number {
  const { current, currentLength } = shapes
  if (currentLength === 0) return 0
  let hash = currentLength
  for (let at = 0; at < currentLength; at += 1) {
    hash = Math.imul(hash ^ current[at]!, 0x9e3779b1)
    hash ^= hash >>> 15
  }
  hash >>>= 0
  shapes.currentLength = 0
  const mask = shapes.slots.length - 1
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const shape = shapes.slots[slot]!
    if (shape === 0) return addShape(shapes, slot, hash, currentLength)
    if (shapes.hashes.items[shape] === hash && isCurrent(shapes, shape, currentLength)) return shape
  }
}

/** The names of a shape in the order in which the object has them. */
export function namesOf(shapes: Shapes, shape: number): Uint32Array {
  const { items } = shapes.starts
  return shapes.names.items.subarray(items[shape], items[shape + 1])
}

function isCurrent(shapes: Shapes, shape: number, length: number): boolean {
  const start = shapes.starts.items[shape]!
  if (shapes.starts.items[shape + 1]! - start !== length) return false
  const names = shapes.names.items
  for (let at = 0; at < length; at += 1) {
    if (names[start + at] !== shapes.current[at]) return false
  }
  return true
}

function addShape(shapes: Shapes, slot: number, hash: number, length: number): number {
  const shape = shapeCount(shapes)
  for (let at = 0; at < length; at += 1) pushInt(shapes.names, shapes.current[at]!)
  pushInt(shapes.starts, shapes.names.length)
  pushInt(shapes.hashes, hash)
  shapes.slots[slot] = shape
  if (shape * 2 > shapes.slots.length) rehash(shapes)
  return shape
}

function rehash(shapes: Shapes): void {
  const slots = new Int32Array(shapes.slots.length * 4)
  const mask = slots.length - 1
  for (let shape = 1; shape < shapeCount(shapes); shape += 1) {
    let slot = shapes.hashes.items[shape]! & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = shape
  }
  shapes.slots = slots
}
