import type { Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'
import { STORE_LIMITS } from './limits.ts'

/**
 * Values over a stream: a length in four bytes, then the value as V8 writes it. Unlike JSON text in UTF-8 that
 * keeps what a host's output may hold: NUL, lone surrogates, and fields that are undefined.
 */
export function sendFrame(socket: Socket, value: unknown): void {
  const body = serialize(value)
  const head = Buffer.alloc(HEAD)
  head.writeUInt32BE(body.length)
  socket.write(Buffer.concat([head, body]))
}

const HEAD = 4

/** Hands each value that comes in to `take`, until the stream ends. What is no frame ends the connection. */
export function readFrames(socket: Socket, take: (value: unknown) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= HEAD) {
      const length = rest.readUInt32BE()
      if (length > STORE_LIMITS.frameBytes) {
        socket.destroy(new Error(`A frame of ${length} bytes is too long.`))
        return
      }
      if (rest.length < HEAD + length) return
      const body = rest.subarray(HEAD, HEAD + length)
      rest = rest.subarray(HEAD + length)
      take(deserialize(body))
    }
  })
}
