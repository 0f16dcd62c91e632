import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/core/event.ts'
import type { State } from '../../src/core/state.ts'
import { alike } from '../../src/thread/alike.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { toMessage } from '../../src/slack/blocks.ts'
import { blockProblems } from '../support/slack-bridge/check-blocks.ts'
import {
  aCluster,
  aFinding,
  anOpening,
  aService,
  aState,
  AT,
  doneEvent,
  evidenceEvent,
  MiB,
  someEvidence,
  someTop,
} from '../support/builders.ts'

/** So many nodes with two workers each, but one with 48, and one that cannot be reached. */
function aFleet(count: number): State {
  const names = Array.from({ length: count }, (_, index) => `web-${index + 1}`)
  const outlier = names[Math.floor(count / 2)]
  const answered = names.slice(0, -1)
  const events: Event[] = [
    ...answered.map((node, index) =>
      evidenceEvent(
        someEvidence(
          someTop({
            processes: aCluster(node === outlier ? 48 : 2, {
              privateBytes: (18 + (index % 3)) * MiB,
            }),
          }),
          { id: `top/${node}`, node },
        ),
      ),
    ),
    {
      kind: 'node-failed',
      version: 1,
      at: AT,
      step: 'top',
      node: names.at(-1) ?? '',
      code: 'unreachable',
      message: `Could not connect to ${names.at(-1)}.`,
      final: true,
    },
    doneEvent(
      'top',
      answered.map((node, index) =>
        aFinding({
          id: `top.worker-count/${node}`,
          node,
          text: `${node === outlier ? 48 : 2} workers hold ${36 + (index % 3)} MiB${node === outlier ? ', too many' : ''}.`,
        }),
      ),
    ),
  ]
  const targets = names.map((name) => ({ name, kind: 'local' as const }))
  return aState(events, anOpening({ service: aService({ targets }) }))
}

describe.each([8, 80, 800])('%d nodes', (count) => {
  const step = () => renderThread(aFleet(count)).find(({ key }) => key === 'step:top')

  test('are told in a few lines, the one that differs first', () => {
    const list = step()?.parts.find(({ kind }) => kind === 'list')

    expect(list?.kind === 'list' ? list.items : []).toEqual([
      expect.stringMatching(/^web-\d+: 48 workers hold \d\d MiB, too many\.$/),
      expect.stringMatching(
        new RegExp(`^${count - 2} nodes, the most on web-\\d+: 2 workers hold`),
      ),
    ])
  })

  test('are one table, the one that differs on top', () => {
    const table = step()?.parts.find(({ kind }) => kind === 'table')
    const rows = table?.kind === 'table' ? table.rows : []

    expect(rows[0]?.slice(1)).toEqual([
      '48',
      expect.stringMatching(/MiB$/),
      expect.any(String),
      'cluster',
    ])
    expect(rows.length).toBeLessThanOrEqual(10)
  })

  test('fit into messages that Slack takes', () => {
    for (const post of renderThread(aFleet(count))) {
      const { blocks } = toMessage(post)
      expect(blockProblems(blocks)).toBeNull()
      expect(JSON.stringify(blocks)).not.toMatch(/do not fit|not shown/)
    }
  })
})

test.each([80, 800])('%d nodes that are alike share a row with what they span', (count) => {
  const step = renderThread(aFleet(count)).find(({ key }) => key === 'step:top')
  const table = step?.parts.find(({ kind }) => kind === 'table')

  expect(table?.kind === 'table' ? table.rows.at(-1) : null).toEqual([
    `${count - 2} more that are alike`,
    '2',
    '54.0 MiB to 60.0 MiB',
    '18.0 MiB to 20.0 MiB',
    'cluster',
  ])
})

describe('what is said of nodes', () => {
  test('stands once where it is the same', () => {
    const said = ['a', 'b', 'c', 'd', 'e'].map((node) => ({ node, text: 'No tool.' }))

    expect(alike(said, true)).toEqual(['a, b, c and 2 more nodes: No tool.'])
  })

  test('stands apart where more than figures differ', () => {
    const said = [
      { node: 'a', text: '2 workers' },
      { node: 'b', text: '3 workers' },
      { node: 'c', text: 'no workers' },
    ]

    expect(alike(said, true)).toEqual(['c: no workers', '2 nodes, the most on b: 3 workers'])
  })

  test('stands without names where there is one node', () => {
    expect(
      alike(
        [
          { node: 'a', text: 'x' },
          { node: 'a', text: 'x' },
        ],
        false,
      ),
    ).toEqual(['x'])
  })
})
