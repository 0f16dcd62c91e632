import { createHmac } from 'node:crypto'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { Event } from '../core/event.ts'
import { isWebhookAddress } from '../core/export-settings.ts'
import { fold } from '../core/state.ts'
import type { ReportFile } from '../report/report-format.ts'
import { WEBHOOK_ATTEMPTS, WEBHOOK_TIMEOUT_MS } from './limits.ts'

export type WebhookDeps = {
  /** Signs the body, so that the receiver knows who sent it; absent: it is not signed. */
  readonly secret: string | undefined
  readonly signal: AbortSignal
}

export type WebhookReport = { readonly events: readonly Event[]; readonly report: ReportFile }

/**
 * Sends a report with POST as JSON: `{ version: 1, kind: 'postmortem', investigation, service, state, cause,
 * file: { name, contentType, text } }`. `X-Memdiag-Signature` is `sha256=` and the HMAC of the body in hex.
 * Tries twice where the receiver cannot be reached or has an error of its own. Throws `unreachable`.
 */
export async function sendWebhook(
  deps: WebhookDeps,
  address: string,
  sent: WebhookReport,
): Promise<void> {
  const url = webhookUrl(address)
  const { id, service, state, verdict } = fold(sent.events)
  const body = JSON.stringify({
    version: 1,
    kind: 'postmortem',
    investigation: id,
    service: service.name,
    state,
    cause: verdict?.cause ?? null,
    file: sent.report,
  })
  for (let attempt = 1; ; attempt += 1) {
    const fault = await post(deps, url, body)
    if (fault === null) return
    if (fault.final || attempt >= WEBHOOK_ATTEMPTS || deps.signal.aborted) {
      throw new MemdiagError(
        'unreachable',
        say`Could not send the report to ${url.host}: ${fault.text}.`,
        {
          hint: say`The investigation is as it was; export it again, or with --out.`,
        },
      )
    }
  }
}

/** https, or http to this machine. Throws `usage` for anything else. */
export function webhookUrl(address: string): URL {
  if (isWebhookAddress(address)) return new URL(address)
  throw new MemdiagError(
    'usage',
    say`A webhook needs an https:// address (or http:// on this machine).`,
    {
      hint: say`A report holds command lines and log lines of the service: it is not sent in the clear.`,
    },
  )
}

type Fault = { readonly final: boolean; readonly text: string }

async function post(
  { secret, signal }: WebhookDeps,
  url: URL,
  body: string,
): Promise<Fault | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'error',
      headers: { 'content-type': 'application/json', ...signatureOf(secret, body) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(WEBHOOK_TIMEOUT_MS)]),
    })
    await response.body?.cancel()
    if (response.ok) return null
    return {
      final: response.status < 500 && response.status !== 429,
      text: `it answered ${response.status}`,
    }
  } catch (error) {
    return { final: false, text: reasonOf(error) }
  }
}

function signatureOf(secret: string | undefined, body: string): Record<string, string> {
  if (secret === undefined) return {}
  return {
    'x-memdiag-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
}

/** `fetch failed` alone tells nobody anything: its cause does. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && cause.message !== '' ? cause.message : messageOf(error)
}
