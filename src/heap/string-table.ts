import { release } from './release.ts'
import { LIMITS } from './limits.ts'
import { type GrowingBits, hasBit } from './growing.ts'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'

/**
 * The names of a snapshot, kept as the bytes in which they came and decoded when they are shown. Only the names that
 * were marked while nodes and edges streamed by are kept: the strings stand last in a snapshot.
 */
export type StringTable = {
  /** Number of strings seen, kept or not. */
  count: number
  /** Where the bytes of a kept string begin in `bytes`; 0 for one that was not kept. */
  starts: Uint32Array
  /** Each kept string as in the file, escapes and all, ended by its quotation mark. */
  bytes: Uint8Array
  length: number
  /** Indexes of kept names that look like a WeakMap's entry. */
  readonly weakMapEntries: number[]
}

export function createStringTable(): StringTable {
  return {
    count: 0,
    starts: new Uint32Array(1024),
    bytes: new Uint8Array(1 << 16),
    length: 1,
    weakMapEntries: [],
  }
}

/** Makes room for `more` bytes. */
export function reserve(table: StringTable, more: number): void {
  const needed = table.length + more
  if (needed <= table.bytes.length) return
  if (needed > LIMITS.nameBytes) {
    throw new MemdiagError('usage', say`The snapshot holds more than 2 GiB of names.`, {
      hint: say`Compare with --shallow, which keeps the names of classes only.`,
    })
  }
  const larger = new Uint8Array(
    Math.min(LIMITS.nameBytes, Math.max(needed, table.bytes.length * 2)),
  )
  larger.set(table.bytes.subarray(0, table.length))
  table.bytes = larger
}

/** Begins string `table.count`; returns whether its bytes are wanted. */
export function beginString(table: StringTable, marks: GrowingBits | undefined): boolean {
  const index = table.count
  if (index >= table.starts.length) {
    const larger = new Uint32Array(table.starts.length * 2)
    larger.set(table.starts)
    table.starts = larger
  }
  if (marks !== undefined && !hasBit(marks, index)) return false
  table.starts[index] = table.length
  return true
}

/** Ends a string whose bytes were added, quotation mark included. */
export function endString(table: StringTable, kept: boolean): void {
  if (kept && looksLikeWeakMapEntry(table.bytes, table.starts[table.count]!)) {
    table.weakMapEntries.push(table.count)
  }
  table.count += 1
}

/** Ends the table: what doubling set aside and was not needed is given back. */
export function endStrings(table: StringTable): void {
  const { bytes, starts } = table
  table.bytes = bytes.slice(0, table.length)
  table.starts = starts.slice(0, table.count)
  release([bytes, starts])
}

const decoder = new TextDecoder()

/** The text of a kept string; empty for one that was not kept. */
export function textOf(table: StringTable, index: number): string {
  const start = table.starts[index]
  if (index >= table.count || start === undefined || start === 0) return ''
  const { bytes } = table
  let end = start
  let escaped = false
  while (end < table.length && bytes[end] !== 34) {
    if (bytes[end] === 92) {
      escaped = true
      end += 1
    }
    end += 1
  }
  const raw = decoder.decode(bytes.subarray(start, end))
  if (!escaped) return raw
  try {
    return String(JSON.parse(`"${raw}"`))
  } catch {
    return raw
  }
}

/** ` / part of key (` after a number: how V8 names both edges to a WeakMap's value. */
const ENTRY = new TextEncoder().encode(' / part of key (')

function looksLikeWeakMapEntry(bytes: Uint8Array, start: number): boolean {
  let at = start
  while (bytes[at]! >= 48 && bytes[at]! <= 57) at += 1
  // V8 escapes the slash in JSON as it is; other writers may not, and "\/" is as valid.
  if (at === start || bytes[at] !== 32) return false
  if (bytes[at + 1] === 92) return true
  for (let i = 0; i < ENTRY.length; i += 1) if (bytes[at + i] !== ENTRY[i]) return false
  return true
}
