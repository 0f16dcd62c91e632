import { once } from 'node:events'
import { createGzip } from 'node:zlib'

export type PieceWriter = {
  write(chunk: Uint8Array): Promise<void>
  /** Resolves when the last piece was put. Throws what `put` threw. */
  end(): Promise<void>
  abandon(): void
}

/** Compresses what is written and puts it away in pieces of one size; the last, which may be smaller or empty, is marked. */
export function gzipPieces(
  pieceBytes: number,
  put: (seq: number, body: Uint8Array, last: boolean) => Promise<void>,
): PieceWriter {
  // Level 1: measured 63 MB in 0.44 s to 16 %; level 6 took three times as long for 14 %.
  const packed = createGzip({ level: 1 })
  const done = drain(packed, pieceBytes, put)
  // Heard by `write` and `end`; before that it must not end the process.
  done.catch((error: unknown) => {
    packed.destroy(error instanceof Error ? error : new Error(String(error)))
  })
  packed.on('error', () => undefined)
  return {
    async write(chunk) {
      // The chunk is only good until the next one is asked for.
      if (!packed.write(Buffer.from(chunk))) {
        await Promise.race([once(packed, 'drain'), done])
      }
    },
    async end() {
      packed.end()
      await done
    },
    abandon: () => {
      packed.destroy()
    },
  }
}

async function drain(
  packed: AsyncIterable<Buffer>,
  pieceBytes: number,
  put: (seq: number, body: Uint8Array, last: boolean) => Promise<void>,
): Promise<void> {
  let waiting: Buffer[] = []
  let length = 0
  let seq = 0
  for await (const chunk of packed) {
    waiting.push(chunk)
    length += chunk.length
    while (length > pieceBytes) {
      const all = Buffer.concat(waiting)
      await put(seq, all.subarray(0, pieceBytes), false)
      seq += 1
      waiting = [all.subarray(pieceBytes)]
      length -= pieceBytes
    }
  }
  await put(seq, Buffer.concat(waiting), true)
}
