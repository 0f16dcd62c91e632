import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cause, ProcessManager } from '../../src/core/names.ts'
import type { Event } from '../../src/core/event.ts'
import { toMessage } from '../../src/slack/blocks.ts'
import { answersOf, outputView } from '../../src/slack/output-view.ts'
import { renderThread } from '../../src/thread/render-thread.ts'
import { blockProblems, viewProblems } from '../support/slack-bridge/check-blocks.ts'
import {
  aCluster,
  aFinding,
  anOpening,
  aService,
  aState,
  AT,
  doneEvent,
  evidenceEvent,
  someCpuinfo,
  someEvidence,
  someLoad,
  someTop,
} from '../support/builders.ts'

/** What hosts and people may write: short, long, of every script, and made to break out. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '',
    ' ',
    '\n\n',
    '<!channel>',
    '\ud83d',
    'x'.repeat(20_000),
    '"\\'.repeat(9_000),
    '😀'.repeat(4_000),
  ),
)
const bytes = fc.nat({ max: 2 ** 40 })
const node = fc.integer({ min: 1, max: 60 }).map((index) => `web-${index}`)

const finding = fc
  .record({ text, node, cause: fc.constantFrom(...Cause.options) })
  .map((change) => aFinding(change))

const values = fc.oneof(
  fc
    .record({
      workers: fc.nat({ max: 60 }),
      command: text,
      manager: fc.constantFrom(...ProcessManager.options),
      size: bytes,
      told: text,
    })
    .map(({ workers, command, manager, size, told }) =>
      someTop({
        manager,
        managerEvidence: told,
        processes: aCluster(workers, { command, rssBytes: size, privateBytes: size }),
        others: [{ pid: 7, command, rssBytes: size, isNode: false }],
      }),
    ),
  fc.record({ rule: text, count: fc.integer({ min: 0, max: 10_000 }) }).map(({ rule, count }) =>
    someCpuinfo({
      workers: count,
      rules: Array.from({ length: 9 }, () => ({
        rule,
        manager: null,
        arithmetic: rule,
        workers: count,
        matches: true,
        stated: false,
      })),
    }),
  ),
  bytes.map((size) => someLoad({ hostMemoryBytes: size })),
)

const state = fc
  .record({
    service: text,
    nodes: fc.uniqueArray(node, { minLength: 1, maxLength: 60 }),
    findings: fc.array(finding, { maxLength: 80 }),
    evidence: fc.array(
      fc.record({ values, node, output: text, command: text, cut: fc.boolean(), missing: text }),
      { maxLength: 30 },
    ),
    verdict: text,
    fix: text,
    items: fc.array(fc.record({ name: text, bytes }), { maxLength: 30 }),
    note: text,
  })
  .map(({ nodes, ...made }) => {
    const targets = nodes.map((name) => ({ name, kind: 'local' as const }))
    const events: Event[] = [
      ...made.evidence.map((each, index) =>
        evidenceEvent(
          someEvidence(each.values, {
            id: `top.${index}/${each.node}`,
            node: each.node,
            step: 'top',
            command: each.command,
            output: { text: each.output, truncated: each.cut },
            missing: [{ what: each.missing, reason: 'unreadable', hint: each.missing }],
          }),
        ),
      ),
      doneEvent(
        'top',
        made.findings.map((each, index) => ({ ...each, id: `top.${index}/${each.node}` })),
      ),
      {
        kind: 'verdict',
        version: 1,
        at: AT,
        verdict: {
          cause: 'overforked-workers',
          confidence: 'confirmed',
          explainedBytes: 1,
          text: made.verdict,
          because: made.findings.map((each, index) => `top.${index}/${each.node}`),
          contributing: [],
          ruledOut: [{ cause: 'real-load', because: [`top.0/${nodes[0]}`] }],
          fix: { text: made.fix, change: made.fix, predictedUsageBytes: 1 },
        },
        account: {
          limitBytes: 5,
          usageBytes: 5,
          items: made.items.map((item) => ({ ...item, evidence: [] })),
          unexplainedBytes: 0,
        },
        nodes: [],
      },
      { kind: 'ended', version: 1, at: AT, state: 'done' },
      {
        kind: 'button-pressed',
        version: 1,
        at: AT,
        action: 'not-the-cause',
        subject: null,
        by: 'slack:U0ALICE',
        text: made.note.slice(0, 1_000),
      },
    ]
    return aState(
      events,
      anOpening({ service: aService({ name: made.service, targets }), slack: { channel: 'C1' } }),
    )
  })

test.each([
  undefined,
  { tables: 'code', weight: 11_000 },
  { tables: 'code', weight: 5_000 },
] as const)('whatever was found, Slack takes every post of the thread (%j)', (style) => {
  fc.assert(
    fc.property(state, (any) => {
      for (const post of renderThread(any)) {
        const message = toMessage(post, style)

        expect(blockProblems(message.blocks)).toBeNull()
        expect(message.text.length).toBeGreaterThan(0)
        expect(message.text.length).toBeLessThanOrEqual(4_000)
      }
    }),
    { numRuns: 60 },
  )
})

test('whatever a node answered, Slack takes every page of it', () => {
  fc.assert(
    fc.property(state, fc.nat({ max: 3 }), (any, page) => {
      for (const { id } of answersOf(any, 'top').slice(0, 3)) {
        const at = { investigation: any.id, step: 'top', evidence: id, page, channel: 'C1' }

        expect(viewProblems(outputView(any, at, 'zh'))).toBeNull()
      }
    }),
    { numRuns: 60 },
  )
})
