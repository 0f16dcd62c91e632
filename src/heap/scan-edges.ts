import {
  ARRAY,
  HIDDEN,
  HIDDEN_EDGE,
  INVISIBLE,
  NATIVE,
  OBJECT,
  PROPERTY,
  SYNTHETIC,
  WEAK,
} from './snapshot-header.ts'
import { KIND_SHIFT, MANY_OWNERS, type Tables, growEdges, isNumbered } from './tables.ts'
import { type RecordScan, RECORD_MARGIN, scanRecord } from './scan-records.ts'
import { addProperty, endShape, namesOf, shapeCount } from './shapes.ts'
import { pushInt, setBit } from './growing.ts'
import type { Input } from './scan-nodes.ts'
import { APART, SEEN_TWICE, codeOfName, isCrowded, setApart, widen } from './edge-names.ts'
import { LIMITS } from './limits.ts'
import { damaged } from './snapshot-error.ts'

/** Where the reading of edges stands. */
export type EdgeScan = {
  readonly scan: RecordScan
  /** The node whose edges are being read, the edge at which the next node's begin. */
  source: number
  boundary: number
  /** One bit a node: `hidden`, `array` or `native`, whose bytes may count as their owner's. */
  readonly owned: Uint32Array
}

export function createEdgeScan(scan: RecordScan, tables: Tables): EdgeScan {
  const owned = new Uint32Array((tables.nodeCount + 31) >>> 5)
  for (let node = 0; node < tables.nodeCount; node += 1) {
    const kind = tables.kind[node]!
    if (kind === HIDDEN || kind === ARRAY || kind === NATIVE) owned[node >>> 5]! |= 1 << (node & 31)
  }
  return { scan, source: -1, boundary: 0, owned }
}

/** Reads edges from `from` on; returns where it stopped. */
export function scanEdges(edges: EdgeScan, tables: Tables, from: number, input: Input): number {
  const { bytes, end, base, final } = input
  const { scan, owned } = edges
  const { record } = scan
  const { header, firstEdge, slot, kind } = tables
  const { edgeKinds, nodeFieldCount } = header
  const keep = tables.depth === 'graph'
  const plain = header.edgeFieldCount === 3 && header.edge.type === 0 && header.edge.name === 1
  const nodes = tables.nodeCount
  const perField = 1 / nodeFieldCount
  const marks = tables.marks!
  const { edgeNames } = tables
  const limit = final ? end : end - RECORD_MARGIN
  const plainLimit = plain ? end - RECORD_MARGIN : -1
  let { to } = tables
  let { codes, codeOf, wide } = edgeNames
  let { source, boundary } = edges
  let sourceKind = source === -1 ? SYNTHETIC : kind[source]!
  let count = scan.count
  let at = from
  while (at < limit) {
    let type = 0
    let name = 0
    let target = 0
    let next = plainLimit === -1 ? -1 : at
    if (at < plainLimit) {
      // One digit, a comma, up to nine digits, a comma, up to nine digits, a comma: all edges but a few.
      type = bytes[at]! - 48
      if (type >= 0 && type <= 9 && bytes[at + 1] === 44) {
        next = at + 2
        let byte = bytes[next]!
        const nameStart = next
        while (byte >= 48 && byte <= 57) {
          name = (Math.imul(name, 10) + byte - 48) | 0
          byte = bytes[++next]!
        }
        if (byte === 44 && next > nameStart && next < nameStart + 10) {
          const targetStart = ++next
          byte = bytes[next]!
          while (byte >= 48 && byte <= 57) {
            target = (Math.imul(target, 10) + byte - 48) | 0
            byte = bytes[++next]!
          }
          if (next === targetStart || next > targetStart + 9) next = -1
          else if (byte === 44) next += 1
          else if (byte === 10 && bytes[next + 1] === 44) next += 2
          else next = -1
        } else next = -1
      } else next = -1
    } else next = -1
    if (next === -1) {
      scan.count = count
      next = scanRecord(scan, bytes, at, input)
      if (scan.count === count) {
        at = next
        break
      }
      type = record[header.edge.type]!
      name = record[header.edge.name]!
      target = record[header.edge.to]!
    }
    const index = count++
    while (index >= boundary) {
      if (source !== -1) endEdges({ source }, tables)
      source += 1
      if (source >= nodes)
        throw damaged(base + at, `the end of "edges" after ${tables.edgeCount} of them`)
      boundary = firstEdge[source + 1]!
      sourceKind = kind[source]!
    }
    const child = (target * perField + 0.1) | 0
    if (child >= nodes || child * nodeFieldCount !== target) {
      throw damaged(base + at, `an edge to one of ${nodes} nodes`, String(target))
    }
    const edgeKind = edgeKinds[type < 255 ? type : 255]!
    const named = !isNumbered(edgeKind)
    if (named && name >= LIMITS.stringCount)
      throw damaged(base + at, 'the index of a name', String(name))
    if (keep) {
      if (index >= to.length) {
        growEdges(tables)
        to = tables.to
        codes = edgeNames.codes
        wide = edgeNames.wide
      }
      to[index] = (edgeKind << KIND_SHIFT) | child
      if (wide !== undefined) {
        wide[index] = name
        if (named) setBit(marks, name)
      } else if (!named && name < APART) codes[index] = name
      // Names with a code, as nearly all edges have: they are marked.
      else if (named && name < codeOf.length && codeOf[name]! > SEEN_TWICE)
        codes[index] = codeOf[name]!
      else {
        wide = noteName(tables, index, { name, named })
        codeOf = edgeNames.codeOf
      }
    }
    if (edgeKind === PROPERTY && sourceKind === OBJECT) {
      addProperty(tables.shapes, name)
    }
    if (((owned[child >>> 5]! >>> (child & 31)) & 1) === 1 && edgeKind !== WEAK) {
      const childKind = kind[child]!
      if (
        childKind === NATIVE ||
        sourceKind === HIDDEN ||
        sourceKind === ARRAY ||
        sourceKind === NATIVE
      ) {
        pushInt(tables.owning.from, source)
        pushInt(tables.owning.to, child)
        if (
          childKind === NATIVE &&
          sourceKind === NATIVE &&
          edgeKind !== HIDDEN_EDGE &&
          edgeKind !== INVISIBLE
        ) {
          pushInt(tables.nativeEdges.from, source)
          pushInt(tables.nativeEdges.to, child)
        }
      } else {
        const owner = slot[child]!
        if (owner === 0) slot[child] = source + 1
        else if (owner !== source + 1) slot[child] = MANY_OWNERS
      }
    }
    if (source === tables.root) {
      if (kind[child] === SYNTHETIC) pushInt(tables.rootSynthetics, child)
      else tables.hasUserRoots = true
    }
    at = next
    if (scan.done) break
  }
  scan.count = count
  edges.source = source
  edges.boundary = boundary
  return at
}

/** Notes a name that has no code so far, or an index too large for one; returns the plain column, if that is due. */
function noteName(
  tables: Tables,
  edge: number,
  { name, named }: { readonly name: number; readonly named: boolean },
): Uint32Array | undefined {
  const { edgeNames, to } = tables
  if (named) setBit(tables.marks!, name)
  const code = named ? codeOfName(edgeNames, name) : APART
  if (code !== APART) {
    edgeNames.codes[edge] = code
    return undefined
  }
  setApart(edgeNames, edge, name)
  if (!isCrowded(edgeNames)) return undefined
  return widen(edgeNames, edge + 1, (at) => isNumbered(to[at]! >>> KIND_SHIFT))
}

/** Ends the shape of the node whose edges were read last. The names of a shape are kept, not those of each object. */
export function endEdges({ source }: Pick<EdgeScan, 'source'>, tables: Tables): void {
  if (source === -1 || tables.kind[source] !== OBJECT) return
  const { shapes } = tables
  const known = shapeCount(shapes)
  const shape = endShape(shapes)
  tables.slot[source] = shape
  if (shape !== known || tables.depth === 'graph') return
  for (const name of namesOf(shapes, shape)) setBit(tables.marks!, name)
}
