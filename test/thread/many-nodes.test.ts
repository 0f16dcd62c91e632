import { describe, expect, test } from 'vitest'
import { toMessage } from '../../src/slack/blocks.ts'
import { english } from '../../src/core/say.ts'
import { alike } from '../../src/thread/alike.ts'
import { wordedPart } from '../../src/thread/draft.ts'
import { nodeTable } from '../../src/thread/node-table.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { aFleet, nodesOf, onNodes } from '../support/a-fleet.ts'
import {
  doneEvent,
  evidenceEvent,
  someCpuinfo,
  someEvidence,
  someHandshake,
} from '../support/builders.ts'
import { blockProblems } from '../support/slack-bridge/check-blocks.ts'

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

  test('are a line of the root message, with the one that differs and its name', () => {
    const progress = renderThread(aFleet(count))[0]?.parts.find(({ kind }) => kind === 'progress')
    const steps = progress?.kind === 'progress' ? progress.steps : []

    expect(steps.find(({ name }) => name === 'top')?.text).toMatch(
      /^web-\d+: 48 workers hold \d\d MiB, too many\.$/,
    )
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

test('what is told of each node in one line stands once', () => {
  const nodes = nodesOf(80)
  const evidence = nodes.flatMap((node, index) => [
    someEvidence(someHandshake(), { id: `websocket.handshake/${node}`, node }),
    ...(index < 5
      ? [someEvidence({ kind: 'none' }, { id: `websocket/${node}`, node, step: 'websocket' })]
      : []),
  ])
  const state = onNodes(nodes, [...evidence.map(evidenceEvent), doneEvent('websocket')])

  const post = renderThread(state).find(({ key }) => key === 'step:websocket')

  expect(post?.parts).toContainEqual({
    kind: 'small',
    text: 'web-1, web-2, web-3 and 77 more nodes: Handshake on port 8080, /socket.io/: upgraded, permessage-deflate not negotiated.',
  })
  expect(post?.parts).toContainEqual({
    kind: 'text',
    text: 'web-1, web-2, web-3 and 2 more nodes: The answer could not be read.',
  })
  expect(JSON.stringify(post).match(/Handshake|could not be read/g)).toHaveLength(2)
})

test('the rule that set the workers stands in the language of the thread', () => {
  const rule = {
    manager: 'pm2' as const,
    workers: 48,
    matches: true,
    stated: false,
    arithmetic: '48',
  }
  const values = someCpuinfo({ rules: [{ rule: 'pm2 -i max (or 0)', ...rule }] })
  const table = nodeTable('cpuinfo', [someEvidence(values)])
  const part = table === null ? null : wordedPart('zh', table)

  expect(part?.kind === 'table' ? part.rows[0]?.at(-1) : null).toBe('pm2 -i max（或 0）')
})

describe('what is said of nodes', () => {
  test('stands once where it is the same', () => {
    const said = ['a', 'b', 'c', 'd', 'e'].map((node) => ({ node, text: 'No tool.' }))

    expect(alike(said, true).map(english)).toEqual(['a, b, c and 2 more nodes: No tool.'])
  })

  test('stands apart where more than figures differ', () => {
    const said = [
      { node: 'a', text: '2 workers' },
      { node: 'b', text: '3 workers' },
      { node: 'c', text: 'no workers' },
    ]

    expect(alike(said, true).map(english)).toEqual([
      'c: no workers',
      '2 nodes, the most on b: 3 workers',
    ])
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
