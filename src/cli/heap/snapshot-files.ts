import { createReadStream, readSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { stdin } from 'node:process'
import { createGunzip } from 'node:zlib'
import { MemdiagError, messageOf } from '../../core/errors.ts'
import { say } from '../../core/say.ts'

/** Bytes read at a time: enough that a read costs little, few enough to stay in a processor's cache. */
const CHUNK_BYTES = 1 << 18

/** A snapshot to read: a path, or `-` for what comes on stdin. */
export type SnapshotFile = {
  readonly path: string
  readonly shown: string
  readonly bytes: number | null
}

/** Looks a snapshot's file up. Throws `usage` where there is none. */
export async function findSnapshot(given: string, cwd: string): Promise<SnapshotFile> {
  if (given === '-') return { path: '-', shown: 'stdin', bytes: null }
  const path = resolve(cwd, given)
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw new Error('it is a folder')
    return { path, shown: given, bytes: found.isFile() ? found.size : null }
  } catch (error) {
    throw cannotRead(given, error)
  }
}

/** The bytes of a snapshot, unpacked where they are compressed with gzip. A chunk is good until the next is asked for. */
export async function* readChunks(path: string, shown: string): AsyncGenerator<Uint8Array> {
  try {
    yield* path === '-' ? unpacked(stdin) : fileChunks(path)
  } catch (error) {
    throw error instanceof MemdiagError ? error : cannotRead(shown, error)
  }
}

async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path)
  const start = Buffer.alloc(2)
  const { bytesRead } = await file.read(start, 0, 2, 0)
  if (bytesRead === 2 && isGzip(start)) {
    yield* createReadStream(path).pipe(createGunzip({ chunkSize: CHUNK_BYTES }))
    return
  }
  // Read by this thread itself, into one buffer small enough to stay in its processor's cache until it is looked at.
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  for (;;) {
    const length = readSync(file.fd, buffer, 0, CHUNK_BYTES, null)
    if (length === 0) return
    yield buffer.subarray(0, length)
  }
}

async function* unpacked(source: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]()
  const first = await chunks.next()
  if (first.done === true) return
  async function* all() {
    yield first.value
    yield* { [Symbol.asyncIterator]: () => chunks }
  }
  if (!isGzip(first.value)) yield* all()
  else {
    const { pipeline } = await import('node:stream/promises')
    const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
    const done = pipeline(all(), gunzip)
    yield* gunzip
    await done
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function cannotRead(shown: string, error: unknown): MemdiagError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') {
    return new MemdiagError('usage', say`There is no file ${shown}.`, {
      hint: say`Give the path of a .heapsnapshot.`,
    })
  }
  if (code === 'EACCES') {
    return new MemdiagError('usage', say`Not allowed to read ${shown}.`, {
      hint: say`Snapshots are written with mode 0600: read it as its owner.`,
    })
  }
  if (code.startsWith('Z_')) {
    return new MemdiagError('usage', say`${shown} is not a whole gzip file: ${messageOf(error)}.`, {
      hint: say`Copy it again.`,
    })
  }
  return new MemdiagError('usage', say`Could not read ${shown}: ${messageOf(error)}.`, {
    cause: error,
  })
}
