import type { HeapReading } from './heap-values.ts'
import { type Following, goesUpAndDown } from './load-series.ts'
import { correlation } from './slope.ts'

/** Fewer readings lie on a line by chance. */
const LEAST_READINGS = 5
/**
 * So close to a line that of five readings that have nothing to do with each other seven in a thousand are (t-test, one
 * side); 0.99 to 1 were measured of requests in flight in three runs, 0.89 and 0.95 in two where a collection took two
 * seconds.
 */
const ON_A_LINE = 0.95
/** Connections must move by so many, and by this share of the most: some that come and go are there in every service. */
const LEAST_CONNECTIONS = 10
const CONNECTIONS_MOVE = 0.15
/** Share of what is held, heap and external together, that must go with the connections: 9 to 19 % were measured of requests in flight. */
const MEMORY_MOVES = 0.05

export type ByConnections = Pick<Following, 'low' | 'high'> & {
  /** They went down as well: what only goes up with them may be a leak that keeps connections, or traffic that rises. */
  readonly upAndDown: boolean
}

/**
 * What a process holds after forced collections, against the TCP connections it has open at that moment: the memory of
 * requests in flight goes up and down with them. Null where the connections did not move, or the memory did not move
 * with them, or Node.js does not count them (before 17.3).
 */
export function heldByConnections(forced: readonly HeapReading[]): ByConnections | null {
  const points = forced.flatMap((each) => {
    if (each.resources.length === 0) return []
    const open = each.resources.find(({ type }) => type === 'TCPSocketWrap')?.count ?? 0
    return [{ load: open, memoryBytes: each.heapUsedBytes + each.externalBytes }]
  })
  const loads = points.map((each) => each.load)
  const memory = points.map((each) => each.memoryBytes)
  const sorted = points.toSorted((left, right) => left.load - right.load)
  const [low, high] = [sorted[0], sorted.at(-1)]
  if (points.length < LEAST_READINGS || low === undefined || high === undefined) return null
  const moved = high.load - low.load
  if (moved < Math.max(LEAST_CONNECTIONS, high.load * CONNECTIONS_MOVE)) return null
  if (high.memoryBytes - low.memoryBytes < Math.max(...memory) * MEMORY_MOVES) return null
  if (correlation(loads, memory) < ON_A_LINE) return null
  return { low, high, upAndDown: goesUpAndDown(loads, CONNECTIONS_MOVE) }
}
