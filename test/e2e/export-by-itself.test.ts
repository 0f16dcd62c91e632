import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aCli, type Cli, documentOf } from '../support/cli.ts'
import { aWebhookReceiver } from '../support/webhook-receiver.ts'

/** Each test starts the command line: seconds on a quick machine, half a minute on a busy one. */
vi.setConfig({ testTimeout: 120_000 })

let cli: Cli
beforeAll(async () => {
  cli = await aCli()
})
afterAll(() => cli[Symbol.dispose]())

const SERVICES = { checkout: { nodes: [{ name: 'here', local: true }] } }

test('what services.yml names gets the postmortem when the investigation ends', async () => {
  await using receiver = await aWebhookReceiver([200])
  cli.writeServices(SERVICES, {
    export: { folder: './reports', webhook: receiver.url, formats: ['html'] },
  })

  const result = await cli.run('run', 'checkout', '--only', 'load')

  expect(result.exitCode).toBe(0)
  const reports = path.join(cli.folder, 'reports')
  const [name = ''] = readdirSync(reports)
  expect(name).toMatch(/^memdiag-checkout-\d{4}-\d\d-\d\d-[a-z0-9]{10}\.html$/)
  expect(readFileSync(path.join(reports, name), 'utf8')).toContain('<!doctype html>')
  expect(JSON.parse(receiver.received[0]?.body ?? '{}')).toMatchObject({ file: { name } })
  expect(result.stderr).toContain(`The postmortem is in the folder ${reports}\n`)
  expect(result.stderr).toContain(
    `The postmortem went to the webhook ${new URL(receiver.url).host}`,
  )
})

test('the environment goes before services.yml, and what fails is told and fails nothing', async () => {
  await using receiver = await aWebhookReceiver([403])
  cli.writeServices(SERVICES, { export: { webhook: 'https://elsewhere.example/hook' } })

  const ran = cli.start(['run', 'checkout', '--only', 'load'], {
    MEMDIAG_EXPORT_WEBHOOK: receiver.url,
  })
  const result = await ran.ended
  const document = documentOf(await cli.run('show', '--format', 'json'))

  expect(result.exitCode).toBe(0)
  expect(receiver.received).toHaveLength(1)
  expect(document.state).toBe('done')
  expect(result.stdout).toContain('The postmortem did not go to the webhook of')
  expect(result.stdout).toContain('it answered 403. It is tried again: ')
})

test('an address that is not https stops the command before anything runs', async () => {
  cli.writeServices(SERVICES, { export: { webhook: 'http://docs.example/hook' } })

  const result = await cli.run('run', 'checkout', '--only', 'load')

  expect(result.exitCode).toBe(2)
  expect(result.stderr).toContain('a webhook needs an https:// address')
})
