import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aCli, type Cli } from '../support/cli.ts'
import { openStoreOf } from '../support/store.ts'
import { theCaseLog } from '../support/the-case.ts'

/** Each test starts the command line: seconds on a quick machine, half a minute on a busy one. */
vi.setConfig({ testTimeout: 120_000 })

let cli: Cli
beforeAll(async () => {
  cli = await aCli()
  const store = await openStoreOf(cli)
  // English ones, stopped before their end.
  for (const id of ['inchinese1', 'nostranger']) {
    const events = theCaseLog().filter((event) => event.kind !== 'ended')
    await store.append(
      id,
      0,
      events.map((event) => (event.kind === 'opened' ? { ...event, id } : event)),
    )
  }
  await store.close()
})
afterAll(() => cli[Symbol.dispose]())

test('resume tells how an English investigation goes in the language of who reads', async () => {
  const result = await cli.run('resume', 'inchinese1', '--language', 'zh')

  expect(result.exitCode).toBe(0)
  expect(result.stderr).toMatch(/^调查 inchinese1：完成$/m)
  expect(result.stderr).not.toMatch(/^investigation /m)
})

test('a services.yml of another program in the folder is left out, but not one that is named', async () => {
  const file = path.join(cli.folder, 'services.yml')
  writeFileSync(file, 'services:\n  web:\n    image: nginx\n')

  const named = await cli.run('resume', 'nostranger', '--services', 'services.yml')
  const found = await cli.run('resume', 'nostranger')
  const verified = await cli.run('verify', 'nobodyhere')
  rmSync(file)

  expect(named.exitCode).toBe(2)
  expect(named.stderr).toContain(`${file}:`)
  expect(found.exitCode).toBe(0)
  const told = `Goes on without a services.yml that is not valid: ${file}:`
  expect(found.stderr.split('\n').filter((line) => line.startsWith(told))).toHaveLength(1)
  expect(found.stderr).toMatch(/^investigation \w+: done$/m)
  // It came as far as to look for the investigation.
  expect(verified.stderr).toContain(told)
  expect(verified.stderr).toContain('nobodyhere')
  expect(verified.stderr).not.toContain('Correct the lines above')
})
