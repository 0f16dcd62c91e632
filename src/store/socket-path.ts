import { open } from 'node:fs/promises'
import { join } from 'node:path'

/** The longest name of a local socket: sun_path of unix(7) holds 108 bytes with its NUL. */
const LONGEST = 107

/**
 * Does something with the path of the socket in a data folder. Where the path is too long for a socket, the
 * folder is named by way of /proc (Linux), which is short.
 */
export async function withSocketPath<Result>(
  folder: string,
  action: (path: string) => Promise<Result>,
): Promise<Result> {
  const path = join(folder, 'socket')
  if (Buffer.byteLength(path) <= LONGEST) return await action(path)
  const handle = await open(folder, 'r')
  try {
    return await action(`/proc/self/fd/${handle.fd}/socket`)
  } finally {
    await handle.close()
  }
}
