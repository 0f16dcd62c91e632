import * as fc from 'fast-check'
import type { NodeSketch } from './build-snapshot.ts'

const TYPES = ['object', 'array', 'hidden', 'closure', 'native', 'string', 'code']
const EDGES = ['property', 'element', 'internal', 'context', 'hidden', 'weak', 'shortcut']

/** Graphs of up to 40 nodes under a root, with every kind of node and edge, circles and what nothing holds. */
export const randomGraph = fc
  .integer({ min: 2, max: 40 })
  .chain((count) =>
    fc.record({
      count: fc.constant(count),
      types: fc.array(fc.constantFrom(...TYPES), { minLength: count, maxLength: count }),
      sizes: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: count, maxLength: count }),
      edges: fc.array(
        fc.tuple(
          fc.integer({ min: 0, max: count - 1 }),
          fc.constantFrom(...EDGES),
          fc.integer({ min: 1, max: count - 1 }),
        ),
        { maxLength: count * 4 },
      ),
    }),
  )
  .map(({ count, types, sizes, edges }) =>
    Array.from({ length: count }, (_, at): NodeSketch => {
      const own = edges
        .filter(([from]) => from === at)
        .map(([, type, to]): [string, string | number, number] => [
          type,
          type === 'element' || type === 'hidden' ? to : `p${to}`,
          to,
        ])
      return {
        type: at === 0 ? 'synthetic' : (types[at] ?? 'object'),
        name: at === 0 ? '' : `C${at % 5}`,
        size: at === 0 ? 0 : (sizes[at] ?? 0),
        edges: own,
      }
    }),
  )
