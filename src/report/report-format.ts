import { z } from 'zod'

export const ReportFormat = z.enum(['markdown', 'html', 'json'])
export type ReportFormat = z.infer<typeof ReportFormat>

export type ReportFile = {
  /** Of letters, digits, `.`, `_` and `-` only. */
  readonly name: string
  readonly contentType: string
  readonly text: string
}
