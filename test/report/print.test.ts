import { beforeAll, describe, expect, test } from 'vitest'
import type { Event } from '../../src/core/event.ts'
import { exportReport } from '../../src/report/export-report.ts'
import { postmortem } from '../../src/report/postmortem.ts'
import { hasChromium, type PaperPage, print } from '../support/chromium.ts'
import { theCaseLog } from '../support/the-case.ts'

const OPTIONS = { language: 'en', zone: 'UTC', exportedAt: '2026-11-24T08:30:00.000Z' } as const

/** Lines of an output that fill more than a screen, one of them without a blank to break it at. */
const OUTPUT = [
  ...Array.from({ length: 120 }, (_, line) => `line ${line} of top`),
  `begin${'x'.repeat(400)}end`,
  'the last line of top',
].join('\n')

/** The case with an output that the screen shows folded and in a box that scrolls. */
function withLongOutput(): Event[] {
  return theCaseLog().map((event) =>
    event.kind === 'evidence' && event.evidence.step === 'top'
      ? { ...event, evidence: { ...event.evidence, output: { text: OUTPUT, truncated: false } } }
      : event,
  )
}

const plain = (text: string) => text.replaceAll(/\s+/g, '')

describe.skipIf(!hasChromium)('the page printed by Chromium', { timeout: 180_000 }, () => {
  let pages: PaperPage[] = []
  let all = ''
  beforeAll(async () => {
    pages = await print(exportReport(withLongOutput(), 'html', OPTIONS).text)
    all = plain(pages.map(({ text }) => text).join('\n'))
  }, 180_000)

  test('fills as many pages of A4 as it needs, none of them empty', () => {
    expect(pages.length).toBeGreaterThanOrEqual(8)
    expect(pages.length).toBeLessThanOrEqual(20)
    for (const { view, words } of pages) {
      expect(Math.round(view.width)).toBe(595)
      expect(Math.round(view.height)).toBe(842)
      expect(words.length).toBeGreaterThan(0)
    }
  })

  test('has every section with what it says, and the folded evidence', () => {
    const report = postmortem(withLongOutput(), OPTIONS)

    for (const { title, blocks } of report.sections) {
      expect(all).toContain(plain(title))
      for (const { text } of blocks.filter((block) => block.kind === 'text'))
        expect(all).toContain(plain(text.replaceAll('`', '')))
    }
    const folded = report.sections
      .flatMap(({ blocks }) => blocks)
      .filter((block) => block.kind === 'folded')
    expect(folded.length).toBeGreaterThan(5)
    for (const { title } of folded) expect(all).toContain(plain(title))
  })

  test('cuts nothing off: neither the end of a long output nor a line that has no blank', () => {
    expect(all).toContain('line0oftop')
    expect(all).toContain('thelastlineoftop')
    expect(all).toContain(`begin${'x'.repeat(400)}end`)
    // What is too wide for the paper makes Chromium shrink all of it: the title has 1.9 times 12 points.
    expect(
      Math.max(...pages.flatMap(({ words }) => words.map(({ size }) => size))),
    ).toBeGreaterThan(22)
    for (const { words, view } of pages)
      for (const word of words) {
        expect(word.left).toBeGreaterThan(0)
        expect(word.right).toBeLessThan(view.width)
        expect(word.bottom).toBeGreaterThan(0)
      }
  })

  test('has its charts, with their figures', () => {
    const charts = postmortem(withLongOutput(), OPTIONS)
      .sections.flatMap(({ blocks }) => blocks)
      .flatMap((block) => (block.kind === 'chart' ? [block.chart] : []))

    expect(charts.length).toBeGreaterThan(0)
    for (const chart of charts) {
      const page = pages.find(({ text }) => plain(text).includes(plain(chart.title)))
      // The colours of bars and levels, which nothing else on the page has.
      expect(page?.fills).toContain('#1f5fa8')
      expect(page?.fills).toContain('#c2571a')
    }
  })
})
