import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { sendWebhook, webhookUrl } from '../../src/export/send-webhook.ts'
import { exportReport } from '../../src/report/export-report.ts'
import { theCaseLog } from '../support/the-case.ts'
import { aWebhookReceiver } from '../support/webhook-receiver.ts'

const deps = { secret: undefined, signal: new AbortController().signal }

function aReport() {
  const events = theCaseLog()
  const report = exportReport(events, 'markdown', {
    language: 'en',
    zone: 'UTC',
    exportedAt: '2026-11-24T08:30:00.000Z',
  })
  return { events, report }
}

test('sends the report with what it is about, signed', async () => {
  await using receiver = await aWebhookReceiver()
  const sent = aReport()

  await sendWebhook({ ...deps, secret: 'a secret' }, receiver.url, sent)

  const [request] = receiver.received
  const body = request?.body ?? ''
  expect(JSON.parse(body)).toEqual({
    version: 1,
    kind: 'postmortem',
    investigation: 'thecase001',
    service: 'checkout',
    state: 'done',
    cause: 'overforked-workers',
    file: sent.report,
  })
  expect(request?.headers['x-memdiag-signature']).toBe(
    `sha256=${createHmac('sha256', 'a secret').update(body).digest('hex')}`,
  )
})

test('tries again when the receiver has an error of its own', async () => {
  await using receiver = await aWebhookReceiver([503])

  await sendWebhook(deps, receiver.url, aReport())

  expect(receiver.received).toHaveLength(2)
})

test('a refusal is told at once, with the status', async () => {
  await using receiver = await aWebhookReceiver([403])

  await expect(sendWebhook(deps, receiver.url, aReport())).rejects.toThrow('it answered 403')
  expect(receiver.received).toHaveLength(1)
})

test('a receiver that is not there is told by its reason', async () => {
  const receiver = await aWebhookReceiver()
  await receiver[Symbol.asyncDispose]()

  await expect(sendWebhook(deps, receiver.url, aReport())).rejects.toThrow(/ECONNREFUSED/)
})

describe('an address', () => {
  test.each(['https://hooks.example/x', 'http://127.0.0.1:8080/', 'http://localhost/'])(
    '%s is taken',
    (address) => {
      expect(webhookUrl(address).href).toBe(address)
    },
  )

  test.each(['http://hooks.example/x', 'file:///etc/passwd', 'hooks.example', ''])(
    '%s is refused',
    (address) => {
      expect(() => webhookUrl(address)).toThrow('A webhook needs an https:// address')
    },
  )
})
