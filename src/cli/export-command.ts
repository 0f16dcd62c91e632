import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { dataFolder } from '../config/paths.ts'
import { readRunbook } from '../config/read-runbook.ts'
import { MemdiagError } from '../core/errors.ts'
import { say } from '../core/say.ts'
import { type ReportFile, ReportFormat } from '../report/report-format.ts'
import { gatherLog } from '../report/gather-log.ts'
import { parseZone } from '../report/zone.ts'
import type { CliDeps } from './cli-deps.ts'
import { putFor } from './readers-language.ts'

type Options = {
  readonly format?: ReportFormat
  readonly out?: string
  readonly zone: string
  readonly webhook?: string
  readonly data?: string
}

/** `memdiag export [ID]`: the postmortem of an investigation, at its end or before. */
export function registerExport(program: Command, deps: CliDeps): void {
  program
    .command('export')
    .argument('[id]', 'an id or its beginning; the latest without one')
    .description('the postmortem of an investigation, as a file')
    .option(
      '--format <format>',
      'markdown, html or json (else by the ending of --out, else markdown)',
      parseReportFormat,
    )
    .option('--out <file>', 'write to this file (or into this folder), readable by you alone')
    .option(
      '--zone <zone>',
      'the time zone of its times, such as Asia/Shanghai',
      parseZone,
      deps.env.MEMDIAG_ZONE ?? 'UTC',
    )
    .option('--webhook <url>', 'send it there as JSON with POST')
    .action(async (id: string | undefined, _, command: Command) => {
      await exportOne(deps, id, command.optsWithGlobals<Options>())
    })
}

async function exportOne(deps: CliDeps, id: string | undefined, options: Options): Promise<void> {
  await using session = await deps.openSession({
    data: dataFolder(options.data, deps.env, deps.places),
    runbook: readRunbook('memory', { runbooks: deps.runbooksFolder, cwd: deps.places.cwd }),
  })
  const gathered = await gatherLog(session.store, await session.store.resolveId(id))
  const { zone } = options
  // Only this command needs the writers of Markdown and HTML.
  const { exportReport } = await import('../report/export-report.ts')
  const report = exportReport(gathered.events, options.format ?? formatOf(options.out), {
    ...gathered,
    zone,
    language: deps.language ?? gathered.language,
    exportedAt: deps.now(),
  })
  if (options.webhook !== undefined) {
    await deps.sendWebhook(options.webhook, { events: gathered.events, report })
    deps.stderr.write(`${putFor(deps)(say`Sent to ${new URL(options.webhook).host}`)}\n`)
  }
  if (options.out !== undefined) {
    const file = await fileIn(path.resolve(deps.places.cwd, options.out), report)
    await deps.writeFile(file, report.text)
    deps.stderr.write(`${putFor(deps)(say`Wrote ${file}`)}\n`)
  } else if (options.webhook === undefined) {
    deps.stdout.write(report.text)
  }
}

/** A folder gets the report under its own name. */
async function fileIn(out: string, report: ReportFile): Promise<string> {
  const isFolder = await stat(out).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isFolder ? path.join(out, report.name) : out
}

const ENDINGS: Readonly<Record<string, ReportFormat>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.json': 'json',
}

function formatOf(out: string | undefined): ReportFormat {
  return (out === undefined ? undefined : ENDINGS[path.extname(out).toLowerCase()]) ?? 'markdown'
}

/** Throws `usage` for an unknown format. */
function parseReportFormat(text: string): ReportFormat {
  const format = ReportFormat.safeParse(text)
  if (format.success) return format.data
  throw new MemdiagError('usage', say`There is no format \`${text}\` for an export.`, {
    hint: say`The formats are markdown, html and json.`,
  })
}
