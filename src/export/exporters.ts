import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { MemdiagError, messageOf } from '../core/errors.ts'
import { say } from '../core/say.ts'
import type { ExportSettings } from '../core/export-settings.ts'
import type { Language } from '../core/narration.ts'
import type { Exporter } from '../core/ports.ts'
import type { Store } from '../core/store-port.ts'
import type { GatheredLog } from '../report/gather-log.ts'
import type { ReportOptions } from '../report/postmortem.ts'
import type { ReportFile } from '../report/report-format.ts'
import { sendWebhook } from './send-webhook.ts'

export type ExportersDeps = {
  readonly store: Pick<Store, 'load' | 'list'>
  /** Signs what goes to the webhook; absent: it is not signed. */
  readonly secret: string | undefined
  readonly report: Pick<ReportOptions, 'zone'> & {
    /** Null: that of each investigation. */
    readonly language: Language | null
  }
  /** ISO 8601 UTC. */
  readonly now: () => string
}

/** The places of the configuration. Each gets every format under the name that the investigation gives it. */
export function createExporters(deps: ExportersDeps, settings: ExportSettings): Exporter[] {
  const { folder, webhook } = settings
  const exporters: Exporter[] = []
  if (folder !== undefined)
    exporters.push({
      to: 'folder',
      where: folder,
      async send(id) {
        const { reports } = await written(deps, settings, id)
        for (const report of reports) await intoFolder(folder, report)
      },
    })
  if (webhook !== undefined)
    exporters.push({
      to: 'webhook',
      where: new URL(webhook).host,
      async send(id, signal) {
        const { events, reports } = await written(deps, settings, id)
        for (const report of reports)
          await sendWebhook({ secret: deps.secret, signal }, webhook, { events, report })
      },
    })
  return exporters
}

type Written = Pick<GatheredLog, 'events'> & { readonly reports: readonly ReportFile[] }

/** The writers of Markdown and HTML are loaded when the first report is due. */
async function written(
  { store, report, now }: ExportersDeps,
  { formats }: ExportSettings,
  id: string,
): Promise<Written> {
  const { gatherLog } = await import('../report/gather-log.ts')
  const { exportReport } = await import('../report/export-report.ts')
  const log = await gatherLog(store, id)
  const language = report.language ?? log.language
  const options = { ...log, zone: report.zone, language, exportedAt: now() }
  return {
    events: log.events,
    reports: formats.map((format) => exportReport(log.events, format, options)),
  }
}

/** Whole or not at all, readable by its owner alone; the same report again takes the place of the first. */
async function intoFolder(folder: string, { name, text }: ReportFile): Promise<void> {
  const unfinished = path.join(folder, `.${name}.${randomUUID()}`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(unfinished, text, { mode: 0o600 })
    await rename(unfinished, path.join(folder, name))
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw new MemdiagError('unreachable', say`Could not write ${name}: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
