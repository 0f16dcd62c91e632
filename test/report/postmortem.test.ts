import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/core/event.ts'
import { exportReport } from '../../src/report/export-report.ts'
import { postmortem } from '../../src/report/postmortem.ts'
import {
  aCluster,
  aFinding,
  anOpening,
  AT,
  doneEvent,
  evidenceEvent,
  someEvidence,
  someTop,
} from '../support/builders.ts'
import { theCaseLog } from '../support/the-case.ts'
import { noteEvent, theCaseWithPeople } from './the-case-with-people.ts'

const OPTIONS = {
  language: 'en',
  zone: 'UTC',
  exportedAt: '2026-11-24T08:30:00.000Z',
} as const

describe('the case of the design', () => {
  test('as Markdown', async () => {
    const { text } = exportReport(theCaseWithPeople(), 'markdown', OPTIONS)

    await expect(text).toMatchFileSnapshot('golden/the-case.md')
  })

  test('as HTML', async () => {
    const { text } = exportReport(theCaseWithPeople(), 'html', OPTIONS)

    await expect(text).toMatchFileSnapshot('golden/the-case.html')
  })

  test('as Markdown in Chinese, in the zone of its people', async () => {
    const { text } = exportReport(theCaseWithPeople(), 'markdown', {
      ...OPTIONS,
      language: 'zh',
      zone: 'Asia/Shanghai',
    })

    await expect(text).toMatchFileSnapshot('golden/the-case.zh.md')
  })

  test('as JSON: all of the log, and the words beside it', () => {
    const { text, name } = exportReport(theCaseWithPeople(), 'json', OPTIONS)
    const document = JSON.parse(text)

    expect(name).toBe('memdiag-checkout-2026-11-23-thecase001.json')
    expect(document).toMatchObject({
      id: 'thecase001',
      verdict: { cause: 'overforked-workers' },
      postmortem: { title: 'Postmortem: memory of checkout', zone: 'UTC', notice: null },
    })
    expect(document.postmortem.sections.map((each: { id: string }) => each.id)).toEqual([
      'summary',
      'impact',
      'timeline',
      'measured',
      'ruled-out',
      'cause',
      'factors',
      'fix',
      'verification',
      'actions',
      'evidence',
    ])
    expect(document.evidence).toHaveLength(8)
  })
})

test('every id that the text cites stands in the appendix', () => {
  const { text } = exportReport(theCaseWithPeople(), 'html', OPTIONS)

  const cited = [...text.matchAll(/href="#(id-[^"]+)"/g)].map(([, id]) => id)
  const there = new Set([...text.matchAll(/<(?:details|li) id="([^"]+)"/g)].map(([, id]) => id))
  expect(cited.length).toBeGreaterThan(20)
  expect(cited.filter((id) => id !== undefined && !there.has(id))).toEqual([])
})

describe('an investigation that is not at its end', () => {
  const early = [anOpening(), evidenceEvent(someEvidence(someTop())), doneEvent('load')]

  test('says so, and tells what is known', () => {
    const report = postmortem(early, OPTIONS)

    expect(report.notice).toMatch(/^The investigation is still running \(snapshot\)/)
    expect(report.sections[0]?.blocks).toEqual([{ kind: 'text', text: 'There is no verdict yet.' }])
  })

  test('can be exported in every format after any event of its log', () => {
    const log = theCaseLog()

    for (let length = 1; length <= log.length; length += 1) {
      for (const format of ['markdown', 'html', 'json'] as const) {
        for (const language of ['en', 'zh'] as const) {
          const { text } = exportReport(log.slice(0, length), format, { ...OPTIONS, language })
          expect(text.length).toBeGreaterThan(500)
        }
      }
    }
  })

  test('names the reason when it failed', () => {
    const report = postmortem(
      [
        ...early,
        { kind: 'ended', version: 1, at: AT, state: 'failed', reason: 'no node answered' },
      ],
      OPTIONS,
    )

    expect(report.notice).toContain('failed: no node answered')
  })
})

describe('what hosts and people wrote', () => {
  const hostile = [
    anOpening(),
    evidenceEvent(
      someEvidence(
        someTop({
          processes: aCluster(1, {
            command:
              '</style><script>alert(1)</script> | *x* [a](http://evil.example) \u001B[2J\u202Eexe',
          }),
        }),
        { command: '```\n<img src=x onerror=alert(1)>' },
      ),
    ),
    doneEvent('top', [aFinding({ text: '`a|b` <b>bold</b>\n# heading' })]),
    noteEvent({ text: '<script>alert(2)</script>\n---\n# big | cell' }),
  ]

  test('is text in HTML, and nothing else', () => {
    const { text } = exportReport(hostile, 'html', OPTIONS)

    expect(text).not.toMatch(/<script|<img|<b>/)
    expect(text).toContain('&#x3C;script>alert(1)')
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/)
  })

  test('opens no markup in Markdown', () => {
    const { text } = exportReport(hostile, 'markdown', OPTIONS)

    expect(text).toContain('````\n```\n<img src=x onerror=alert(1)>\n````')
    expect(text).toContain('\\<script>alert(2)')
    expect(text).toContain('\\[a]\\(http')
    expect(text).not.toMatch(/^# (?:heading|big)/m)
  })
})

test('Chinese is written with its own punctuation', () => {
  const { text } = exportReport(theCaseWithPeople(), 'html', { ...OPTIONS, language: 'zh' })

  // What hosts and people wrote stays as it is.
  const prose = text
    .replaceAll(/<(style|code|pre|blockquote)\b.*?<\/\1>/gs, '')
    .replaceAll(/<[^>]*>/g, '\n')
  expect(prose.match(/.{0,8}[\u4E00-\u9FFF][:,;?!()].{0,8}/g) ?? []).toEqual([])
  expect(text).toContain('<html lang="zh-CN">')
})

test('what a person marks is read with the colon of either keyboard', () => {
  const events = [
    ...theCaseLog(),
    noteEvent({
      id: 'a',
      text: '\u884C\u52A8\uFF1A\u5728\u6A21\u677F\u91CC\u8BBE\u7F6E\u5B9E\u4F8B\u6570',
    }),
    noteEvent({ id: 'b', text: '\u5F71\u54CD: \u65E0\u7528\u6237\u5BDF\u89C9' }),
  ]

  const { sections } = postmortem(events, { ...OPTIONS, language: 'zh' })

  const textOf = (id: string) => JSON.stringify(sections.find((each) => each.id === id)?.blocks)
  expect(textOf('actions')).toContain('"\u5728\u6A21\u677F\u91CC\u8BBE\u7F6E\u5B9E\u4F8B\u6570"')
  expect(textOf('impact')).toContain('"\u65E0\u7528\u6237\u5BDF\u89C9"')
})

test('a step that failed says why in the language of the report', () => {
  const reason =
    'A forced command or a login script may hang there. What it started could not be stopped from here: look for it on the node.'
  const failed: Event = {
    kind: 'step-done',
    version: 1,
    at: AT,
    step: 'logs',
    state: 'failed',
    findings: [],
    reason,
  }

  const { sections } = postmortem([...theCaseLog(), failed], { ...OPTIONS, language: 'zh' })

  const told = JSON.stringify(sections.find((each) => each.id === 'timeline')?.blocks)
  expect(told).toContain('logs 失败：可能卡在强制命令或登录脚本上。')
})

test('an action that a person wrote has the person it names for its owner', () => {
  const report = postmortem(theCaseWithPeople(), OPTIONS)
  const table = report.sections
    .find((section) => section.id === 'actions')
    ?.blocks.find((block) => block.kind === 'table')

  expect(table?.kind === 'table' ? table.rows.at(-1) : null).toEqual([
    '4',
    'put the instance count into the template of every service',
    '@lin',
    '',
  ])
})

test('people’s messages stand at their place in time', () => {
  const report = postmortem(theCaseWithPeople(), OPTIONS)
  const table = report.sections
    .find((section) => section.id === 'timeline')
    ?.blocks.find((block) => block.kind === 'table')

  expect(table?.kind === 'table' ? table.rows.slice(0, 4) : null).toEqual([
    [
      '2026-11-20 09:12:00',
      'Wei wrote: Scaled out to 8 containers of 2 GiB: memory kept touching the limit.',
    ],
    ['2026-11-22 09:00:11', 'web-1: the service started as it was found later, 49 processes'],
    [
      '2026-11-23 10:14:31',
      'web-1: the log speaks of memory running out (3 times, this is the last): `2026-11-23 10:14:31.120 Error: spawn ENOMEM`',
    ],
    ['2026-11-23 12:00:00', 'Investigation started by U0123'],
  ])
})

test('where there is nothing to fix, nothing is to be verified', () => {
  const report = postmortem([anOpening()], OPTIONS)

  expect(report.sections.find((section) => section.id === 'verification')?.blocks).toEqual([
    { kind: 'text', text: 'There is nothing to fix that the evidence supports.' },
  ])
})

test('does not claim to have only read where a process was touched', () => {
  const touched: Event = {
    kind: 'action-attempted',
    version: 1,
    at: AT,
    node: 'web-1',
    process: { pid: 40, startTicks: 1 },
    action: 'snapshot-1',
    rung: 'snapshot',
    part: 1,
    wasClosed: true,
    approval: 'snapshot-1',
  }
  const log = theCaseLog()
  const text = (events: readonly Event[]) =>
    JSON.stringify(postmortem(events, OPTIONS).sections.find(({ id }) => id === 'measured'))

  expect(text(log)).toContain('Every measurement read only')
  expect(text([...log.slice(0, -2), touched, ...log.slice(-2)])).toContain(
    'What touched a process was approved by a person',
  )
})
