import { say } from '../core/say.ts'
import { damaged, foreign, showByte, WRONG_FILE } from './snapshot-error.ts'
import type { Input } from './scan-nodes.ts'
import { LIMITS } from './limits.ts'
import { skipSpace } from './scan-records.ts'

/** Checks that the input opens like JSON; returns the position after the brace. */
export function checkOpening({ bytes, end, base }: Input, from: number): number {
  const byte = bytes[from]
  if (byte === 0x1f && bytes[from + 1] === 0x8b) {
    throw foreign(say`it is compressed with gzip`, say`Unpack it first: gunzip FILE.`)
  }
  // A byte order mark, which some editors add.
  const at = byte === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf ? from + 3 : from
  if (at < end && bytes[at] === 123) return at + 1
  throw foreign(
    say`expected "{" at byte ${base + at}, found ${showByte(at < end ? bytes[at] : undefined)}`,
    WRONG_FILE,
  )
}

/** Reads `"key" :`; returns the key and where its value begins. */
export function keyAt({ bytes, end, base }: Input, from: number): { key: string; at: number } {
  const fail = (at: number, what: string) =>
    damaged(base + at, what, showByte(at < end ? bytes[at] : undefined))
  if (bytes[from] !== 34) throw fail(from, 'the name of a section')
  let at = from + 1
  while (at < end && bytes[at] !== 34 && at - from <= LIMITS.keyBytes) at += 1
  if (at >= end || bytes[at] !== 34) throw fail(at, 'the end of the name of a section')
  const key = new TextDecoder().decode(bytes.subarray(from + 1, at))
  at = skipSpace(bytes, at + 1, end)
  if (at >= end || bytes[at] !== 58) throw fail(at, `":" after "${key}"`)
  at = skipSpace(bytes, at + 1, end)
  if (at >= end) throw fail(at, `the value of "${key}"`)
  return { key, at }
}
