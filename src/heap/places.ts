import type { Places } from './tables.ts'
import { pushInt } from './growing.ts'

/** A constructor: the index of its name, and where it is defined. */
export type Place = {
  readonly name: number
  readonly script: number
  readonly line: number
  readonly column: number
}

/** The number of a constructor by its name and place; the same for the same. */
export function internPlace(places: Places, place: Place): number {
  const { items } = places
  const mask = places.slots.length - 1
  for (let slot = hashOf(place) & mask; ; slot = (slot + 1) & mask) {
    const index = places.slots[slot]!
    if (index === -1) {
      const added = items.length / 4
      pushInt(items, place.name)
      pushInt(items, place.script)
      pushInt(items, place.line)
      pushInt(items, place.column)
      places.slots[slot] = added
      if (added * 2 > places.slots.length) rehash(places)
      return added
    }
    const at = index * 4
    if (
      items.items[at] === place.name &&
      items.items[at + 1] === place.script &&
      items.items[at + 2] === place.line &&
      items.items[at + 3] === place.column
    ) {
      return index
    }
  }
}

export function placeAt(places: Places, index: number): Place {
  const { items } = places.items
  const at = index * 4
  return { name: items[at]!, script: items[at + 1]!, line: items[at + 2]!, column: items[at + 3]! }
}

function hashOf({ name, script, line, column }: Place): number {
  let hash = Math.imul(name, 0x9e3779b1) ^ Math.imul(script, 0x85ebca6b)
  hash ^= Math.imul(line, 0xc2b2ae35) ^ Math.imul(column, 0x27d4eb2f)
  return (hash ^ (hash >>> 15)) >>> 0
}

function rehash(places: Places): void {
  const slots = new Int32Array(places.slots.length * 4).fill(-1)
  const mask = slots.length - 1
  for (let index = 0; index < places.items.length / 4; index += 1) {
    let slot = hashOf(placeAt(places, index)) & mask
    while (slots[slot] !== -1) slot = (slot + 1) & mask
    slots[slot] = index
  }
  places.slots = slots
}
