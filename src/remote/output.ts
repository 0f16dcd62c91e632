import type { Readable } from 'node:stream'
import { LIMITS } from './limits.ts'

/** What a script says, gathered within bounds while it runs. */
export type Output = {
  /** Null once it is clear that the script never said it. */
  readonly pid: Promise<number | null>
  /** Resolves when there is more than may be kept. */
  readonly overflow: Promise<void>
  /** When something last arrived, by performance.now(). */
  lastAt(): number
  stdout(): string
  stderr(): string
  /** What came instead of the script's first line. */
  banner(): string
  full(): boolean
}

/** Reads both outputs to their end and keeps no more than the bounds: the rest is dropped as it arrives. */
export function gather(
  streams: { readonly stdout: Readable; readonly stderr: Readable },
  maxOutputBytes: number,
): Output {
  const body = createBounded(maxOutputBytes)
  const errors = createBounded(LIMITS.stderrBytes)
  const pid = Promise.withResolvers<number | null>()
  const overflow = Promise.withResolvers<void>()
  let head = Buffer.alloc(0)
  let inHead = true
  let last = performance.now()

  function takeHead(chunk: Buffer): void {
    head = Buffer.concat([head, chunk])
    const found = /(?:^|\n)memdiag-pid (\d{1,10})\r?\n/.exec(head.toString('latin1'))
    if (found !== null) {
      inHead = false
      pid.resolve(Number(found[1]))
      body.add(head.subarray(found.index + found[0].length))
      head = Buffer.alloc(0)
    } else if (head.length > LIMITS.bannerBytes) {
      head = head.subarray(0, LIMITS.bannerBytes)
      pid.resolve(null)
      overflow.resolve()
    }
  }

  streams.stdout.on('data', (chunk: Buffer) => {
    last = performance.now()
    if (!inHead) body.add(chunk)
    else if (head.length < LIMITS.bannerBytes) takeHead(chunk)
    if (body.full()) overflow.resolve()
  })
  streams.stdout.once('end', () => pid.resolve(null))
  streams.stdout.once('close', () => pid.resolve(null))
  streams.stderr.on('data', (chunk: Buffer) => {
    last = performance.now()
    errors.add(chunk)
  })
  return {
    pid: pid.promise,
    overflow: overflow.promise,
    lastAt: () => last,
    stdout: () => body.text(),
    stderr: () => errors.text(),
    banner: () => head.toString('utf8'),
    full: () => body.full() || (inHead && head.length >= LIMITS.bannerBytes),
  }
}

function createBounded(maxBytes: number): {
  add(chunk: Buffer): void
  full(): boolean
  text(): string
} {
  const chunks: Buffer[] = []
  let size = 0
  let dropped = false
  return {
    add(chunk) {
      const room = maxBytes - size
      if (chunk.length > room) dropped = true
      if (room === 0 || chunk.length === 0) return
      // A copy: a slice would keep the whole packet, and a node that sends many small pieces would make us grow.
      const kept = Buffer.from(chunk.subarray(0, room))
      chunks.push(kept)
      size += kept.length
    },
    full: () => dropped,
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}
