import { z } from 'zod'
import { say } from './say.ts'

export const ReportFormat = z.enum(['markdown', 'html', 'json'])
export type ReportFormat = z.infer<typeof ReportFormat>

/** A report holds command lines and log lines of the service: it is not sent in the clear, but to this machine. */
export function isWebhookAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '')
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && local)
}

export const WebhookAddress = z.string().refine(isWebhookAddress, {
  error: say`a webhook needs an https:// address (or http:// on this machine)`.text,
})

/** Where reports go by themselves when an investigation has ended. */
export type ExportSettings = {
  /** An absolute path. */
  readonly folder?: string
  readonly webhook?: string
  readonly formats: readonly ReportFormat[]
}
