import { existsSync } from 'node:fs'
import { chmod, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { PGlite } from '@electric-sql/pglite'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Log } from '../core/ports.ts'
import { STORE_LIMITS } from './limits.ts'

/**
 * Opens the database in a data folder, and makes it first where there is none: from the template that came
 * with memdiag, else by initdb, which takes 2-8 s and 0.6 GB. The caller owns the folder.
 */
export async function openDatabase(
  deps: { readonly log: Log; readonly template?: () => Promise<Blob | undefined> },
  folder: string,
): Promise<PGlite> {
  const path = join(folder, 'postgres')
  if (!existsSync(path)) await makeDatabase(deps.log, path, deps.template ?? readTemplate)
  await checkVersion(path)
  return await createDatabase(path)
}

/** The database in a folder; where there is none, a new one from the template or by initdb. */
export async function createDatabase(path: string, template?: Blob): Promise<PGlite> {
  keepCompilerSmall()
  return await PGlite.create({
    dataDir: path,
    startParams: START_PARAMS,
    ...(template === undefined ? {} : { loadDataDir: template }),
  })
}

/**
 * V8 would optimise Postgres in the background, which takes 0.6 GB for a second or two and gains nothing here.
 * Measured: peak 776 -> 210 MB, opening and appending as fast. It touches no JavaScript, only WebAssembly.
 */
function keepCompilerSmall(): void {
  setFlagsFromString('--no-wasm-tier-up')
  setFlagsFromString('--no-wasm-dynamic-tiering')
}

const START_PARAMS = [
  ...PGlite.defaultStartParams,
  '-c',
  `shared_buffers=${STORE_LIMITS.embeddedSharedBuffers}`,
]

/** Made under another name: a process that is killed meanwhile leaves no half of a database behind. */
async function makeDatabase(
  log: Log,
  path: string,
  template: () => Promise<Blob | undefined>,
): Promise<void> {
  const draft = `${path}.new`
  await rm(draft, { recursive: true, force: true })
  try {
    await makeDraft(draft, await template())
  } catch (error) {
    log.warn({ error: messageOf(error) }, 'the template of the database is of no use: making one')
    await rm(draft, { recursive: true, force: true })
    await makeDraft(draft)
  }
  await rename(draft, path)
}

async function makeDraft(draft: string, template?: Blob): Promise<void> {
  const database = await createDatabase(draft, template)
  await database.close()
  await checkVersion(draft)
  await makePrivate(draft)
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

/** Seen from src/store in a checkout, and from dist/store in a package. */
const TEMPLATE_PLACES = ['../../dist/store-template.tgz', '../store-template.tgz']

async function checkVersion(path: string): Promise<void> {
  const version = await readFile(join(path, 'PG_VERSION'), 'utf8').catch(() => 'none')
  if (version.trim() === STORE_LIMITS.embeddedPostgres) return
  throw new MemdiagError(
    'store-unavailable',
    say`The database in ${path} is of Postgres ${version.trim()}, this memdiag brings Postgres ${STORE_LIMITS.embeddedPostgres}.`,
    { hint: say`Use the memdiag that made it, or another --data folder.` },
  )
}
