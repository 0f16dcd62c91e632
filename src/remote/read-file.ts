import { open } from 'node:fs/promises'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'

/** The first `maxBytes` of a file; null where there is none. Throws what else the system says. */
export async function readFileIfThere(path: string, maxBytes: number): Promise<Buffer | null> {
  try {
    const file = await open(path, 'r')
    try {
      return await readUpTo(file, maxBytes)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isMissing(error)) return null
    throw new MemdiagError('config-invalid', say`Could not read ${path}: ${codeOf(error)}.`.text, {
      cause: error,
      hint: say`Check that it is a file that memdiag may read.`.text,
    })
  }
}

type Readable = {
  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }>
  stat(): Promise<{ size: number }>
}

async function readUpTo(file: Readable, maxBytes: number): Promise<Buffer> {
  const { size } = await file.stat()
  const buffer = Buffer.alloc(Math.min(size, maxBytes))
  let filled = 0
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
}

/** The system's word for what went wrong (`ECONNREFUSED`), or the message where it has none. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
