import { type GrowingInts, createGrowingInts, pushInt } from './growing.ts'

/**
 * Internal edges whose names are rare so far, while edges stream by: only among these are a WeakMap's, since the name of
 * an entry is on two edges at most. Most of a snapshot's edges are internal ones of few names.
 */
export type RareEdges = {
  /** How often each name was seen on an internal edge, up to OFTEN. */
  seen: Uint8Array
  readonly edges: GrowingInts
}
export const OFTEN = 3

export function createRareEdges(): RareEdges {
  return { seen: new Uint8Array(1024), edges: createGrowingInts() }
}

export function noteInternal(rare: RareEdges, name: number, edge: number): void {
  if (name >= rare.seen.length) {
    const larger = new Uint8Array(Math.max(name + 1, rare.seen.length * 2))
    larger.set(rare.seen)
    rare.seen = larger
  }
  const times = rare.seen[name]!
  if (times === OFTEN) return
  rare.seen[name] = times + 1
  pushInt(rare.edges, edge)
}
