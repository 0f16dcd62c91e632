import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { removeFolder } from '../support/leftovers.ts'
import { startProcess } from '../support/run-process.ts'
import { environmentOf, startSlackWorkspace } from '../support/slack-bridge/workspace.ts'
import { aDataFolder } from '../support/store.ts'

const APP = fileURLToPath(new URL('../support/app-that-loses-its-store.ts', import.meta.url))

test('memdiag start ends with the reason when its store is lost, though nobody stops it', async () => {
  await using stack = new AsyncDisposableStack()
  const slack = stack.adopt(await startSlackWorkspace(), (each) => each.close())
  const folder = stack.adopt(await aDataFolder(), removeFolder)
  const servicesFile = join(folder, 'services.yml')
  writeFileSync(servicesFile, 'services: { checkout: { nodes: [{ local: true }] } }\n')
  const app = startProcess(process.execPath, [APP, folder, servicesFile], {
    env: { PATH: process.env['PATH'], HOME: folder, ...environmentOf(slack) },
    timeLimitMs: 30_000,
  })

  const { stdout } = await app.ended

  expect(stdout).toBe('Error: the thread is gone\n')
}, 60_000)
