import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classify } from '../../src/heap/classes.ts'
import { findDominators } from '../../src/heap/dominators.ts'
import { type Graph, IDLE_AT_ROOT, IDLE_KINDS, graphOf } from '../../src/heap/essential-edges.ts'
import { readSnapshot } from '../../src/heap/read-snapshot.ts'
import { retainedByClass } from '../../src/heap/retained-by-class.ts'
import { dominatorOrdinals, sumRetainedSizes } from '../../src/heap/retained-sizes.ts'
import { CHILD_MASK, KIND_SHIFT, type Tables, sizeOf } from '../../src/heap/tables.ts'
import { buildSnapshot, inChunks } from './support/build-snapshot.ts'
import { randomGraph } from './support/random-graph.ts'

/** What the root's globals reach by edges that are not weak; none of it where there are no globals. */
function markOwnedByProgram({ nodeCount, root, firstEdge, to }: Graph): Uint8Array {
  const owned = new Uint8Array(nodeCount)
  const targets = (node: number, kinds: (kind: number) => boolean) =>
    Array.from(to.subarray(firstEdge[node], firstEdge[node + 1]))
      .filter((packed) => kinds(packed >>> KIND_SHIFT))
      .map((packed) => packed & CHILD_MASK)
  const work = targets(root, (kind) => kind === 5)
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (owned[node] === 1) continue
    owned[node] = 1
    work.push(...targets(node, (kind) => kind !== 6))
  }
  return owned
}

/** Nodes that are reached from the root, passing over one of them. */
function reachable(graph: Graph, without: number): Set<number> {
  const program = markOwnedByProgram(graph)
  const seen = new Set<number>()
  const work = [graph.root, ...orphans(graph, program)]
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (node === without || seen.has(node)) continue
    seen.add(node)
    work.push(...children(graph, program, node))
  }
  return seen
}

function children(graph: Graph, program: Uint8Array, node: number): number[] {
  const idle = node === graph.root ? IDLE_AT_ROOT : IDLE_KINDS
  const found: number[] = []
  for (let at = graph.firstEdge[node] ?? 0; at < (graph.firstEdge[node + 1] ?? 0); at += 1) {
    const packed = graph.to[at] ?? 0
    const child = packed & CHILD_MASK
    if (idle[packed >>> KIND_SHIFT] === 1 || child === node) continue
    if (node !== graph.root && program.length > 0 && program[node] === 0 && program[child] === 1)
      continue
    found.push(child)
  }
  return found
}

/** Nodes without any retainer hang on the root, as in DevTools. */
function orphans(graph: Graph, program: Uint8Array): number[] {
  const held = new Set<number>()
  for (let node = 0; node < graph.nodeCount; node += 1) {
    for (const child of children(graph, program, node)) held.add(child)
  }
  return Array.from({ length: graph.nodeCount }, (_, node) => node).filter(
    (node) => node !== graph.root && !held.has(node),
  )
}

/** The closest node without which another cannot be reached, by trying each. */
function naiveDominators(graph: Graph): number[] {
  const all = reachable(graph, -1)
  const dominatedBy = Array.from({ length: graph.nodeCount }, () => new Set<number>())
  for (const candidate of all) {
    const left = reachable(graph, candidate)
    for (const node of all)
      if (!left.has(node) && node !== candidate) dominatedBy[node]?.add(candidate)
  }
  return dominatedBy.map((dominators, node) => {
    if (node === graph.root || !all.has(node)) return graph.root
    // The closest is dominated by all the others.
    const closest = [...dominators].find(
      (each) => (dominatedBy[each]?.size ?? 0) === dominators.size - 1,
    )
    return closest ?? graph.root
  })
}

function naiveRetained(tables: Tables, dominators: readonly number[]): number[] {
  const retained = Array.from({ length: tables.nodeCount }, (_, node) => sizeOf(tables, node))
  for (let node = 0; node < tables.nodeCount; node += 1) {
    if (node === tables.root) continue
    for (let up = dominators[node] ?? 0; ; up = dominators[up] ?? 0) {
      retained[up] = (retained[up] ?? 0) + sizeOf(tables, node)
      if (up === tables.root) break
    }
  }
  return retained
}

// Thousands of graphs: minutes on a machine that is busy with other things.
const MANY = { timeout: 300_000 }

test(
  'dominators and retained sizes are those found by leaving out each node in turn',
  MANY,
  async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph, async (nodes) => {
        const tables = await readSnapshot(inChunks(buildSnapshot(nodes)), { depth: 'graph' })
        const graph = graphOf(tables)
        const expected = naiveDominators(graph)

        const dominators = findDominators(graph)

        expect([...dominatorOrdinals(dominators, tables)]).toEqual(expected)
        expect([...sumRetainedSizes(tables, dominators)]).toEqual(naiveRetained(tables, expected))
      }),
      { numRuns: 1500 },
    )
  },
)

test('what a class retains counts objects inside others of the class once', MANY, async () => {
  await fc.assert(
    fc.asyncProperty(randomGraph, async (nodes) => {
      const tables = await readSnapshot(inChunks(buildSnapshot(nodes)), { depth: 'graph' })
      const classes = classify(tables, { detached: new Set(), interfaces: [] })
      const graph = graphOf(tables)
      const up = naiveDominators(graph)
      const retained = naiveRetained(tables, up)
      const expected = classes.keys.map((_, own) => {
        let sum = 0
        for (let node = 0; node < tables.nodeCount; node += 1) {
          if (classes.of[node] !== own || tables.size[node] === 0) continue
          let inside = false
          for (let at = node; at !== tables.root; ) {
            at = up[at] ?? 0
            if (classes.of[at] === own && tables.size[at] !== 0) inside = true
          }
          if (!inside) sum += retained[node] ?? 0
        }
        return sum
      })

      const dominators = findDominators(graph)
      const sums = retainedByClass(
        dominators,
        tables,
        classes,
        sumRetainedSizes(tables, dominators),
      )

      expect([...sums]).toEqual(expected)
    }),
    { numRuns: 500 },
  )
})

describe('graphs that make simple algorithms slow', () => {
  /** A list of `length` nodes whose tail holds as many objects, each of which the root holds too. */
  function listWithFan(length: number): Graph {
    const nodeCount = 1 + length * 2
    const firstEdge = new Uint32Array(nodeCount + 1)
    const to: number[] = []
    for (let node = 0; node < nodeCount; node += 1) {
      firstEdge[node] = to.length
      if (node === 0) {
        to.push(1)
        // Met by the walk only after the list.
        for (let at = 0; at < length; at += 1) to.push(length + 1 + at)
      } else if (node < length) to.push(node + 1)
      else if (node === length) for (let at = 0; at < length; at += 1) to.push(length + 1 + at)
    }
    firstEdge[nodeCount] = to.length
    return {
      nodeCount,
      root: 0,
      firstEdge,
      to: Uint32Array.from(to, (child) => (2 << KIND_SHIFT) | child),
      documents: [],
    }
  }

  test('a long list whose tail holds much is done in a moment', () => {
    const graph = listWithFan(300_000)
    const begin = performance.now()

    const { vertex, idom, count } = findDominators(graph)

    const last = [...vertex.subarray(1, count + 1)].indexOf(600_000) + 1
    expect(vertex[idom[last] ?? 0]).toBe(0)
    // Plain climbing would take 9e10 steps: minutes.
    expect(performance.now() - begin).toBeLessThan(10_000)
  })
})

describe('graphs of several hundred thousand nodes', () => {
  /** Each node has an edge from an earlier one, so that all are reached, a few to and from anywhere, and one to each hub. */
  function scattered(nodeCount: number, hubs: readonly number[]): Graph {
    let seed = 42
    const below = (limit: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return Math.floor((seed / 2 ** 32) * limit)
    }
    const lists = Array.from({ length: nodeCount }, (): number[] => [])
    for (let node = 1; node < nodeCount; node += 1) {
      lists[below(node)]?.push(node)
      lists[below(nodeCount)]?.push(below(nodeCount - 1) + 1)
      if (node % 3 === 0) lists[node - 1]?.push(node)
      lists[node]?.push(...hubs)
    }
    const firstEdge = new Uint32Array(nodeCount + 1)
    lists.forEach((list, node) => (firstEdge[node + 1] = (firstEdge[node] ?? 0) + list.length))
    const to = Uint32Array.from(lists.flat(), (child) => (2 << KIND_SHIFT) | child)
    return { nodeCount, root: 0, firstEdge, to, documents: [] }
  }

  /** Cooper, Harvey and Kennedy's: the common ancestor of all predecessors, again and again until nothing changes. */
  function iterated({ nodeCount, root, firstEdge, to }: Graph): Int32Array {
    const order: number[] = []
    const seen = new Uint8Array(nodeCount)
    const next = firstEdge.slice()
    const stack = [root]
    seen[root] = 1
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const at = next[node] ?? 0
      if (at === firstEdge[node + 1]) {
        order.push(node)
        stack.pop()
        continue
      }
      next[node] = at + 1
      const child = (to[at] ?? 0) & CHILD_MASK
      if (seen[child] === 1) continue
      seen[child] = 1
      stack.push(child)
    }
    const place = new Int32Array(nodeCount)
    order.forEach((node, at) => (place[node] = at))
    const up = new Int32Array(nodeCount).fill(-1)
    up[root] = root
    const common = (a: number, b: number) => {
      let [x, y] = [a, b]
      while (x !== y) {
        while ((place[x] ?? 0) < (place[y] ?? 0)) x = up[x] ?? 0
        while ((place[y] ?? 0) < (place[x] ?? 0)) y = up[y] ?? 0
      }
      return x
    }
    for (let changed = true; changed; ) {
      changed = false
      for (const node of order.toReversed()) {
        for (let at = firstEdge[node] ?? 0; at < (firstEdge[node + 1] ?? 0); at += 1) {
          const child = (to[at] ?? 0) & CHILD_MASK
          if (child === root) continue
          const known = up[child] ?? -1
          const found = known === -1 ? node : common(known, node)
          if (found !== known) {
            up[child] = found
            changed = true
          }
        }
      }
    }
    return up
  }

  test.each([
    ['have', 700_000, []],
    // More edges than are sorted at a time lead to the nodes of one range.
    ['with hubs that all others lead to have', 450_000, [40, 900, 5000, 9000]],
  ] as const)('%s the dominators that a simple algorithm finds', MANY, (_, nodes, hubs) => {
    const graph = scattered(nodes, hubs)

    const ordinals = dominatorOrdinals(findDominators(graph), {
      nodeCount: graph.nodeCount,
      root: 0,
      size: new Uint32Array(0),
      wideSizes: new Map(),
    })

    const expected = iterated(graph)
    expect(ordinals.findIndex((up, node) => up !== expected[node])).toBe(-1)
    expect(new Set(ordinals).size).toBeGreaterThan(1000)
  })
})
