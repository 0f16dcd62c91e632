import { CLOSURE, OBJECT } from './snapshot-header.ts'
import { type RecordScan, RECORD_MARGIN, scanPlainRecord, scanRecord } from './scan-records.ts'
import { type Tables, VIRTUAL_NAME, nameIndexOf } from './tables.ts'
import type { Input } from './scan-nodes.ts'
import { damaged } from './snapshot-error.ts'
import { internPlace } from './places.ts'
import { pushInt } from './growing.ts'

/** Reads where constructors and functions are defined; returns where it stopped. */
export function scanLocations(
  scan: RecordScan,
  tables: Tables,
  from: number,
  input: Input,
): number {
  const { bytes, end, base, final } = input
  const { record } = scan
  const { location, nodeFieldCount } = tables.header
  const limit = final ? end : end - RECORD_MARGIN
  let at = from
  while (at < limit && !scan.done) {
    const before = scan.count
    const next = at < end - RECORD_MARGIN ? scanPlainRecord(scan, bytes, at) : -1
    at = next === -1 ? scanRecord(scan, bytes, at, input) : next
    if (scan.count === before) break
    const object = record[location.object]!
    const node = Math.floor(object / nodeFieldCount)
    if (node >= tables.nodeCount || node * nodeFieldCount !== object) {
      throw damaged(base + at, `a location of one of ${tables.nodeCount} nodes`, String(object))
    }
    const script = record[location.script]!
    const line = record[location.line]!
    const column = record[location.column]!
    const kind = tables.kind[node]
    if (kind === OBJECT) {
      const name = nameIndexOf(tables, node)
      tables.name[node] = VIRTUAL_NAME + internPlace(tables.places, { name, script, line, column })
    } else if (kind === CLOSURE && tables.depth === 'graph') {
      for (const value of [node, script, line, column]) pushInt(tables.functionPlaces, value)
    }
  }
  return at
}
