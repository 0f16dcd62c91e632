import { constants } from 'node:fs'
import { access, chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { say, type Wording } from '../core/say.ts'

/**
 * Makes the data folder, readable by its owner alone. Throws `store-unavailable` where that cannot be, and for
 * a folder that holds something else: its rights are not memdiag's to change.
 */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    const made = await makeFolder(folder)
    if (!(await stat(folder)).isDirectory()) throw notAFolder(folder)
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    if (!made) await refuseForeign(folder)
    await chmod(folder, 0o700)
  } catch (error) {
    throw error instanceof MemdiagError ? error : folderFault(folder, error)
  }
}

/**
 * Makes a folder and the missing ones above it; false when it is there already. Node's own `recursive` never
 * ends where the system says ENOENT though the parent exists, as in /proc.
 */
async function makeFolder(folder: string): Promise<boolean> {
  const code = await tryToMake(folder)
  if (code === null) return true
  if (code === 'EEXIST') return false
  const parent = path.dirname(folder)
  if (parent !== folder) await makeFolder(parent)
  await mkdir(folder, { mode: 0o700 })
  return true
}

async function tryToMake(folder: string): Promise<'EEXIST' | 'ENOENT' | null> {
  try {
    await mkdir(folder, { mode: 0o700 })
    return null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST' || code === 'ENOENT') return code
    throw error
  }
}

/** The database and the owner's lock, also while they are being made. */
const OWN = /^(?:postgres(?:\.new)?|lock(?:\..+)?|socket|moved)$/

/** Says in a data folder that its store went elsewhere. */
export const MOVED_FILE = 'moved'

const Mark = z.object({ to: z.string(), at: z.string() })

/** Throws `store-unavailable` where the store was moved away: two that go on would post everything twice. */
export async function refuseMoved(folder: string): Promise<void> {
  const file = path.join(folder, MOVED_FILE)
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return
  const { to, at } = Mark.parse(JSON.parse(text))
  throw new MemdiagError(
    'store-unavailable',
    say`The store in ${folder} was moved to ${to} at ${at}.`,
    {
      hint: say`Set DATABASE_URL to that database. To go on with the old copy, delete ${file}.`,
    },
  )
}

/** What a data folder may hold before it is used: nothing, or memdiag's own. */
async function refuseForeign(folder: string): Promise<void> {
  const names = await readdir(folder)
  if (names.length === 0 || names.some((name) => OWN.test(name))) return
  throw new MemdiagError(
    'store-unavailable',
    say`Could not use the data folder ${folder}: it is not memdiag's and not empty.`,
    {
      hint: say`Name a folder of its own with --data or MEMDIAG_DATA; it is made when it is not there.`,
    },
  )
}

/** What the system says about a data folder, for a person. */
export function folderFault(folder: string, error: unknown): MemdiagError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOTDIR' || code === 'EEXIST') return notAFolder(folder, error)
  const reason =
    REASONS.get(String(code)) ?? (error instanceof Error ? error.message : String(error))
  return new MemdiagError(
    'store-unavailable',
    say`Could not use the data folder ${folder}: ${reason}.`,
    {
      hint: say`Give one that you may write with --data or MEMDIAG_DATA.`,
      cause: error,
    },
  )
}

const REASONS: ReadonlyMap<string, Wording> = new Map([
  ['EACCES', say`permission denied`],
  ['EPERM', say`it belongs to another user`],
  ['EROFS', say`the file system is read-only`],
  ['ENOSPC', say`no space left on the device`],
  ['ENOENT', say`its parent folder does not exist`],
])

function notAFolder(folder: string, cause?: unknown): MemdiagError {
  return new MemdiagError(
    'store-unavailable',
    say`Could not use the data folder ${folder}: it, or a part of its path, is a file.`,
    { hint: say`Give a folder with --data or MEMDIAG_DATA.`, cause },
  )
}
