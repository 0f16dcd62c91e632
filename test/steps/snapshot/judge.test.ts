import { describe, expect, test } from 'vitest'
import { withoutMessages } from '../../../src/core/differences.ts'
import type { InspectorValues, SnapshotValues } from '../../../src/core/values.ts'
import { snapshotStep } from '../../../src/steps/snapshot/step.ts'
import { aProbeInput, thresholds } from '../support/run-probe.ts'
import { someEvidence } from '../support/evidence-of.ts'

const MB = 1_000_000

const process = {
  pid: 9450,
  role: 'worker' as const,
  inspectorPort: null,
  opensOnSignal: true,
  heapSnapshotSignal: false,
  maxOldSpaceBytes: null,
}
const snapshot: SnapshotValues = {
  kind: 'snapshot',
  processes: [
    { ...process, rssBytes: 60 * MB },
    { ...process, pid: 9451, rssBytes: 60 * MB },
  ],
  limitBytes: null,
}

function judge(figures: Partial<InspectorValues> | null, values: SnapshotValues = snapshot) {
  const inspector: InspectorValues = {
    kind: 'inspector',
    pid: 9450,
    port: 9229,
    nodeVersion: 'v20.20.2',
    rssBytes: 60 * MB,
    heapUsedBytes: 10 * MB,
    heapTotalBytes: 11 * MB,
    externalBytes: 2 * MB,
    arrayBuffersBytes: 0,
    heapLimitBytes: 2_197 * MB,
    ...figures,
  }
  const evidence = [
    someEvidence('snapshot/web-1', 'snapshot', values),
    ...(figures === null ? [] : [someEvidence('snapshot.inspector/web-1', 'snapshot', inspector)]),
  ]
  const input = { node: 'web-1', service: aProbeInput().service, thresholds, evidence }
  return snapshotStep.judge(input)
}

describe('the judge of the heap figures', () => {
  // Figures of cases whose cause was known.
  test.each<[string, Partial<InspectorValues>, unknown[]]>([
    [
      'an idle worker',
      { rssBytes: 59.8 * MB, heapUsedBytes: 10 * MB, heapTotalBytes: 10.5 * MB },
      [
        ['js-heap-leak', 'against', 'strong'],
        ['external-memory', 'against', 'weak'],
        ['allocator-fragmentation', 'against', 'weak'],
      ],
    ],
    [
      'leaked buffers',
      {
        rssBytes: 348 * MB,
        heapUsedBytes: 3.8 * MB,
        heapTotalBytes: 6 * MB,
        externalBytes: 317 * MB,
        arrayBuffersBytes: 315 * MB,
      },
      [
        ['js-heap-leak', 'against', 'strong'],
        ['external-memory', 'for', 'weak'],
        ['allocator-fragmentation', 'against', 'weak'],
      ],
    ],
    [
      'a large heap',
      { rssBytes: 208 * MB, heapUsedBytes: 166 * MB, heapTotalBytes: 170 * MB },
      [
        ['js-heap-leak', 'for', 'weak'],
        ['external-memory', 'against', 'weak'],
        ['allocator-fragmentation', 'against', 'weak'],
      ],
    ],
    [
      'a peak of compression',
      { rssBytes: 192 * MB, heapUsedBytes: 5 * MB, heapTotalBytes: 8 * MB, externalBytes: 18 * MB },
      [
        ['js-heap-leak', 'against', 'strong'],
        ['external-memory', 'against', 'weak'],
        ['allocator-fragmentation', 'for', 'weak'],
      ],
    ],
    [
      'array buffers that exceed what is resident',
      {
        rssBytes: 233 * MB,
        heapUsedBytes: 165 * MB,
        heapTotalBytes: 168 * MB,
        externalBytes: 237 * MB,
        arrayBuffersBytes: 235 * MB,
      },
      [
        ['js-heap-leak', 'for', 'weak'],
        ['external-memory', 'for', 'weak'],
        ['allocator-fragmentation', 'against', 'weak'],
      ],
    ],
  ])('reads %s', (_name, figures, expected) => {
    const findings = judge(figures)

    expect(findings.map((each) => [each.cause, each.speaks, each.strength])).toEqual(expected)
    expect(findings.map((each) => [each.id, each.evidence])).toEqual([
      ['snapshot.heap/web-1', ['snapshot.inspector/web-1']],
      ['snapshot.external/web-1', ['snapshot.inspector/web-1']],
      ['snapshot.unaccounted/web-1', ['snapshot.inspector/web-1']],
    ])
  })

  const ofSizes = (...sizes: (number | undefined)[]): SnapshotValues => ({
    ...snapshot,
    processes: sizes.map((size, index) => ({
      ...process,
      pid: 9450 + index,
      ...(size === undefined ? {} : { rssBytes: size * MB }),
    })),
  })
  const master = { ...process, role: 'master' as const, rssBytes: 60 * MB }

  test.each<[string, SnapshotValues, string]>([
    ['are alike', ofSizes(60, 66, 90), 'strong'],
    ['are one', ofSizes(60), 'strong'],
    ['are not alike', ofSizes(60, 66, 91), 'weak'],
    ['have sizes that are not known', ofSizes(60, undefined), 'weak'],
    [
      'are not the process that was read',
      { ...snapshot, processes: [master, { ...process, pid: 9451, rssBytes: 60 * MB }] },
      'weak',
    ],
    ['are not, and the only process was read', { ...snapshot, processes: [master] }, 'strong'],
  ])('rules the heap out by one process where the workers %s: %#', (_name, values, strength) => {
    expect(judge({}, values)[0]).toMatchObject({ id: 'snapshot.heap/web-1', strength })
  })

  test('says where one worker was read that may not stand for the others', () => {
    expect(judge({}, ofSizes(60, 300))[0]?.text).toBe(
      'The JavaScript heap does not hold the memory: 9.54 MiB of JavaScript heap in 57.2 MiB rss (process 9450). Only this process was read, and the workers are not known to be alike in size: another may differ.',
    )
  })

  test('without figures says what is unknown and what would tell', () => {
    expect(withoutMessages(judge(null))).toEqual([
      {
        id: 'snapshot.heap-unknown/web-1',
        step: 'snapshot',
        node: 'web-1',
        cause: null,
        speaks: 'neither',
        strength: 'weak',
        text: 'How much of the memory is JavaScript heap is unknown: no inspector is open. 2 of 2 Node.js processes would open one on SIGUSR1, which needs approval; process.memoryUsage() of one worker would tell.',
        evidence: ['snapshot/web-1'],
      },
    ])
  })

  test('says nothing of a node without Node.js processes', () => {
    expect(judge(null, { ...snapshot, processes: [] })).toEqual([])
  })
})
