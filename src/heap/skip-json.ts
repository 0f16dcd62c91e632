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
    const byte = bytes[at]
    if (skip.inString) {
      if (skip.escaped) skip.escaped = false
      else if (byte === 92) skip.escaped = true
      else if (byte === 34) {
        skip.inString = false
        if (skip.depth === 0) skip.done = true
      }
      continue
    }
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
