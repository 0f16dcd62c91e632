import { CONS_STRING, NATIVE, OBJECT, SLICED_STRING, STRING } from './snapshot-header.ts'
import { type RecordScan, RECORD_MARGIN, scanPlainRecord, scanRecord } from './scan-records.ts'
import { type Tables, growNodes, setSize } from './tables.ts'
import { pushInt, setBit } from './growing.ts'
import { LIMITS } from './limits.ts'
import { damaged } from './snapshot-error.ts'

export type Input = {
  readonly bytes: Uint8Array
  readonly end: number
  readonly base: number
  readonly final: boolean
}

/** Reads nodes from `from` on; returns where it stopped, short of what the next call needs to see whole. */
export function scanNodes(scan: RecordScan, tables: Tables, from: number, input: Input): number {
  const { bytes, end, final } = input
  const { header, depth } = tables
  const { type, name, id, selfSize, edgeCount, detachedness } = header.node
  const { kinds } = header
  const { record } = scan
  const marks = tables.marks!
  const withEdges = depth !== 'nodes'
  const marksAll = depth === 'graph'
  let edges = tables.edgeCount
  let at = from
  const limit = final ? end : end - RECORD_MARGIN
  while (at < limit && !scan.done) {
    const before = scan.count
    const next = at < end - RECORD_MARGIN ? scanPlainRecord(scan, bytes, at) : -1
    at = next === -1 ? scanRecord(scan, bytes, at, input) : next
    if (scan.count === before) break
    const node = scan.count - 1
    if (node >= tables.name.length) {
      if (node >= header.nodeCount)
        throw damaged(input.base + at, `the end of "nodes" after ${header.nodeCount} of them`)
      growNodes(tables)
    }
    const nameIndex = record[name]!
    if (nameIndex >= LIMITS.stringCount)
      throw damaged(input.base + at, 'the index of a name', String(nameIndex))
    const kind = kinds[Math.min(record[type]!, 255)]!
    tables.kind[node] = kind
    tables.name[node] = nameIndex
    tables.id[node] = record[id]!
    if (scan.wide === 0) tables.size[node] = record[selfSize]!
    else setSize(tables, node, scan.wide)
    if (
      marksAll
        ? kind !== STRING && kind !== CONS_STRING && kind !== SLICED_STRING
        : kind === OBJECT || kind === NATIVE
    ) {
      setBit(marks, nameIndex)
    }
    if (withEdges) {
      tables.firstEdge[node] = edges
      edges += record[edgeCount]!
      if (detachedness !== -1 && record[detachedness] !== 0) {
        pushInt(tables.told.node, node)
        pushInt(tables.told.state, record[detachedness]!)
      }
    }
  }
  tables.edgeCount = edges
  return at
}
