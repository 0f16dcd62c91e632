import { NATIVE } from './snapshot-header.ts'
import type { Tables } from './tables.ts'

const ATTACHED = 1
const DETACHED = 2

/**
 * The native nodes that DevTools calls "Detached": those of which V8 says so, and those reached from them through
 * native nodes, unless they are also reached from an attached one.
 */
export function findDetached(tables: Tables): Set<number> {
  const states = new Map<number, number>()
  const { node, state } = tables.told
  for (let at = 0; at < node.length; at += 1) {
    if (tables.kind[node.items[at]!] === NATIVE) states.set(node.items[at]!, state.items[at]! & 3)
  }
  if (states.size === 0) return new Set()
  const children = new Map<number, number[]>()
  const { from, to } = tables.nativeEdges
  for (let at = 0; at < from.length; at += 1) {
    const list = children.get(from.items[at]!)
    if (list === undefined) children.set(from.items[at]!, [to.items[at]!])
    else list.push(to.items[at]!)
  }
  const spread = (value: number) => {
    const work = [...states].filter(([, known]) => known === value).map(([at]) => at)
    for (let at = work.pop(); at !== undefined; at = work.pop()) {
      for (const child of children.get(at) ?? []) {
        // A state that V8 tells but does not explain (0, or 3) stops the spreading only where it is told.
        if (states.has(child)) continue
        states.set(child, value)
        work.push(child)
      }
    }
  }
  spread(ATTACHED)
  spread(DETACHED)
  return new Set([...states].filter(([, value]) => value === DETACHED).map(([at]) => at))
}
