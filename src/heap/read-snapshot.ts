import { say } from '../core/say.ts'
import { endStrings } from './string-table.ts'
import { type Depth, type Tables, createTables } from './tables.ts'
import { type EdgeScan, createEdgeScan, endEdges, scanEdges } from './scan-edges.ts'
import { type Input, scanNodes } from './scan-nodes.ts'
import { type JsonSkip, createJsonSkip, skipJson } from './skip-json.ts'
import { type RecordScan, createRecordScan, skipNumbers } from './scan-records.ts'
import { type StringScan, createStringScan, scanStrings } from './scan-strings.ts'
import { damaged, foreign, WRONG_FILE } from './snapshot-error.ts'
import { LIMITS } from './limits.ts'
import type { SnapshotSource } from './snapshot-source.ts'
import { checkOpening, keyAt } from './snapshot-keys.ts'
import { endEdgeNames } from './edge-names.ts'
import { parseHeader } from './snapshot-header.ts'
import { feed } from './feed.ts'
import { scanLocations } from './scan-locations.ts'
import { skipSpace } from './scan-records.ts'

export type ReadOptions = {
  readonly depth: Depth
  /** Columns that another thread can use without a copy. */
  readonly shared?: boolean
  /** Called before the strings are read, when it can still be said which are wanted. */
  readonly beforeStrings?: (tables: Tables) => void
  /** Called now and then with the bytes read so far. */
  readonly onBytes?: (bytes: number) => void
}

type Section =
  | { readonly kind: 'nodes' | 'locations'; readonly scan: RecordScan }
  | { readonly kind: 'edges'; readonly edges: EdgeScan }
  | { readonly kind: 'edges-skipped'; readonly scan: { done: boolean } }
  | { readonly kind: 'strings'; readonly scan: StringScan }
  | { readonly kind: 'header' | 'other'; readonly scan: JsonSkip; readonly at: number }

type Reading = {
  readonly options: ReadOptions
  place: 'start' | 'key' | 'section' | 'after' | 'end'
  section: Section | undefined
  tables: Tables | undefined
  readonly seen: Set<string>
}

/**
 * Reads a heap snapshot from bytes as they come, without ever holding them. Throws MemdiagError, naming the byte and
 * what was expected there, for input that is cut off, damaged or something else.
 */
export async function readSnapshot(source: SnapshotSource, options: ReadOptions): Promise<Tables> {
  const reading: Reading = {
    options,
    place: 'start',
    section: undefined,
    tables: undefined,
    seen: new Set(),
  }
  const total = await feed(source, (input, from) => step(reading, from, input), options.onBytes)
  const { tables } = reading
  if (reading.place !== 'end' || tables === undefined) {
    if (total === 0)
      throw foreign(
        say`the input is empty`,
        say`Write the snapshot again; the disk may have been full.`,
      )
    throw damaged(total, whatIsMissing(reading), 'the end of the input')
  }
  return tables
}

function step(reading: Reading, from: number, input: Input): number {
  let at = from
  while (at < input.end) {
    const before = at
    const place = reading.place
    if (place === 'section') at = continueSection(reading, at, input)
    else if (place === 'end') return input.end
    else {
      at = skipSpace(input.bytes, at, input.end)
      if (at === input.end) return at
      if (!input.final && input.end - at < LIMITS.recordBytes) return at
      if (place === 'start') {
        at = checkOpening(input, at)
        reading.place = 'key'
      } else if (place === 'key') at = beginSection(reading, at, input)
      else at = afterSection(reading, at, input)
    }
    if (at === before && place === reading.place) return at
  }
  return at
}

function beginSection(reading: Reading, from: number, input: Input): number {
  const { key, at } = keyAt(input, from)
  const { tables } = reading
  if (reading.seen.has(key)) throw damaged(input.base + from, 'each section once', `"${key}" again`)
  if (tables === undefined && key !== 'snapshot') throw notASnapshot(key)
  reading.seen.add(key)
  reading.place = 'section'
  const open = input.bytes[at] === 91
  if (['nodes', 'edges', 'locations', 'strings'].includes(key) && !open) {
    throw damaged(input.base + at, `"[" after "${key}"`)
  }
  const need = (before: string) => {
    if (!reading.seen.has(before)) throw damaged(input.base + from, `"${before}" before "${key}"`)
  }
  if (
    tables === undefined ||
    (key !== 'nodes' && key !== 'edges' && key !== 'locations' && key !== 'strings')
  ) {
    const scan = createJsonSkip(key === 'snapshot' ? LIMITS.headerBytes : 0)
    reading.section = { kind: key === 'snapshot' ? 'header' : 'other', scan, at: input.base + at }
    return at
  }
  const { header } = tables
  if (key === 'nodes') {
    const scan = createRecordScan('nodes', header.nodeFieldCount, header.node.selfSize)
    reading.section = { kind: 'nodes', scan }
  } else if (key === 'edges') {
    need('nodes')
    reading.section =
      tables.depth === 'nodes'
        ? { kind: 'edges-skipped', scan: { done: false } }
        : {
            kind: 'edges',
            edges: createEdgeScan(createRecordScan('edges', header.edgeFieldCount), tables),
          }
  } else if (key === 'locations') {
    need('nodes')
    const usable = header.locationFieldCount > 0 && !Object.values(header.location).includes(-1)
    reading.section = usable
      ? { kind: 'locations', scan: createRecordScan('locations', header.locationFieldCount) }
      : { kind: 'edges-skipped', scan: { done: false } }
  } else {
    need('edges')
    reading.options.beforeStrings?.(tables)
    reading.section = { kind: 'strings', scan: createStringScan() }
  }
  return at + 1
}

function continueSection(reading: Reading, from: number, input: Input): number {
  const { section, tables } = reading
  if (section === undefined) return from
  if (section.kind === 'header' || section.kind === 'other') {
    const at = skipJson(section.scan, from, input)
    if (section.scan.done) {
      if (section.kind === 'header') {
        const header = parseHeader(section.scan.text(), section.at)
        reading.tables = createTables(
          header,
          reading.options.depth,
          reading.options.shared ?? false,
        )
      }
      reading.place = 'after'
    }
    return at
  }
  if (tables === undefined) return from
  let at = from
  let done = false
  if (section.kind === 'nodes') {
    at = scanNodes(section.scan, tables, from, input)
    done = section.scan.done
    if (done) endNodes(tables, section.scan, input.base + at)
  } else if (section.kind === 'edges') {
    at = scanEdges(section.edges, tables, from, input)
    done = section.edges.scan.done
    if (done) {
      endEdges(section.edges, tables)
      endEdgeNames(tables.edgeNames)
      expectCount('edges', section.edges.scan.count, tables.edgeCount, input.base + at)
    }
  } else if (section.kind === 'locations') {
    at = scanLocations(section.scan, tables, from, input)
    done = section.scan.done
  } else if (section.kind === 'strings') {
    at = scanStrings(section.scan, tables, from, input)
    done = section.scan.done
    if (done) endStrings(tables.strings)
  } else {
    at = skipNumbers(section.scan, input.bytes, from, input.end)
    done = section.scan.done
  }
  if (done) reading.place = 'after'
  return at
}

function endNodes(tables: Tables, scan: RecordScan, offset: number): void {
  const { header } = tables
  tables.nodeCount = scan.count
  expectCount('nodes', scan.count, header.nodeCount, offset)
  if (scan.count === 0) throw damaged(offset, 'at least one node')
  if (tables.root >= scan.count)
    throw damaged(offset, 'a root among the nodes', String(tables.root))
  if (tables.depth === 'nodes') return
  tables.firstEdge[scan.count] = tables.edgeCount
  expectCount('edges', tables.edgeCount, header.edgeCount, offset)
}

function expectCount(what: string, found: number, promised: number, offset: number): void {
  if (found !== promised) throw damaged(offset, `${promised} ${what}`, String(found))
}

function afterSection(reading: Reading, at: number, input: Input): number {
  const byte = input.bytes[at]
  if (byte === 44) reading.place = 'key'
  else if (byte === 125) {
    const missing = ['snapshot', 'nodes', 'edges', 'strings'].find((key) => !reading.seen.has(key))
    if (missing !== undefined)
      throw damaged(input.base + at, `a section "${missing}"`, 'the end of the snapshot')
    reading.place = 'end'
  } else throw damaged(input.base + at, '"," or "}" after a section')
  return at + 1
}

function whatIsMissing(reading: Reading): string {
  if (reading.place === 'section' && reading.section !== undefined) {
    const { kind } = reading.section
    return kind === 'header'
      ? 'the rest of "snapshot"'
      : `the rest of "${kind.replace('-skipped', '')}"`
  }
  return reading.place === 'start' ? '"{"' : 'the next section'
}

function notASnapshot(key: string): Error {
  if (key === 'nodes') {
    return foreign(
      say`it looks like a CPU profile (.cpuprofile)`,
      say`Open it in the Performance panel of DevTools; memdiag heap needs a .heapsnapshot.`,
    )
  }
  if (key === 'head') {
    return foreign(
      say`it looks like a sampling heap profile (.heapprofile)`,
      say`Open it in the Memory panel of DevTools; memdiag heap needs a .heapsnapshot.`,
    )
  }
  return foreign(say`it is JSON that begins with "${key.slice(0, 40)}"`, WRONG_FILE)
}
