import { createHmac } from 'node:crypto'
import { ACK_LIMIT_MS, type Ack, type Delivery } from './socket-mode.ts'

/** Sends a request to the app as Slack does over HTTP: signed, and given three seconds. */
export async function deliverOverHttp(
  to: { readonly url: string; readonly signingSecret: string },
  type: Delivery,
  payload: Record<string, unknown>,
): Promise<Ack> {
  const form = type !== 'events_api'
  const sent = type === 'interactive' ? { payload: JSON.stringify(payload) } : payload
  const body = form ? formOf(sent) : JSON.stringify(payload)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const begun = performance.now()
  try {
    const response = await fetch(to.url, {
      method: 'POST',
      headers: {
        'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature(to.signingSecret, timestamp, body),
      },
      body,
      signal: AbortSignal.timeout(ACK_LIMIT_MS),
    })
    const text = await response.text()
    return response.ok ? { afterMs: performance.now() - begun, body: text } : null
  } catch {
    return null
  }
}

function signature(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`
}

function formOf(payload: Record<string, unknown>): string {
  const form = new URLSearchParams()
  for (const [key, value] of Object.entries(payload)) form.set(key, String(value))
  return form.toString()
}
