import { mkdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { InvestigationDocument } from '../../src/core/document.ts'
import { aCli, type Cli } from '../support/cli.ts'
import { openStoreOf } from '../support/store.ts'
import { theCaseLog } from '../support/the-case.ts'
import { aWebhookReceiver } from '../support/webhook-receiver.ts'

/** Each test starts the command line a few times: a second on a quick machine, half a minute on a busy one. */
vi.setConfig({ testTimeout: 120_000 })

let cli: Cli
beforeAll(async () => {
  cli = await aCli()
  const store = await openStoreOf(cli)
  await store.append('thecase001', 0, theCaseLog())
  // The same again without its end: one that still runs.
  const running = theCaseLog().slice(0, 8)
  const events = running.map((event) =>
    event.kind === 'opened'
      ? { ...event, id: 'running001', at: '2026-11-22T12:00:00.000Z' }
      : event,
  )
  await store.append('running001', 0, events)
  await store.close()
})
afterAll(() => cli[Symbol.dispose]())

test('the latest postmortem, as Markdown on stdout', async () => {
  const result = await cli.run('export')

  expect(result.stderr).toBe('')
  expect(result.exitCode).toBe(0)
  expect(result.stdout).toMatch(/^# Postmortem: memory of checkout\n/)
  expect(result.stdout).toContain('- Investigated: 2026-11-23 12:00:00 UTC, 22 s')
})

test('the ending of --out chooses the format, and the file is for its owner alone', async () => {
  const result = await cli.run(
    'export',
    'thecase',
    '--out',
    'case.html',
    '--zone',
    'Asia/Shanghai',
    '--language',
    'zh',
  )

  const file = path.join(cli.folder, 'case.html')
  const text = readFileSync(file, 'utf8')
  expect(result.stdout).toBe('')
  expect(result.stderr).toBe(`已写入 ${file}\n`)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(text).toMatch(/^<!doctype html><html lang="zh-CN">/)
  expect(text).toContain('事后复盘：checkout 的内存问题')
  expect(text).toContain('2026-11-23 20:00:00 +08:00')
})

test('a folder gets the file under its own name', async () => {
  mkdirSync(path.join(cli.folder, 'reports'))

  await cli.run('export', 'thecase', '--format', 'json', '--out', 'reports')

  const file = path.join(cli.folder, 'reports', 'memdiag-checkout-2026-11-23-thecase001.json')
  const document = InvestigationDocument.parse(JSON.parse(readFileSync(file, 'utf8')))
  expect(document.postmortem?.sections).toHaveLength(11)
})

test('one that still runs is exported as far as it is, and says so', async () => {
  const result = await cli.run('export', 'running001')

  expect(result.exitCode).toBe(0)
  expect(result.stdout).toContain('> **The investigation is still running (websocket).')
})

test('the log answers questions, and tells what can be asked', async () => {
  const answer = await cli.run('ask', '--of', 'thecase', 'what did you rule out?')
  const unclear = await cli.run('ask', 'will it rain?')

  expect(answer.stdout).toContain('[websocket.deflate-refused/web-1]')
  expect(unclear.exitCode).toBe(2)
  expect(unclear.stderr).toContain('why 48 workers?')
})

test('a webhook gets it, and one that fails is told with exit code 1 or more', async () => {
  await using receiver = await aWebhookReceiver([200, 400])

  const sent = await cli.run('export', 'thecase', '--webhook', receiver.url)
  const refused = await cli.run('export', 'thecase', '--webhook', receiver.url)

  expect(sent.exitCode).toBe(0)
  expect(sent.stderr).toMatch(/^Sent to 127\.0\.0\.1:\d+\n$/)
  expect(JSON.parse(receiver.received[0]?.body ?? '{}')).toMatchObject({
    kind: 'postmortem',
    investigation: 'thecase001',
  })
  expect(refused.exitCode).not.toBe(0)
  expect(refused.stderr).toContain('it answered 400')
})
