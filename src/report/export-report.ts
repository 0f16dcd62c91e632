import { type InvestigationDocument, toDocument } from '../core/document.ts'
import type { Event } from '../core/event.ts'
import { fold } from '../core/state.ts'
import { toHtmlText } from './html.ts'
import { sectionMarkdown, toCanvasMarkdown, toMarkdownText } from './markdown.ts'
import { postmortem, type ReportOptions } from './postmortem.ts'
import type { ReportFile, ReportFormat } from './report-format.ts'

const KINDS = {
  markdown: { ending: 'md', contentType: 'text/markdown; charset=utf-8' },
  html: { ending: 'html', contentType: 'text/html; charset=utf-8' },
  json: { ending: 'json', contentType: 'application/json' },
} as const

/** The postmortem of a log as one file. */
export function exportReport(
  events: readonly Event[],
  format: ReportFormat,
  options: ReportOptions,
): ReportFile {
  const { service, id, startedAt } = fold(events)
  const { ending, contentType } = KINDS[format]
  const name = `memdiag-${service.name}-${startedAt.slice(0, 10)}-${id}`
  return {
    name: `${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.${ending}`,
    contentType,
    text: textOf(events, format, options),
  }
}

/** The postmortem of a log as a Slack canvas: its title, and its text in the Markdown that canvases take. */
export function canvasReport(
  events: readonly Event[],
  options: ReportOptions,
): { readonly title: string; readonly markdown: string } {
  const report = postmortem(events, options)
  return { title: report.title, markdown: toCanvasMarkdown(report) }
}

function textOf(events: readonly Event[], format: ReportFormat, options: ReportOptions): string {
  const report = postmortem(events, options)
  switch (format) {
    case 'markdown':
      return toMarkdownText(report)
    case 'html':
      return toHtmlText(report)
    case 'json': {
      const { title, language, notice } = report
      // Everything the log knows, as `show --format json` prints it, and the postmortem's own words beside it.
      const document: InvestigationDocument = {
        ...toDocument(fold(events)),
        postmortem: {
          title,
          language,
          zone: options.zone,
          exportedAt: options.exportedAt,
          notice,
          sections: report.sections.map((section) => ({
            id: section.id,
            title: section.title,
            markdown: sectionMarkdown(section.blocks),
          })),
        },
      }
      return `${JSON.stringify(document, null, 2)}\n`
    }
  }
}
