import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ExportSettings } from '../../src/core/export-settings.ts'
import type { Language } from '../../src/core/narration.ts'
import { createExporters } from '../../src/export/exporters.ts'
import { theCaseLog } from '../support/the-case.ts'
import { aWebhookReceiver } from '../support/webhook-receiver.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'memdiag-exporters-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const NEVER = new AbortController().signal

function exporters(settings: ExportSettings, log = theCaseLog(), language: Language | null = 'en') {
  return createExporters(
    {
      store: { load: async () => log, list: async () => [] },
      secret: 'of both',
      report: { language, zone: 'UTC' },
      now: () => '2026-11-24T08:30:00.000Z',
    },
    settings,
  )
}

test('a folder, made where it is missing, gets each format, readable by its owner alone', async () => {
  const into = path.join(folder, 'post', 'mortems')
  const [exporter] = exporters({ folder: into, formats: ['markdown', 'html', 'json'] })

  await exporter?.send('thecase001', NEVER)
  await exporter?.send('thecase001', NEVER)

  const name = 'memdiag-checkout-2026-11-23-thecase001'
  expect(exporter).toMatchObject({ to: 'folder', where: into })
  expect(readdirSync(into).toSorted()).toEqual([`${name}.html`, `${name}.json`, `${name}.md`])
  expect(readFileSync(path.join(into, `${name}.md`), 'utf8')).toContain('# Postmortem: memory of')
  expect(statSync(path.join(into, `${name}.md`)).mode & 0o777).toBe(0o600)
})

test.each([
  [null, 'zh'],
  ['en', 'en'],
] as const)('a Chinese investigation where the setting is %s is told in %s', async (set, told) => {
  const log = theCaseLog().map((event) =>
    event.kind === 'opened' ? { ...event, language: 'zh' as const } : event,
  )
  const [exporter] = exporters({ folder, formats: ['html'] }, log, set)

  await exporter?.send('thecase001', NEVER)

  const text = readFileSync(path.join(folder, readdirSync(folder)[0] ?? ''), 'utf8')
  expect(text).toContain(`<html lang="${told === 'zh' ? 'zh-CN' : 'en'}">`)
})

test('a folder that cannot be written says why, and nothing half is left', async () => {
  const file = path.join(folder, 'file')
  writeFileSync(file, '')
  chmodSync(file, 0o600)
  const [exporter] = exporters({ folder: path.join(file, 'inside'), formats: ['markdown'] })

  await expect(exporter?.send('thecase001', NEVER)).rejects.toThrow(
    /^Could not write memdiag-checkout-2026-11-23-thecase001\.md: ENOTDIR/,
  )
  expect(readdirSync(folder)).toEqual(['file'])
})

test('a webhook gets each format signed, and is named by its host: the address may be a secret', async () => {
  await using receiver = await aWebhookReceiver([200, 200])
  const webhook = `${receiver.url}/services/T0/secret`
  const [exporter] = exporters({ webhook, formats: ['markdown', 'json'] })

  await exporter?.send('thecase001', NEVER)

  expect(exporter).toMatchObject({ to: 'webhook', where: new URL(receiver.url).host })
  const types = receiver.received.map(({ body }) => JSON.parse(body).file.contentType)
  expect(types).toEqual(['text/markdown; charset=utf-8', 'application/json'])
  expect(receiver.received[0]?.headers['x-memdiag-signature']).toMatch(/^sha256=[0-9a-f]{64}$/)
})

test('nothing configured, nothing sent', () => {
  expect(exporters({ formats: ['markdown'] })).toEqual([])
})
