import { beginString, endString, reserve } from './string-table.ts'
import { damaged, showByte } from './snapshot-error.ts'
import type { Input } from './scan-nodes.ts'
import type { Tables } from './tables.ts'
import { skipSpace } from './scan-records.ts'

/** Where the reading of strings stands; a string may span any number of chunks. */
export type StringScan = {
  done: boolean
  inString: boolean
  escaped: boolean
  kept: boolean
  /** After a string: a comma or the end. Before the first: a string or the end. */
  after: 'open' | 'string' | 'comma'
}

export function createStringScan(): StringScan {
  return { done: false, inString: false, escaped: false, kept: false, after: 'open' }
}

/** Reads strings from `from` on; takes all bytes at hand unless the array ends. */
export function scanStrings(scan: StringScan, tables: Tables, from: number, input: Input): number {
  let at = from
  while (at < input.end && !scan.done) {
    at = scan.inString ? inside(scan, tables, at, input) : between(scan, tables, at, input)
  }
  return at
}

function between(
  scan: StringScan,
  tables: Tables,
  from: number,
  { bytes, end, base }: Input,
): number {
  const at = skipSpace(bytes, from, end)
  if (at === end) return at
  const byte = bytes[at]
  if (byte === 34 && scan.after !== 'string') {
    scan.inString = true
    scan.kept = beginString(tables.strings, tables.marks)
  } else if (byte === 44 && scan.after === 'string') scan.after = 'comma'
  else if (byte === 93 && scan.after !== 'comma') scan.done = true
  else {
    const what = scan.after === 'string' ? '"," or "]"' : 'a string'
    throw damaged(
      base + at,
      `${what} in "strings" (string ${tables.strings.count})`,
      showByte(byte),
    )
  }
  return at + 1
}

function inside(scan: StringScan, tables: Tables, from: number, { bytes, end }: Input): number {
  let at = from
  let ended = false
  if (scan.escaped) {
    scan.escaped = false
    at += 1
  }
  while (at < end) {
    const byte = bytes[at++]
    if (byte === 34) {
      ended = true
      break
    }
    if (byte === 92) {
      if (at === end) scan.escaped = true
      at += 1
    }
  }
  if (at > end) at = end
  if (scan.kept) keep(tables, bytes, from, at)
  if (ended) {
    scan.inString = false
    scan.after = 'string'
    endString(tables.strings, scan.kept)
  }
  return at
}

function keep(tables: Tables, bytes: Uint8Array, from: number, to: number): void {
  const { strings } = tables
  const length = to - from
  reserve(strings, length)
  // A loop beats `set` for the few bytes that most names have.
  if (length > 64) strings.bytes.set(bytes.subarray(from, to), strings.length)
  else for (let i = 0; i < length; i += 1) strings.bytes[strings.length + i] = bytes[from + i]!
  strings.length += length
}
