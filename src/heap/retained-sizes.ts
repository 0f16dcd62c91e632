import type { Dominators } from './dominators.ts'
import { type Tables, sizeOf } from './tables.ts'

/** What would be freed with each node, in bytes, by ordinal; 32-bit where the whole heap fits. */
export type RetainedSizes = Float64Array | Uint32Array

export type Sizes = Pick<Tables, 'size' | 'wideSizes' | 'nodeCount' | 'root'>

/** Adds every node's bytes to its dominators'. */
export function sumRetainedSizes(sizes: Sizes, { count, vertex, idom }: Dominators): RetainedSizes {
  const { nodeCount, root, size } = sizes
  let total = 0
  for (let node = 0; node < nodeCount; node += 1) total += size[node]!
  const fits = total < 0xffffffff && sizes.wideSizes.size === 0
  const retained = fits ? new Uint32Array(nodeCount) : new Float64Array(nodeCount)
  if (fits) retained.set(size.subarray(0, nodeCount))
  else for (let node = 0; node < nodeCount; node += 1) retained[node] = sizeOf(sizes, node)
  for (let at = count; at > 1; at -= 1) retained[vertex[idom[at]!]!]! += retained[vertex[at]!]!
  if (count < nodeCount) addUnreached(retained, root, { count, vertex })
  return retained
}

/** Nodes in circles that nothing strong leads into: DevTools has them dominated by the root. */
function addUnreached(
  retained: RetainedSizes,
  root: number,
  { count, vertex }: Pick<Dominators, 'count' | 'vertex'>,
): void {
  const reached = new Uint8Array(retained.length)
  for (let at = 1; at <= count; at += 1) reached[vertex[at]!] = 1
  for (let node = 0; node < retained.length; node += 1) {
    if (reached[node] === 0) retained[root]! += retained[node]!
  }
}

/** Ordinal of each node's immediate dominator; the root's own is the root. */
export function dominatorOrdinals(
  { count, vertex, idom }: Dominators,
  { nodeCount, root }: Sizes,
): Uint32Array {
  const ordinals = new Uint32Array(nodeCount).fill(root)
  for (let at = 2; at <= count; at += 1) ordinals[vertex[at]!] = vertex[idom[at]!]!
  return ordinals
}
