import { existsSync } from 'node:fs'
import { chmod, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { MemdiagError } from '../core/errors.ts'
import { STORE_LIMITS } from './limits.ts'

/**
 * Opens the database in a data folder, and makes it first where there is none: from the template that came
 * with memdiag, else by initdb, which takes 2-8 s and 0.8 GB. The caller owns the folder.
 */
export async function openDatabase(folder: string): Promise<PGlite> {
  const path = join(folder, 'postgres')
  if (!existsSync(path)) await makeDatabase(path)
  await checkVersion(path)
  return await PGlite.create({ dataDir: path, startParams: START_PARAMS })
}

/** A new, empty database in a folder that does not exist yet. */
export async function createDatabase(path: string, template?: Blob): Promise<PGlite> {
  return await PGlite.create({
    dataDir: path,
    startParams: START_PARAMS,
    ...(template === undefined ? {} : { loadDataDir: template }),
  })
}

const START_PARAMS = [
  ...PGlite.defaultStartParams,
  '-c',
  `shared_buffers=${STORE_LIMITS.embeddedSharedBuffers}`,
]

/** Made under another name: a process that is killed meanwhile leaves no half of a database behind. */
async function makeDatabase(path: string): Promise<void> {
  const draft = `${path}.new`
  await rm(draft, { recursive: true, force: true })
  const database = await createDatabase(draft, await readTemplate())
  await database.close()
  await makePrivate(draft)
  await rename(draft, path)
}

/** PGlite creates files that all may read; later ones are kept from others by the folder. */
async function makePrivate(path: string): Promise<void> {
  await chmod(path, 0o700)
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600)
  }
}

async function readTemplate(): Promise<Blob | undefined> {
  for (const place of TEMPLATE_PLACES) {
    const path = fileURLToPath(new URL(place, import.meta.url))
    if (existsSync(path)) return new Blob([await readFile(path)])
  }
  return undefined
}

/** From src/store in a checkout, and from dist/store or dist/src/store in a package. */
const TEMPLATE_PLACES = [
  '../../dist/store-template.tgz',
  '../store-template.tgz',
  '../../store-template.tgz',
]

async function checkVersion(path: string): Promise<void> {
  const version = await readFile(join(path, 'PG_VERSION'), 'utf8').catch(() => 'none')
  if (version.trim() === STORE_LIMITS.embeddedPostgres) return
  throw new MemdiagError(
    'store-unavailable',
    `The database in ${path} is of Postgres ${version.trim()}, this memdiag brings Postgres ${STORE_LIMITS.embeddedPostgres}.`,
    { hint: 'Use the memdiag that made it, or another --data folder.' },
  )
}
