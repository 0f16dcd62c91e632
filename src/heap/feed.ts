import type { Input } from './scan-nodes.ts'
import { LIMITS } from './limits.ts'
import type { SnapshotSource } from './snapshot-source.ts'

/** Takes bytes from `from` on; returns where it stopped. Unless `final`, it may leave up to LIMITS.recordBytes untaken. */
export type Taker = (input: Input, from: number) => number

const HEAD = LIMITS.recordBytes * 4

/**
 * Hands chunks to `take` without copying them: only what a chunk leaves over is joined with the head of the next.
 * Returns the number of bytes.
 */
export async function feed(
  source: SnapshotSource,
  take: Taker,
  onBytes?: (bytes: number) => void,
): Promise<number> {
  let rest = new Uint8Array(0)
  let total = 0
  for await (const chunk of source) {
    if (chunk.length === 0) continue
    let from = 0
    if (rest.length > 0) {
      const head = chunk.subarray(0, HEAD)
      const bridge = join(rest, head)
      const base = total - rest.length
      const taken = take({ bytes: bridge, end: bridge.length, base, final: false }, 0)
      if (head.length === chunk.length) {
        rest = copyOf(bridge, taken, bridge.length)
        total += chunk.length
        continue
      }
      from = taken - rest.length
    }
    const taken = take({ bytes: chunk, end: chunk.length, base: total, final: false }, from)
    rest = copyOf(chunk, taken, chunk.length)
    total += chunk.length
    onBytes?.(total)
  }
  // Zeros after the end, so that a record cut off there is seen to be cut off.
  const last = join(rest, new Uint8Array(LIMITS.recordBytes))
  take({ bytes: last, end: rest.length, base: total - rest.length, final: true }, 0)
  return total
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}

/** A copy in any case: `slice` of a Buffer is only a view of it. */
export function copyOf(bytes: Uint8Array, from: number, to: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(to - from)
  copy.set(bytes.subarray(from, to))
  return copy
}
