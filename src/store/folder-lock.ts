import { randomUUID } from 'node:crypto'
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Clock } from '../core/ports.ts'
import { STORE_LIMITS } from './limits.ts'
import { processPlace, processStart } from './process-start.ts'

const Owner = z.object({
  pid: z.int().positive(),
  /** With the pid it names one process: pids come again, this pair does not. */
  started: z.string(),
  place: z.string(),
  since: z.string(),
  /** Names this very acquisition. */
  token: z.string(),
})
type Owner = z.infer<typeof Owner>

export type FolderLock = { release(): Promise<void> }

/**
 * Makes this process the owner of a data folder: PGlite itself lets two processes write and loses rows. A lock
 * whose owner died is taken over; a living owner gives `store-locked`. Released by the caller, once.
 */
export async function lockFolder(deps: {
  readonly folder: string
  readonly clock: Clock
}): Promise<FolderLock> {
  const { folder, clock } = deps
  const path = join(folder, 'lock')
  const owner: Owner = {
    pid: process.pid,
    started: processStart(process.pid) ?? 'unknown',
    place: processPlace(),
    since: clock.now(),
    token: randomUUID(),
  }
  while (!(await claim(path, owner))) {
    const held = await readOwner(path)
    if (held === 'gone') continue
    if (!(await isStale(path, held))) throw locked(folder, path, held)
    await removeStale(path, held)
  }
  const timer = setInterval(() => touch(path), STORE_LIMITS.lockTouchMs)
  timer.unref()
  return {
    release: async () => {
      clearInterval(timer)
      const held = await readOwner(path)
      if (held !== 'gone' && held?.token === owner.token) await rm(path, { force: true })
    },
  }
}

/** The content is complete before the name exists: link fails when it does already, like O_EXCL. */
async function claim(path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${owner.token}`
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600 })
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Null: there is a lock that nobody can read; only its age tells then. */
async function readOwner(path: string): Promise<Owner | null | 'gone'> {
  try {
    const owner = Owner.safeParse(JSON.parse(await readFile(path, 'utf8')))
    return owner.success ? owner.data : null
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'gone'
    if (error instanceof SyntaxError) return null
    throw error
  }
}

async function isStale(path: string, held: Owner | null): Promise<boolean> {
  if (held !== null && held.place === processPlace()) {
    return processStart(held.pid) !== held.started
  }
  return (await ageMs(path, 'mtimeMs')) > STORE_LIMITS.lockStaleMs
}

/**
 * Several processes may find the same stale lock. The one that links it to the name made of its token removes
 * it; one that linked a newer lock by then sees so and lets go.
 */
async function removeStale(path: string, held: Owner | null): Promise<void> {
  const grave = `${path}.stale-${held?.token ?? 'unreadable'}`
  try {
    await link(path, grave)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    if (codeOf(error) !== 'EEXIST') throw error
    if ((await ageMs(grave, 'ctimeMs')) > STORE_LIMITS.lockTakeoverMs)
      await rm(grave, { force: true })
    return
  }
  const buried = await readOwner(grave)
  if (buried !== 'gone' && buried?.token === held?.token) await rm(path, { force: true })
  await rm(grave, { force: true })
}

async function ageMs(path: string, field: 'mtimeMs' | 'ctimeMs'): Promise<number> {
  try {
    return Date.now() - (await stat(path))[field]
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0
    throw error
  }
}

/** A sign of life for those who cannot see this process. One that fails is followed by the next. */
function touch(path: string): void {
  const now = new Date()
  utimes(path, now, now).catch(() => undefined)
}

function locked(folder: string, path: string, held: Owner | null): MemdiagError {
  if (held === null || held.place !== processPlace()) {
    const who =
      held === null ? say`something` : say`process ${held.pid} on ${held.place.split(' ')[0] ?? ''}`
    return new MemdiagError(
      'store-locked',
      say`The data folder ${folder} is in use by ${who}, on another host or in another container.`,
      {
        hint: say`Stop it, or use another --data folder, or DATABASE_URL for several at once. If it is gone, the lock ${path} expires ${STORE_LIMITS.lockStaleMs / 1000} s after its last sign of life.`,
      },
    )
  }
  const who =
    held.pid === process.pid
      ? say`this process (${held.pid})`
      : say`another memdiag, process ${held.pid}`
  return new MemdiagError(
    'store-locked',
    say`The data folder ${folder} is in use by ${who} since ${held.since}.`,
    {
      hint: say`Stop that one, or use another --data folder, or DATABASE_URL for several at once.`,
    },
  )
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
