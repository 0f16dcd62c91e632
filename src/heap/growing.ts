/** A list of 32-bit numbers that doubles its buffer as it grows. */
export type GrowingInts = { items: Uint32Array; length: number }

export function createGrowingInts(capacity = 64): GrowingInts {
  return { items: new Uint32Array(capacity), length: 0 }
}

export function pushInt(list: GrowingInts, value: number): void {
  if (list.length === list.items.length) {
    const larger = new Uint32Array(list.items.length * 2)
    larger.set(list.items)
    list.items = larger
  }
  list.items[list.length++] = value
}

/** A set of small integers, one bit each; it grows to the largest member. */
export type GrowingBits = { words: Uint32Array }

export function setBit(bits: GrowingBits, index: number): void {
  const word = index >>> 5
  if (word >= bits.words.length) {
    const larger = new Uint32Array(Math.max(word + 1, bits.words.length * 2))
    larger.set(bits.words)
    bits.words = larger
  }
  bits.words[word]! |= 1 << (index & 31)
}

export function hasBit(bits: GrowingBits, index: number): boolean {
  const word = bits.words[index >>> 5]
  return word !== undefined && ((word >>> (index & 31)) & 1) === 1
}
