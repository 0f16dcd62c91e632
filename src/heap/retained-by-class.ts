import type { Classes } from './classes.ts'
import type { Dominators } from './dominators.ts'
import type { RetainedSizes, Sizes } from './retained-sizes.ts'

/**
 * What would be freed with all objects of each class, in bytes: the sum over those that no other of their class
 * dominates. The two spare columns of the dominators are used up.
 */
export function retainedByClass(
  dominators: Dominators,
  sizes: Pick<Sizes, 'size' | 'nodeCount'>,
  classes: Classes,
  retained: RetainedSizes,
): Float64Array {
  const { count, vertex, idom } = dominators
  const [child, sibling] = dominators.spare
  child.fill(0)
  for (let at = count; at > 1; at -= 1) {
    const up = idom[at]!
    sibling[at] = child[up]!
    child[up] = at
  }
  const sums = new Float64Array(classes.keys.length)
  const open = new Uint32Array(classes.keys.length)
  const opened = new Uint8Array(count + 1)
  let at = count === 0 ? 0 : 1
  while (at !== 0) {
    const node = vertex[at]!
    const own = classes.of[node]!
    const down = child[at]!
    if (open[own] === 0 && sizes.size[node] !== 0) {
      sums[own]! += retained[node]!
      if (down !== 0) {
        open[own] = 1
        opened[at] = 1
      }
    }
    if (down !== 0) {
      at = down
      continue
    }
    while (at !== 0 && (at === 1 || sibling[at] === 0)) {
      at = idom[at]!
      if (opened[at] === 1) {
        open[classes.of[vertex[at]!]!] = 0
        opened[at] = 0
      }
    }
    if (at !== 0) at = sibling[at]!
  }
  addUnreached({ count, vertex }, sizes, classes, { sums, retained })
  return sums
}

/** Nodes outside the tree hang on the root: each counts for its class. */
function addUnreached(
  { count, vertex }: Pick<Dominators, 'count' | 'vertex'>,
  sizes: Pick<Sizes, 'size' | 'nodeCount'>,
  classes: Classes,
  { sums, retained }: { sums: Float64Array; retained: RetainedSizes },
): void {
  if (count === sizes.nodeCount) return
  const reached = new Uint8Array(sizes.nodeCount)
  for (let at = 1; at <= count; at += 1) reached[vertex[at]!] = 1
  for (let node = 0; node < sizes.nodeCount; node += 1) {
    if (reached[node] === 0 && sizes.size[node] !== 0) sums[classes.of[node]!]! += retained[node]!
  }
}
