import type { Readable } from 'node:stream'

/**
 * Hands over the lines of a stream as bytes, in order. A line longer than the bound, and all that follows, is
 * given up: `onTooLong` is told once. Calls `onEnd` when the stream is over.
 */
export function readLines(
  stream: Readable,
  maxBytes: number,
  on: {
    readonly line: (line: Buffer) => void
    readonly tooLong: () => void
    readonly end: () => void
  },
): void {
  let parts: Buffer[] = []
  let size = 0
  let given = false

  function finish(last: Buffer): void {
    const line = parts.length === 0 ? last : Buffer.concat([...parts, last])
    parts = []
    size = 0
    on.line(line)
  }

  stream.on('data', (chunk: Buffer) => {
    if (given) return
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      finish(chunk.subarray(from, at))
      from = at + 1
    }
    if (from === chunk.length) return
    parts.push(chunk.subarray(from))
    size += chunk.length - from
    if (size <= maxBytes) return
    given = true
    parts = []
    on.tooLong()
  })
  let over = false
  const onEnd = (): void => {
    if (!over) on.end()
    over = true
  }
  stream.once('end', onEnd).once('close', onEnd)
}
