import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { createProgress } from '../../src/cli/live-progress.ts'
import type { Stream } from '../../src/cli/output.ts'
import { renderChart } from '../../src/cli/render-chart.ts'
import { renderList } from '../../src/cli/render-list.ts'
import { renderPost } from '../../src/cli/render-posts.ts'
import { renderTable } from '../../src/cli/render-table.ts'
import type { InvestigationSummary } from '../../src/core/store-port.ts'
import type { Part, Post } from '../../src/core/post.ts'
import type { State } from '../../src/core/state.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { aFleet } from '../support/a-fleet.ts'
import { aFinding, anOpening, aState, AT, doneEvent } from '../support/builders.ts'
import { theCase } from '../support/the-case.ts'

const WIDTHS = [40, 80, 120, 200]

/** What a stream of so many columns was given; null where nobody looks at a screen. */
function aStream(columns: number | null, live = false) {
  let text = ''
  const stream: Stream = {
    write: (more) => {
      text += more
    },
    columns,
    color: false,
    live,
  }
  return { stream, text: () => text }
}

const at = (columns: number | null) => aStream(columns).stream

const CASES: readonly (readonly [string, State])[] = [
  ['the case', theCase()],
  ['80 nodes', aFleet(80)],
  ['a service in Chinese, on nodes with wide names', inChinese()],
]

/** The case as it may read in other scripts: the words of hosts and services are those of their owners. */
function inChinese(): State {
  const state = theCase()
  return {
    ...state,
    service: { ...state.service, name: '结算服务🧾' },
    findings: state.findings.map((finding) => ({
      ...finding,
      text: `${finding.text} 该节点上有四十八个工作进程,每个约占用十八兆字节的私有内存(共享页只计一次),超出 CPU 配额所需的数量👩‍👩‍👧‍👦。`,
    })),
    failures: [
      {
        step: 'top',
        node: '上海-网关-01',
        code: 'unreachable',
        message: '无法连接到上海-网关-01:连接被拒绝。',
        hint: '/very/long/path/that/no/line/of/a/narrow/screen/holds/because/it/goes/on/and/on/and/on',
        final: false,
        at: AT,
      },
    ],
  }
}

describe.each(CASES)('%s', (_, state) => {
  const parts = renderThread(state).flatMap((post) => post.parts.map((part) => ({ post, part })))

  test.each(WIDTHS)('fits %i columns, but for what is there to be copied', (columns) => {
    const shown = parts
      .filter(({ part }) => !isToCopy(part))
      .map(({ post, part }) => partAt(post, part, columns))

    expect(shown.flatMap((text) => tooWide(text, columns))).toEqual([])
  })

  test.each(WIDTHS)('loses nothing at %i columns without a sign of it', (columns) => {
    const lost = parts.map(({ post, part }) =>
      lostFrom(partAt(post, part, columns), partAt(post, part, null)),
    )

    expect(lost.join('')).toBe('')
  })
})

/** A command or a change to copy is never broken: the terminal does that, and copies it whole. */
function isToCopy(part: Part): boolean {
  return part.kind === 'code' || part.kind === 'actions'
}

function partAt(post: Post, part: Part, columns: number | null): string {
  return renderPost({ ...post, parts: [part] }, at(columns))
}

function tooWide(text: string, columns: number): string[] {
  return text.split('\n').filter((line) => stringWidth(line) > columns)
}

/** Characters that are nowhere, wherever lines end, and no mark says so. The length of bars is no matter. */
function lostFrom(shown: string, whole: string): string {
  if (shown.split('...').length > whole.split('...').length) return ''
  const left = Array.from(shown)
  const lost = Array.from(whole.replaceAll(/[\s█|]/g, '')).filter((character) => {
    const index = left.indexOf(character)
    if (index !== -1) left.splice(index, 1)
    return index === -1
  })
  return lost.join('')
}

const LISTED: readonly InvestigationSummary[] = [
  {
    id: 'k3x9q2',
    service: 'checkout-of-the-whole-shop-in-europe',
    state: 'done',
    startedAt: '2026-11-23T10:00:00.000Z',
    endedAt: '2026-11-23T10:00:12.000Z',
    cause: 'heap-limit-over-container',
    confidence: 'confirmed',
  },
  {
    id: 'p7',
    service: 'pay',
    state: 'running',
    startedAt: '2026-11-24T10:00:00.000Z',
    endedAt: null,
    cause: null,
    confidence: null,
  },
]

describe('the list of investigations', () => {
  test.each(WIDTHS)('fits %i columns and cuts nothing', (columns) => {
    const shown = renderList(LISTED, at(columns))

    expect(tooWide(shown, columns)).toEqual([])
    expect(shown).not.toContain('...')
    expect(lostFrom(shown, renderList(LISTED, at(null)))).toBe('')
  })

  test('becomes lines of title and value where no table fits', () => {
    expect(renderList(LISTED, at(40))).toMatchInlineSnapshot(`
      "Investigations, newest first
        ID       k3x9q2
        SERVICE  checkout-of-the-whole-shop-in
                 -europe
        STATE    done
        STARTED  2026-11-23 10:00 UTC
        VERDICT  heap-limit-over-container
                 (confirmed)

        ID       p7
        SERVICE  pay
        STATE    running
        STARTED  2026-11-24 10:00 UTC
        VERDICT  -
      "
    `)
  })
})

const WIDE: Extract<Part, { kind: 'table' }> = {
  kind: 'table',
  caption: '进程',
  columns: [
    { title: 'COMMAND', align: 'left' },
    { title: 'RSS', align: 'right' },
  ],
  rows: [
    ['node 结算.js', '38 MiB'],
    ['🧾 e\u0301tat', '7 MiB'],
    ['node app.js', '1,038 MiB'],
  ],
}

describe('wide characters', () => {
  test('take two columns in a table, an emoji of several characters too', () => {
    const lines = renderTable(WIDE, at(80)).trimEnd().split('\n').slice(1)

    expect(lines.map((line) => stringWidth(line))).toEqual([25, 25, 25, 25])
    expect(lines).toMatchInlineSnapshot(`
      [
        "  COMMAND             RSS",
        "  node 结算.js     38 MiB",
        "  🧾 état           7 MiB",
        "  node app.js   1,038 MiB",
      ]
    `)
  })

  test('are cut whole, at the beginning and the end of what is kept', () => {
    const long = { ...WIDE, rows: [[`${'结'.repeat(60)}end of it`, '7 MiB']] }

    const shown = renderTable(long, at(30))

    expect(tooWide(shown, 30)).toEqual([])
    expect(shown).toMatchInlineSnapshot(`
      "进程
        COMMAND                  RSS
        结结结结结结结结结结   7 MiB
        结结结结结...结结结结
        结结结结结结end of it
      "
    `)
  })

  test('line up before the bars of a chart', () => {
    const chart = {
      kind: 'bars' as const,
      title: '内存去向',
      unit: 'bytes' as const,
      bars: [
        { label: '工作进程', value: 1024 ** 3 },
        { label: 'master', value: 1024 ** 2 * 35 },
      ],
      levels: [],
    }

    const [, ...lines] = renderChart(chart, at(60)).trimEnd().split('\n')

    expect(lines.map((line) => stringWidth(line))).toEqual([59, 59])
  })

  test('in a label that leaves no room for a bar stand above it, whole', () => {
    const label = '一个名字很长很长的类的保留大小(以及它的子类)'
    const bars = [{ label, value: 5_000_000 }]
    const chart = {
      kind: 'bars' as const,
      title: 'growth',
      unit: 'bytes' as const,
      bars,
      levels: [],
    }

    const shown = renderChart(chart, at(40))

    expect(tooWide(shown, 40)).toEqual([])
    expect(shown.replaceAll(/\s/g, '')).toContain(label)
  })
})

test('the live list stays on as many lines as it erases, however wide a text is', () => {
  const { stream, text } = aStream(40, true)
  const opening = anOpening()
  const finding = aFinding({ text: '服务占用的内存'.repeat(20) })
  const progress = createProgress(stream)

  progress.show(aState([doneEvent('top', [finding])], opening), opening)
  progress.waiting('等待'.repeat(60))
  progress.end()

  expect(text()).toContain('服务占用')
  expect(text()).toContain('等待')
  expect(tooWide(text(), 40)).toEqual([])
})
