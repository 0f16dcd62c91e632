import { expect, test } from 'vitest'
import { canvasReport } from '../../src/report/export-report.ts'
import { createCanvases } from '../support/slack-bridge/canvases.ts'
import { theCaseLog } from '../support/the-case.ts'

const OPTIONS = { language: 'en', zone: 'UTC', exportedAt: '2026-11-24T08:30:00.000Z' } as const

/** What Slack says to it. */
function create(canvas: { readonly title: string; readonly markdown: string }) {
  const { title, markdown } = canvas
  const content = JSON.stringify({ type: 'markdown', markdown })
  return createCanvases('paid').create({ title, document_content: content })
}

test('the case is a canvas that Slack takes, with its title beside the text', () => {
  const canvas = canvasReport(theCaseLog(), OPTIONS)

  expect(create(canvas)).toEqual({ canvas_id: 'F0CANVAS1' })
  expect(canvas.title).toBe('Postmortem: memory of checkout')
  expect(canvas.markdown).toMatch(/^- Service: checkout\n/)
  expect(canvas.markdown).toContain('\n## Root cause\n')
  expect(canvas.markdown).not.toContain('# Postmortem')
})

test('a table of more than 300 cells is continued in another with the same head', () => {
  const notes = Array.from({ length: 180 }, (_, index) => ({
    kind: 'note' as const,
    version: 1 as const,
    at: '2026-11-23T13:00:00.000Z',
    note: {
      id: `n${index}`,
      by: 'slack:U1',
      markedBy: 'slack:U1',
      text: `message ${index}`,
      writtenAt: '2026-11-23T13:00:00.000Z',
    },
  }))

  const canvas = canvasReport([...theCaseLog(), ...notes], OPTIONS)

  expect(create(canvas)).toEqual({ canvas_id: 'F0CANVAS1' })
  expect(canvas.markdown.match(/^\| Time \(UTC\) +\| Event/gm)).toHaveLength(2)
  expect(canvas.markdown).toContain('message 179')
})
