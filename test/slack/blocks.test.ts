import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Part, Post } from '../../src/core/post.ts'
import { toMessage } from '../../src/slack/blocks.ts'
import { blockProblems } from '../support/slack-bridge/check-blocks.ts'

function aPost(parts: readonly Part[], text = 'Memory of checkout'): Post {
  return { key: 'root', kind: 'root', text, parts: [...parts] }
}

function aTable(rows: number, columns = 3, cell = 'worker process'): Part {
  return {
    kind: 'table',
    caption: 'Processes',
    columns: Array.from({ length: columns }, (_, index) => ({
      title: `c${index}`,
      align: index === 0 ? ('right' as const) : ('left' as const),
    })),
    rows: Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (__, column) => (column === 0 ? `${row}` : cell)),
    ),
  }
}

const shown = (post: Post) => JSON.stringify(toMessage(post).blocks)
const types = (post: Post) => toMessage(post).blocks.map((block) => block.type)

describe('a post', () => {
  test('becomes blocks part by part', async () => {
    const message = toMessage(
      aPost([
        { kind: 'heading', text: 'Memory of checkout' },
        { kind: 'text', text: '48 workers' },
        { kind: 'small', text: 'web-1' },
        { kind: 'list', items: ['one', 'two'] },
        { kind: 'code', text: 'RES\n36 MB' },
        {
          kind: 'table',
          caption: 'Processes',
          columns: [
            { title: 'PID', align: 'right' },
            { title: 'COMMAND', align: 'left' },
          ],
          rows: [['12', 'worker']],
        },
        {
          kind: 'progress',
          steps: [
            { name: 'load', state: 'done', text: 'not a busy service' },
            { name: 'logs', state: 'skipped', text: 'skipped: not asked for' },
            { name: 'top', state: 'running', text: '' },
          ],
        },
        {
          kind: 'actions',
          buttons: [
            {
              action: 'approve',
              label: 'Approve',
              investigation: 'abc',
              subject: 'gc/web-1/12',
              style: 'primary',
              confirm: { title: 'Force a GC?', text: 'It pauses.', yes: 'Do it', no: 'No' },
            },
            { action: 'cancel', label: 'Cancel', investigation: 'abc' },
          ],
        },
      ]),
    )

    await expect(`${JSON.stringify(message, null, 2)}\n`).toMatchFileSnapshot(
      'snapshots/every-part.json',
    )
  })

  test.each([
    '<!channel> <@U123> <https://evil.example|here>',
    '*bold* _italic_ ~strike~ `code` :fire:',
    '&lt;!here&gt; ```',
  ])('shows %j to the letter, whichever part it stands in', (text) => {
    const parts: Part[] = [
      { kind: 'heading', text },
      { kind: 'text', text },
      { kind: 'small', text },
      { kind: 'list', items: [text] },
      { kind: 'code', text },
      { kind: 'table', caption: text, columns: [{ title: text, align: 'left' }], rows: [[text]] },
      { kind: 'progress', steps: [{ name: 'load', state: 'done', text }] },
    ]
    const { blocks } = toMessage(aPost(parts))

    expect(JSON.stringify(blocks)).not.toContain('mrkdwn')
    expect(JSON.stringify(blocks)).not.toContain('"emoji":true')
    expect(JSON.stringify(blocks).split(JSON.stringify(text).slice(1, -1))).toHaveLength(10)
  })

  test('has a top-level text in which nothing can be a mention or a link', () => {
    expect(toMessage(aPost([], 'a <!channel> & <http://x|y>')).text).toBe(
      'a &lt;!channel&gt; &amp; &lt;http://x|y&gt;',
    )
    expect(toMessage(aPost([{ kind: 'text', text: 'x' }], ' \n ')).text).toBe('memdiag')
  })

  test('loses control characters, half characters and marks that turn the reading direction', () => {
    expect(
      shown(aPost([{ kind: 'text', text: 'a\u0000b\u001b[31mc\u202ed\ud800e\r\nf' }])),
    ).toContain(JSON.stringify('a\ufffdb\ufffd[31mc\ufffdd\ufffde\nf'))
  })

  test('keeps its buttons, however long the rest is', () => {
    const button = { action: 'cancel', label: 'Cancel', investigation: 'abc' } as const
    const code: Part = { kind: 'code', text: 'y'.repeat(20_000) }
    const post = aPost([code, code, { kind: 'actions', buttons: [button] }])

    expect(types(post).at(-2)).toBe('actions')
    expect(shown(post)).toContain('… 1 more part of this post does not fit')
    expect(blockProblems(toMessage(post).blocks)).toBeNull()
  })

  test('says how much of a long output is missing', () => {
    const text = shown(aPost([{ kind: 'code', text: 'x'.repeat(20_000) }]))

    expect(text).toMatch(/… \d{4,5} more characters not shown/)
  })

  test('says how many rows of a table and how many parts are missing', () => {
    const post = aPost([
      aTable(250),
      { kind: 'code', text: 'y'.repeat(20_000) },
      { kind: 'text', text: 'last' },
    ])

    expect(shown(post)).toMatch(/… 1\d\d more rows not shown/)
    expect(shown(post)).toContain('… 1 more part of this post does not fit')
  })

  test('cuts output at the end of a line', () => {
    const { blocks } = toMessage(aPost([{ kind: 'code', text: 'a line of output\n'.repeat(400) }]))

    const texts = blocks.map((block) => JSON.stringify(block))
    expect(texts[0]).toContain('a line of output"}')
    expect(texts[1]).toContain('"text":"a line of output')
  })

  test('holds one table of Slack, and further ones as monospaced lines', () => {
    expect(types(aPost([aTable(2), aTable(2)]))).toEqual([
      'rich_text',
      'table',
      'rich_text',
      'rich_text',
    ])
  })

  test('holds a table with too many columns as monospaced lines', () => {
    expect(types(aPost([aTable(2, 21)]))).toEqual(['rich_text', 'rich_text'])
  })

  test('aligns the columns of a monospaced table', () => {
    const part: Part = {
      kind: 'table',
      caption: '',
      columns: [
        { title: 'PID', align: 'right' },
        { title: 'NAME', align: 'left' },
        { title: 'RES', align: 'right' },
      ],
      rows: [
        ['1', 'master process', '40'],
        ['1234', 'größer', '1035'],
      ],
    }
    const { blocks } = toMessage(aPost([part]), { tables: 'code', weight: 5_000 })

    expect(blocks).toEqual([
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_preformatted',
            elements: [
              {
                type: 'text',
                text: [
                  ' PID  NAME             RES',
                  '   1  master process    40',
                  '1234  größer          1035',
                ].join('\n'),
              },
            ],
          },
        ],
      },
    ])
  })
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '"\\\n'.repeat(3_000),
    'x'.repeat(9_000),
    '\ud83d',
    '😀'.repeat(2_000),
    '<!channel>',
  ),
)
const anyPart: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ kind: fc.constant('heading' as const), text: anyText }),
  fc.record({ kind: fc.constant('text' as const), text: anyText }),
  fc.record({ kind: fc.constant('small' as const), text: anyText }),
  fc.record({ kind: fc.constant('code' as const), text: anyText }),
  fc.record({ kind: fc.constant('list' as const), items: fc.array(anyText, { maxLength: 80 }) }),
  fc.record({
    kind: fc.constant('table' as const),
    caption: anyText,
    columns: fc.array(
      fc.record({ title: anyText, align: fc.constantFrom('left' as const, 'right' as const) }),
      { minLength: 1, maxLength: 25 },
    ),
    rows: fc.array(fc.array(anyText, { maxLength: 25 }), { maxLength: 130 }),
  }),
  fc.record({
    kind: fc.constant('progress' as const),
    steps: fc.array(
      fc.record({
        name: anyText,
        state: fc.constantFrom('pending', 'running', 'done', 'skipped', 'failed'),
        text: anyText,
      }),
      { maxLength: 60 },
    ),
  }),
)
const anyButton = fc.record(
  {
    action: fc.constantFrom('approve', 'cancel', 'more'),
    label: anyText,
    investigation: fc.string({ maxLength: 40 }),
    subject: fc.string({ maxLength: 200 }),
    style: fc.constantFrom('primary' as const, 'danger' as const),
    confirm: fc.record({ title: anyText, text: anyText, yes: anyText, no: anyText }),
  },
  { requiredKeys: ['action', 'label', 'investigation'] },
)
const anyActions: fc.Arbitrary<Part> = fc.record({
  kind: fc.constant('actions' as const),
  buttons: fc.array(anyButton, { minLength: 1, maxLength: 30 }),
})
const anyPost = fc.record({
  key: fc.constant('root'),
  kind: fc.constant('root' as const),
  text: anyText,
  parts: fc.array(fc.oneof({ arbitrary: anyPart, weight: 9 }, anyActions), { maxLength: 60 }),
})

test.each([
  undefined,
  { tables: 'code', weight: 11_000 },
  { tables: 'code', weight: 5_000 },
] as const)('whatever the post, Slack takes its blocks (%j)', { timeout: 120_000 }, (style) => {
  fc.assert(
    fc.property(anyPost, (post) => {
      const message = toMessage(post, style)

      expect(blockProblems(message.blocks)).toBeNull()
      expect(message.text.length).toBeGreaterThan(0)
      expect(message.text.length).toBeLessThanOrEqual(4_000)
    }),
    { numRuns: 150 },
  )
})
