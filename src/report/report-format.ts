export { ReportFormat } from '../core/export-settings.ts'

export type ReportFile = {
  /** Of letters, digits, `.`, `_` and `-` only. */
  readonly name: string
  readonly contentType: string
  readonly text: string
}
