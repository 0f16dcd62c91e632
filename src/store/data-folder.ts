import { constants } from 'node:fs'
import { access, chmod, mkdir, stat } from 'node:fs/promises'
import { MemdiagError } from '../core/errors.ts'

/** Makes the data folder, readable by its owner alone. Throws `store-unavailable` where that cannot be. */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if (!(await stat(folder)).isDirectory()) throw notAFolder(folder)
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    await chmod(folder, 0o700)
  } catch (error) {
    throw error instanceof MemdiagError ? error : folderFault(folder, error)
  }
}

/** What the system says about a data folder, for a person. */
export function folderFault(folder: string, error: unknown): MemdiagError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOTDIR' || code === 'EEXIST') return notAFolder(folder, error)
  const reason =
    REASONS.get(String(code)) ?? (error instanceof Error ? error.message : String(error))
  return new MemdiagError(
    'store-unavailable',
    `Could not use the data folder ${folder}: ${reason}.`,
    {
      hint: 'Give one that you may write with --data or MEMDIAG_DATA.',
      cause: error,
    },
  )
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'it belongs to another user'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space left on the device'],
  ['ENOENT', 'its parent folder does not exist'],
])

function notAFolder(folder: string, cause?: unknown): MemdiagError {
  return new MemdiagError(
    'store-unavailable',
    `Could not use the data folder ${folder}: it, or a part of its path, is a file.`,
    { hint: 'Give a folder with --data or MEMDIAG_DATA.', cause },
  )
}
