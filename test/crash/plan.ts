import { z } from 'zod'
import type { Disturbance } from './lane.ts'

const Side = z.enum(['before', 'after'])

/** A random run is killed at most so often, and each time within so many milliseconds. */
const MOST_KILLS = 3
const WITHIN_MS = 2_500

/**
 * One run for each boundary, before and after it; then runs that are killed at random times, until there are so
 * many. Fewer runs than boundaries: a part of them, spread evenly, other ones with another seed. `only` leaves those
 * boundaries whose name it matches.
 */
export function disturbancesOf(
  passed: readonly string[],
  options: { readonly runs: number; readonly seed: number; readonly only: RegExp },
): Disturbance[] {
  const { runs, seed, only } = options
  // Sorted: nodes that are asked at once answer in any order, and a run that goes on needs the same plan.
  const places = [...new Set(passed)].filter((each) => only.test(each)).toSorted()
  if (places.length === 0) throw new Error(`No boundary is like ${only.source}.`)
  const boundaries = places.map((each): Disturbance => {
    const [label = '', side] = each.split('|')
    return { kind: 'boundary', where: { label, side: Side.parse(side) } }
  })
  if (runs <= boundaries.length) {
    return Array.from({ length: runs }, (_, index) => {
      const at = Math.floor((index * boundaries.length) / runs) + seed
      return boundaries[at % boundaries.length] ?? { kind: 'none' }
    })
  }
  const random = randomNumbers(seed)
  const times = Array.from({ length: runs - boundaries.length }, (): Disturbance => {
    const kills = 1 + Math.floor(random() * MOST_KILLS)
    return {
      kind: 'times',
      afterMs: Array.from({ length: kills }, () => Math.floor(random() * WITHIN_MS)),
    }
  })
  return [...boundaries, ...times]
}

/** Numbers from 0 to 1, the same for the same seed: mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
