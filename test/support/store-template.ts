import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { realClock, silentLog } from './store-deps.ts'

/** A template that takes longer was left by a test run that was killed. */
const MAKING_MS = 60_000

const KEPT_MS = 24 * 60 * 60 * 1_000
const PREFIX = `memdiag-store-template-${machineUid()}-`

/**
 * The data folder that tests copy, made by the first that asks: initdb takes 2-8 s and 0.8 GB. Its name tells
 * what went into it, so that a change of the tables makes another.
 */
export async function storeTemplate(): Promise<string> {
  const path = join(tmpdir(), `${PREFIX}${fingerprint()}`)
  const making = `${path}.making`
  while (!existsSync(path)) {
    if (await claim(making)) {
      await using _ = { [Symbol.asyncDispose]: () => rm(making, { recursive: true, force: true }) }
      await make(path)
    } else {
      await delay(50)
    }
  }
  return path
}

async function make(path: string): Promise<void> {
  if (existsSync(path)) return
  const draft = await mkdtemp(`${path}.`)
  const store = await openEmbeddedStore({ folder: draft, clock: realClock, log: silentLog })
  await store.close()
  await rename(draft, path)
  await removeOldTemplates()
}

/** Those of code that has changed since, once no test run of that day can be copying them. */
async function removeOldTemplates(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const path = join(tmpdir(), name)
    if (!name.startsWith(PREFIX) || (await ageMs(path)) < KEPT_MS) continue
    await rm(path, { recursive: true, force: true })
  }
}

async function ageMs(path: string): Promise<number> {
  const made = await stat(path).catch(() => null)
  return made === null ? 0 : Date.now() - made.mtimeMs
}

async function claim(making: string): Promise<boolean> {
  try {
    await mkdir(making)
    return true
  } catch {
    if ((await ageMs(making)) > MAKING_MS) await rm(making, { recursive: true, force: true })
    return false
  }
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const file of INGREDIENTS) hash.update(readFileSync(new URL(file, import.meta.url)))
  return hash.digest('hex').slice(0, 12)
}

const INGREDIENTS = [
  '../../src/store/migrations.ts',
  '../../src/store/queues.ts',
  '../../src/store/limits.ts',
  '../../src/store/embedded-database.ts',
  '../../node_modules/@electric-sql/pglite/package.json',
  '../../node_modules/pg-boss/package.json',
]

/** As the machine outside knows it: in a user namespace, where a test mounts what it needs, everybody is 0. user_namespaces(7) */
function machineUid(): number {
  const { uid } = userInfo()
  const map = existsSync('/proc/self/uid_map') ? readFileSync('/proc/self/uid_map', 'utf8') : ''
  for (const line of map.trim().split('\n')) {
    const [inside = 0, outside = 0, count = 0] = line.trim().split(/\s+/).map(Number)
    if (uid >= inside && uid < inside + count) return outside + uid - inside
  }
  return uid
}
