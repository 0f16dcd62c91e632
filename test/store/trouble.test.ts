import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEmbeddedStore } from '../../src/store/open-embedded-store.ts'
import { realClock, silentLog } from '../support/store-deps.ts'
import { aDataFolder } from '../support/store.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memdiag-trouble-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Runs a shell script in a mount namespace of its own, where a folder may become a small disk; as anybody. */
function withMounts(script: string) {
  const identity = process.getuid?.() === 0 ? [] : ['--map-root-user']
  const done = spawnSync('unshare', ['--mount', ...identity, 'sh', '-ec', script], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (done.status !== 0) throw new Error(`${done.stdout}${done.stderr}`)
  return done.stdout
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

test('a full disk is a clear error, loses nothing, and is over when there is room', () => {
  const told = JSON.parse(
    withMounts(
      `mount -t tmpfs -o size=80m tmpfs ${folder}; ${process.execPath} ${here('full-disk.ts')} ${folder}`,
    ),
  )

  expect(told).toMatchObject({
    code: 'store-unavailable',
    hint: expect.stringContaining('Make room'),
  })
  expect(told.whileFull).toBe(told.acknowledged)
  expect(told.afterwards).toBe(told.acknowledged + 1)
}, 90_000)

test('a folder on a file system that became read-only is said to be so', async () => {
  const data = await aDataFolder()
  try {
    const told = withMounts(
      `mount --bind ${data} ${data}; mount -o remount,bind,ro ${data}; ${process.execPath} ${here('open-once.ts')} ${data}`,
    )

    expect(told).toBe(
      `store-unavailable: Could not use the data folder ${data}: the file system is read-only.`,
    )
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}, 90_000)

test('killed while it writes a checkpoint, it has all that was acknowledged', async () => {
  const data = await aDataFolder()
  try {
    for (const [index, checkpoints] of [1, 2, 4, 7].entries()) {
      const id = `inv-${index}`
      const child = spawn(process.execPath, [here('checkpoint-forever.ts'), data, id], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'close')
      let acknowledged = 0
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged = Number(line)
        if (acknowledged === checkpoints) child.kill('SIGKILL')
      }
      await ended

      const store = await openEmbeddedStore({ folder: data, clock: realClock, log: silentLog })

      expect((await store.load(id)).length).toBeGreaterThanOrEqual(acknowledged)
      expect(await store.firstSeen(`${id} ${acknowledged} 19`)).toBe(false)
      await store.close()
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}, 120_000)
