import type { Classes } from './classes.ts'
import { type ClassChange, type Comparison, type NodeList, unite } from './compare.ts'
import { setBit } from './growing.ts'
import { type Tables, sizeOf } from './tables.ts'

/**
 * Compares two snapshots of one process by class alone, where ids mean nothing: V8 forgets them when an inspector's
 * client leaves (V8HeapProfilerAgentImpl::disable clears them), so snapshots of two sessions have none in common.
 * Of a class that grew, as many nodes count as new as there are more of them: the last of the walk.
 */
export function compareClasses(a: NodeList, b: Tables, classes: Classes): Comparison {
  const { keys, ofA, ofB } = unite(a.keys, classes.keys)
  const count = new Float64Array(keys.length)
  const bytes = new Float64Array(keys.length)
  for (let at = 0; at < a.ids.length; at += 1) {
    const own = ofA[a.classes[at]!]!
    count[own]! -= 1
    bytes[own]! -= a.wideSizes.get(at) ?? a.sizes[at]!
  }
  for (let node = 0; node < b.nodeCount; node += 1) {
    if (b.size[node] === 0) continue
    const own = ofB[classes.of[node]!]!
    count[own]! += 1
    bytes[own]! += sizeOf(b, node)
  }
  const changes = keys.flatMap((key, own): ClassChange[] => {
    const more = count[own]!
    const moreBytes = bytes[own]!
    if (more === 0 && moreBytes === 0) return []
    return [
      {
        key,
        added: Math.max(0, more),
        removed: Math.max(0, -more),
        addedBytes: Math.max(0, moreBytes),
        removedBytes: Math.max(0, -moreBytes),
      },
    ]
  })
  const added = { words: new Uint32Array((b.nodeCount + 31) >>> 5) }
  for (let node = b.nodeCount - 1; node >= 0; node -= 1) {
    if (b.size[node] === 0) continue
    const own = ofB[classes.of[node]!]!
    if (count[own]! <= 0) continue
    count[own]! -= 1
    setBit(added, node)
  }
  const known = { survived: { ids: 0, sameClass: 0 }, newestId: { a: 0, b: 0 } }
  return { changes, added, standIns: true, ...known }
}
