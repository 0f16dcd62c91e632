import { describe, expect, test } from 'vitest'
import { settle } from '../../src/core/settle.ts'
import type { State } from '../../src/core/state.ts'
import { apply } from '../../src/core/state.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { renderPosts } from '../../src/cli/render-posts.ts'
import {
  aCluster,
  aFinding,
  anOpening,
  aService,
  aState,
  AT,
  doneEvent,
  evidenceEvent,
  GiB,
  MiB,
  someCpuinfo,
  someEvidence,
  someLoad,
  someTop,
} from '../support/builders.ts'

const PLAIN = { write: () => undefined, columns: null, color: false, live: false }

function theCase(): State {
  const top = someTop({
    managerEvidence: 'children of the same script',
    processes: aCluster(48, {
      rssBytes: 36 * MiB,
      sharedRssBytes: 14 * MiB,
      anonBytes: 22 * MiB,
      privateBytes: null,
    }),
    others: [{ pid: 7, command: 'sshd', rssBytes: 9 * MiB, isNode: false }],
    othersRssBytes: 30 * MiB,
  })
  const rules = [
    {
      rule: 'node-agent auto',
      manager: 'node-agent' as const,
      arithmetic: '24 cores < 48 processors',
      workers: 24,
      matches: false,
      stated: false,
    },
    {
      rule: 'node-agent max',
      manager: 'node-agent' as const,
      arithmetic: '48 processors',
      workers: 48,
      matches: true,
      stated: true,
    },
  ]
  const state = aState(
    [
      evidenceEvent(someEvidence(someLoad())),
      doneEvent('load', [
        aFinding({
          id: 'load.cpu/web-1',
          step: 'load',
          cause: 'real-load',
          speaks: 'against',
          text: 'The service uses 0.02 of 48 CPUs.',
        }),
      ]),
      evidenceEvent(someEvidence(top)),
      doneEvent('top', [aFinding({ text: '48 workers hold 1.03 GiB of their own.' })]),
      evidenceEvent(someEvidence(someCpuinfo({ rules }))),
      doneEvent('cpuinfo', []),
    ],
    anOpening({ service: aService({ memoryLimitBytes: GiB }) }),
  )
  return apply(state, { kind: 'verdict', version: 1, at: AT, ...copy(settle(state)) })
}

function copy({ verdict, account, nodes }: ReturnType<typeof settle>) {
  return { verdict, account, nodes: [...nodes] }
}

test('the case as a person reads it', async () => {
  await expect(renderPosts(renderThread(theCase()), PLAIN)).toMatchFileSnapshot('the-case.txt')
})

test('the summary goes from the verdict over the account and what was ruled out to the fix and what to watch', () => {
  const summary = renderPosts(
    renderThread(theCase()).filter(({ kind }) => kind === 'summary'),
    PLAIN,
  )

  const order = [
    'Verdict: overforked-workers',
    'In short: ',
    'Where the memory is: ',
    'Ruled out:',
    'What to do: ',
    'Memory to expect after it: ',
    'What to watch: ',
  ].map((words) => summary.indexOf(words))
  expect(order.every((at) => at >= 0)).toBe(true)
  expect(order).toEqual(order.toSorted((left, right) => left - right))
})

test('48 workers that are alike stand in one line', () => {
  const post = renderThread(theCase()).find((each) => each.key === 'step:top')
  const table = post?.parts.find((part) => part.kind === 'table')

  expect(table?.kind === 'table' ? table.rows : null).toEqual([
    ['48 x', '36.0 MiB', '14.0 MiB', '-', '22.0 MiB', '/app/checkout.js: worker process'],
    ['99', '36.0 MiB', '14.0 MiB', '-', '22.0 MiB', '/app/checkout.js: master process'],
  ])
})

test('the same key is the same message while the investigation goes on', () => {
  const early = renderThread(aState())
  const late = renderThread(theCase())

  expect(early.map((post) => post.key)).toEqual(['root'])
  expect(late.map((post) => post.key)).toEqual([
    'root',
    'step:load',
    'step:top',
    'step:cpuinfo',
    'chart:account',
    'summary',
  ])
  expect(early[0]?.text).toBe('Memory of checkout: investigating')
})

describe('what comes from a host', () => {
  test('cannot send escape sequences to the terminal', () => {
    const top = someTop({ processes: aCluster(1, { command: 'x\u001B[2J\u202Egnp.exe\u0007' }) })
    const state = aState([evidenceEvent(someEvidence(top)), doneEvent('top')])

    const text = renderPosts(renderThread(state), PLAIN)

    expect(text).toContain('x\uFFFD[2J\uFFFDgnp.exe\uFFFD')
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/)
  })
})

test('a table gives way to the width of the screen, by cells of several lines', () => {
  const narrow = renderPosts(renderThread(theCase()), { ...PLAIN, columns: 72 })

  for (const line of narrow
    .split('\n')
    .filter((each) => each.startsWith('  ') && !each.startsWith('    '))) {
    expect(line.length).toBeLessThanOrEqual(72)
  }
  expect(narrow).toContain(`
  48 x  36.0 MiB  14.0 MiB    -  22.0 MiB  /app/checkout.js: worker
                                           process
`)
})

test('buttons are what to type where there are none', () => {
  const post = {
    key: 'root',
    kind: 'root' as const,
    text: '',
    parts: [
      {
        kind: 'actions' as const,
        buttons: [
          {
            action: 'cancel' as const,
            label: 'Cancel',
            investigation: 'abc',
            command: 'memdiag cancel abc',
          },
          { action: 'more' as const, label: 'Show more', investigation: 'abc' },
        ],
      },
    ],
  }

  expect(renderPosts([post], PLAIN)).toBe('Cancel: memdiag cancel abc\n')
})
