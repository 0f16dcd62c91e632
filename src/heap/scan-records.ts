import { damaged, showByte } from './snapshot-error.ts'
import type { MemdiagError } from '../core/errors.ts'
import { LIMITS } from './limits.ts'

/** A run of numbers in a JSON array, read `width` at a time. */
export type RecordScan = {
  readonly name: string
  readonly width: number
  readonly record: Uint32Array
  /** Records read. */
  count: number
  /** The closing bracket was read. */
  done: boolean
  /** Field whose value may exceed 32 bits, or -1; what it was in this record, or 0. */
  readonly wideField: number
  wide: number
}

export function createRecordScan(name: string, width: number, wideField = -1): RecordScan {
  return { name, width, record: new Uint32Array(width), count: 0, done: false, wideField, wide: 0 }
}

/**
 * Reads one record the careful way: white space, large numbers, the end of the array, and errors. `end` is the end of
 * the bytes at hand, `base` what to add to a position for its offset in the input. Returns the position after the
 * record's comma or the closing bracket; when the array ended instead, `done` is set and `count` is not raised.
 */
export function scanRecord(
  scan: RecordScan,
  bytes: Uint8Array,
  from: number,
  input: { end: number; base: number },
): number {
  let at = skipSpace(bytes, from, input.end)
  scan.wide = 0
  if (bytes[at] === 93 && at < input.end && scan.count === 0) {
    scan.done = true
    return at + 1
  }
  for (let field = 0; field < scan.width; field += 1) {
    at = skipSpace(bytes, at, input.end)
    const start = at
    let value = 0
    while (at < input.end && isDigit(bytes[at])) {
      value = value * 10 + bytes[at]! - 48
      at += 1
    }
    if (at === start) throw expected(scan, 'a number', { bytes, at, ...input })
    if (value > 0xffffffff) {
      if (field !== scan.wideField || value > Number.MAX_SAFE_INTEGER) {
        throw damaged(input.base + start, `a number below 2^32 in "${scan.name}"`, String(value))
      }
      scan.wide = value
    }
    scan.record[field] = Math.min(value, 0xffffffff)
    at = skipSpace(bytes, at, input.end)
    const byte = at < input.end ? bytes[at] : undefined
    const last = field === scan.width - 1
    if (last && byte === 93) scan.done = true
    else if (byte !== 44) throw expected(scan, last ? '"," or "]"' : '","', { bytes, at, ...input })
    at += 1
  }
  scan.count += 1
  return at
}

/**
 * The fast way: reads a record of digits and commas, ended by a comma or a line feed and a comma. Returns the
 * position of the next record, or -1 where the careful way has to look. Needs LIMITS.recordBytes bytes at hand.
 */
export function scanPlainRecord(scan: RecordScan, bytes: Uint8Array, from: number): number {
  const { width, record } = scan
  let at = from
  let next = 0
  for (let field = 0; field < width; field += 1) {
    const start = at
    let value = bytes[at++]! - 48
    if (!(value >= 0 && value <= 9)) return -1
    next = bytes[at]!
    while (next >= 48 && next <= 57) {
      value = (Math.imul(value, 10) + next - 48) | 0
      next = bytes[++at]!
    }
    if (at - start > 9) return -1
    record[field] = value
    if (next !== 44) {
      if (field !== width - 1 || next !== 10 || bytes[at + 1] !== 44) return -1
      at += 1
    }
    at += 1
  }
  scan.wide = 0
  scan.count += 1
  return at
}

/** Skips numbers that nobody asked for, up to the closing bracket. */
export function skipNumbers(
  scan: { done: boolean },
  bytes: Uint8Array,
  from: number,
  end: number,
): number {
  const at = bytes.indexOf(93, from)
  if (at === -1 || at >= end) return end
  scan.done = true
  return at + 1
}

export function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end) {
    const byte = bytes[at]
    if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) break
    at += 1
  }
  return at
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}

type Place = { bytes: Uint8Array; at: number; end: number; base: number }

function expected(scan: RecordScan, what: string, { bytes, at, end, base }: Place): MemdiagError {
  const found = showByte(at < end ? bytes[at] : undefined)
  return damaged(base + at, `${what} in "${scan.name}" (record ${scan.count})`, found)
}

/** Bytes that must be at hand before a record is read without looking at the end. */
export const RECORD_MARGIN = LIMITS.recordBytes
