import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/store-port.ts'
import { lockFolder } from '../../src/store/folder-lock.ts'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { processPlace, processStart } from '../../src/store/process-start.ts'
import { realClock, silentLog } from '../support/store-deps.ts'
import { fillDataFolder } from '../support/store.ts'
import { anOpening } from './events.ts'

const APPEND_FOREVER = fileURLToPath(new URL('append-forever.ts', import.meta.url))
const isRoot = process.getuid?.() === 0

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memdiag-owner-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('the owner of a data folder', () => {
  test('keeps a second process out, which is told whom to stop', async () => {
    await fillDataFolder(folder)
    await using owner = await appendForever('inv-1')

    await expect(open()).rejects.toMatchObject({
      code: 'store-locked',
      message: expect.stringContaining(
        `The data folder ${folder} is in use by another memdiag, process ${owner.pid} since 20`,
      ),
      hint: expect.stringContaining('--data'),
    })
  })

  test('does not open a folder twice in one process, and opens it again after closing', async () => {
    await fillDataFolder(folder)
    const first = await open()

    await expect(open()).rejects.toMatchObject({
      code: 'store-locked',
      message: expect.stringContaining(`this process (${process.pid})`),
    })
    await Promise.all([first.close(), first.close()])
    const second = await open()
    await second.append('inv-1', 0, [anOpening()])
    await second.close()
    expect(await readdir(folder)).toEqual(['postgres'])
  })

  test('may be killed at any time: the next takes over and finds all that was acknowledged', async () => {
    await fillDataFolder(folder)
    for (const [index, appends] of [1, 7, 20].entries()) {
      const id = `inv-${index}`
      const owner = await appendForever(id)
      await owner.acknowledged(appends)
      await owner.kill()

      const store = await open()

      const events = await store.load(id)
      expect(events.length).toBeGreaterThanOrEqual(owner.lastAcknowledged())
      // Each append after the first changed the one post: neither is ahead of the other.
      const pending = await store.pendingPosts(id)
      expect(pending.map((each) => each.revision)).toEqual(
        events.length === 1 ? [] : [events.length - 1],
      )
      await store.close()
    }
  }, 60_000)

  test('leaves its running jobs to the next owner at once', async () => {
    await fillDataFolder(folder)
    const owner = await appendForever('inv-1', 'work')
    await owner.kill()

    const store = await open()
    const seen: string[] = []
    const stop = new AbortController()
    const advance = async (id: string): Promise<void> => {
      await Promise.resolve(seen.push(id))
    }
    const working = store.work(
      { advance, deliver: async () => await Promise.resolve() },
      stop.signal,
    )

    // Well before the heartbeat's 15 s have passed.
    await expect.poll(() => seen, { timeout: 5_000 }).toContain('inv-1')
    stop.abort()
    await working
    await store.close()
  }, 60_000)

  test('is not taken for alive because its pid is somebody else’s by now', async () => {
    await fillDataFolder(folder)
    await writeLock({ pid: process.ppid, started: '1', place: processPlace() })

    const store = await open()

    expect(await readFile(join(folder, 'lock'), 'utf8')).toContain(`"pid":${process.pid}`)
    await store.close()
  })

  test('is believed dead on another host only after it was silent for long', async () => {
    await fillDataFolder(folder)
    await writeLock({ pid: 1, started: '1', place: 'web-3 elsewhere' })
    await expect(open()).rejects.toMatchObject({
      code: 'store-locked',
      message: expect.stringContaining(
        'process 1 on web-3, on another host or in another container',
      ),
    })

    const longAgo = new Date(Date.now() - 31_000)
    await utimes(join(folder, 'lock'), longAgo, longAgo)

    const store = await open()
    await store.close()
  })

  test('is one even when many find the same stale lock at once', async () => {
    await writeLock({ pid: process.ppid, started: '1', place: processPlace() })

    const claims = await Promise.allSettled(
      Array.from({ length: 20 }, () => lockFolder({ folder, clock: realClock })),
    )

    const won = claims.filter((each) => each.status === 'fulfilled')
    expect(won).toHaveLength(1)
    await won[0]?.value.release()
    expect(await readdir(folder)).toEqual([])
  })

  test('is not a process that has ended but was not waited for', async () => {
    // The shell becomes a sleep that never asks what became of its child.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line] = await once(parent.stdout, 'data')

    await expect.poll(() => processStart(Number(String(line)))).toBe(null)

    await end(parent)
  })
})

describe('a data folder', () => {
  test('is made with all that is needed, for its owner alone', async () => {
    const fresh = join(folder, 'a', 'b')

    const store = await open(fresh)

    await store.append('inv-1', 0, [anOpening()])
    expect((await stat(fresh)).mode & 0o777).toBe(0o700)
    expect((await stat(join(fresh, 'lock'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(fresh, 'postgres'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(fresh, 'postgres', 'PG_VERSION'))).mode & 0o777).toBe(0o600)
    await store.close()
  }, 60_000)

  test('that others could read is closed to them', async () => {
    await fillDataFolder(folder)
    await chmod(folder, 0o755)

    const store = await open()

    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    await store.close()
  })

  test('that is a file is said to be one', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')

    for (const path of [file, join(file, 'below')]) {
      await expect(open(path)).rejects.toMatchObject({
        code: 'store-unavailable',
        message: `Could not use the data folder ${path}: it, or a part of its path, is a file.`,
        hint: expect.stringContaining('--data'),
      })
    }
    expect(await readFile(file, 'utf8')).toBe('')
  })

  test('that may not be written is said to be so', async () => {
    const closed = join(folder, 'closed')
    await mkdir(closed, { mode: 0o500 })

    // Root may write anywhere but where the kernel itself forbids it.
    for (const path of isRoot ? ['/sys/memdiag'] : [closed, join(closed, 'below')]) {
      await expect(open(path)).rejects.toMatchObject({
        code: 'store-unavailable',
        message: expect.stringMatching(
          /^Could not use the data folder .*: (permission denied|it belongs to another user|the file system is read-only)\.$/,
        ),
      })
    }
  })

  test('of another Postgres is refused, and left as it is', async () => {
    await fillDataFolder(folder)
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '17\n')

    await expect(open()).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('is of Postgres 17, this memdiag brings Postgres 18'),
    })
    expect(await readdir(folder)).toEqual(['postgres'])
  })

  test('that a killed process left half made is made anew', async () => {
    const fresh = join(folder, 'fresh')
    await mkdir(join(fresh, 'postgres.new', 'base'), { recursive: true })

    const store = await open(fresh)

    expect(await store.list(1)).toEqual([])
    await store.close()
    expect(await readdir(fresh)).toEqual(['postgres'])
  }, 60_000)
})

async function open(at: string = folder): Promise<Store> {
  return await openEmbeddedStore({ folder: at, clock: realClock, log: silentLog })
}

async function writeLock(owner: { pid: number; started: string; place: string }): Promise<void> {
  const lock = { ...owner, since: '2026-11-23T10:00:00.000Z', token: 'left-behind' }
  await writeFile(join(folder, 'lock'), JSON.stringify(lock))
}

type Appender = AsyncDisposable & {
  readonly pid: number | undefined
  lastAcknowledged(): number
  /** Waits until so many appends were acknowledged. */
  acknowledged(appends: number): Promise<void>
  kill(): Promise<void>
}

async function appendForever(id: string, mode = 'append'): Promise<Appender> {
  const child = spawn(process.execPath, [APPEND_FOREVER, folder, id, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: number[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => said.push(Number(line)))
  const last = (): number => said.at(-1) ?? 0
  const ended = failWith(child)
  const acknowledged = async (appends: number): Promise<void> => {
    while (last() < appends) await Promise.race([once(lines, 'line'), ended])
  }
  await acknowledged(1)
  return {
    pid: child.pid,
    lastAcknowledged: last,
    acknowledged,
    kill: async () => await end(child),
    [Symbol.asyncDispose]: async () => await end(child),
  }
}

async function failWith(child: ChildProcess): Promise<void> {
  const [code, signal] = await once(child, 'exit')
  // Killed: as the test meant it.
  if (signal !== null) return
  throw new Error(`the appending process ended with ${code}`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'close')
  child.kill('SIGKILL')
  await ended
}
