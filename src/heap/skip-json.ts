import { damaged, showByte } from './snapshot-error.ts'
import { copyOf } from './feed.ts'
import type { Input } from './scan-nodes.ts'

/** Walks over one JSON value that may span chunks, and keeps its text where `keepBytes` allows. */
export type JsonSkip = {
  done: boolean
  depth: number
  inString: boolean
  escaped: boolean
  begun: boolean
  readonly keepBytes: number
  readonly parts: Uint8Array[]
  kept: number
  text(): string
}

export function createJsonSkip(keepBytes: number): JsonSkip {
  const parts: Uint8Array[] = []
  return {
    done: false,
    depth: 0,
    inString: false,
    escaped: false,
    begun: false,
    keepBytes,
    parts,
    kept: 0,
    text() {
      const decoder = new TextDecoder()
      return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode()
    },
  }
}

/** Goes on from `from`; returns where the value ended, with `done` set, or the end of the bytes at hand. */
export function skipJson(skip: JsonSkip, from: number, { bytes, end, base }: Input): number {
  let at = from
  for (; at < end && !skip.done; at += 1) {
    if (skip.inString) {
      at = skipString(skip, at, bytes, end)
      if (!skip.inString && skip.depth === 0) skip.done = true
      continue
    }
    const byte = bytes[at]
    if (byte === 34) skip.inString = true
    else if (byte === 123 || byte === 91) skip.depth += 1
    else if (byte === 125 || byte === 93) {
      if (skip.depth === 0) {
        // A bare number or word ends before the bracket that follows it.
        if (!skip.begun) throw damaged(base + at, 'a value', showByte(byte))
        skip.done = true
        break
      }
      skip.depth -= 1
      if (skip.depth === 0) skip.done = true
    } else if (byte === 44 && skip.depth === 0) {
      if (!skip.begun) throw damaged(base + at, 'a value', showByte(byte))
      skip.done = true
      break
    }
    skip.begun = true
  }
  if (skip.keepBytes > 0) {
    skip.kept += at - from
    if (skip.kept > skip.keepBytes) {
      throw damaged(base + at, `a "snapshot" object of at most ${skip.keepBytes} bytes`)
    }
    skip.parts.push(copyOf(bytes, from, at))
  }
  return at
}

/** Goes on inside a string; returns the position of its quotation mark, or the last of the bytes at hand. */
function skipString(skip: JsonSkip, from: number, bytes: Uint8Array, end: number): number {
  let at = from
  while (at < end) {
    if (skip.escaped) {
      skip.escaped = false
      at += 1
      continue
    }
    // The next mark bounds where an escape is looked for: texts may be long, and many.
    const found = bytes.indexOf(34, at)
    const mark = found === -1 || found > end ? end : found
    const escape = bytes.subarray(at, mark).indexOf(92)
    if (escape === -1) {
      skip.inString = mark === end
      return Math.min(mark, end - 1)
    }
    skip.escaped = true
    at += escape + 1
  }
  return end - 1
}
