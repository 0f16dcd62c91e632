import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeDataFolder } from '../../src/store/data-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memdiag-data-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('the folders above it are made too', async () => {
  await makeDataFolder(join(folder, 'a/b/c'))

  expect((await stat(join(folder, 'a/b/c'))).mode & 0o777).toBe(0o700)
})

test('a folder that holds something else is refused, and its rights stay', async () => {
  const shared = join(folder, 'shared')
  await mkdir(shared, { mode: 0o755 })
  await writeFile(join(shared, 'somebody’s.txt'), '')

  await expect(makeDataFolder(shared)).rejects.toMatchObject({
    code: 'store-unavailable',
    message: `Could not use the data folder ${shared}: it is not memdiag's and not empty.`,
  })

  expect((await stat(shared)).mode & 0o777).toBe(0o755)
})

// Node's own recursive mkdir never comes back from there.
test.skipIf(process.platform !== 'linux')(
  'a place where no folder can be is told at once',
  async () => {
    await expect(makeDataFolder('/proc/1/memdiag/data')).rejects.toMatchObject({
      code: 'store-unavailable',
    })
  },
)
