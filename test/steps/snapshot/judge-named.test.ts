import { expect, test } from 'vitest'
import { withoutMessages } from '../../../src/core/differences.ts'
import type { Evidence } from '../../../src/core/evidence.ts'
import type { HeapProfileValues } from '../../../src/core/heap-values.ts'
import { judgeNamed } from '../../../src/steps/snapshot/judge-named.ts'
import { aService, someEvidence, theRunbook } from '../../support/builders.ts'
import { aHeapComparison, aHeapSuspect } from '../../support/heap-builders.ts'

function judge(...evidence: Evidence[]) {
  const { thresholds } = theRunbook()
  return judgeNamed({ node: 'web-1', service: aService(), thresholds, evidence })
}

const MIB = 1024 ** 2

const PROFILE: HeapProfileValues = {
  kind: 'heap-profile',
  pid: 101,
  startTicks: 4_000,
  nodeVersion: 'v20.20.2',
  at: '2026-11-25T10:00:00.000Z',
  spanMs: 30_000,
  intervalBytes: 32_768,
  aliveBytes: 9 * MIB,
  samples: 288,
  sites: [
    {
      function: 'remember',
      script: '/srv/app/node_modules/cache/index.js',
      line: 40,
      column: 3,
      bytes: 8 * MIB,
      samples: 256,
      callers: [
        { function: 'get', script: '/srv/app/node_modules/cache/get.js', line: 4, column: 1 },
        { function: 'processTimers', script: 'node:internal/timers', line: 500, column: 1 },
        { function: 'onRequest', script: '/srv/app/server.js', line: 12, column: 5 },
      ],
    },
    { function: '(V8 API)', script: '', line: 0, column: 0, bytes: MIB, samples: 32, callers: [] },
  ],
  othersBytes: 0,
}

test('names the call sites of what stays alive, and who of the application called them', () => {
  const [finding, ...others] = judge(someEvidence(PROFILE, { id: 'snapshot.profile-1/web-1' }))

  expect(others).toEqual([])
  expect(withoutMessages(finding)).toEqual({
    id: 'snapshot.heap-sites-101/web-1',
    step: 'snapshot',
    node: 'web-1',
    cause: null,
    speaks: 'neither',
    strength: 'weak',
    text: 'Of what process 101 allocated within 30 s, 9.00 MiB were still alive after a collection: 8.00 MiB by remember (/srv/app/node_modules/cache/index.js:40), called by onRequest (/srv/app/server.js:12).',
    evidence: ['snapshot.profile-1/web-1'],
  })
})

test('names class, holder and way with file and line, and the edge that frees them', () => {
  const suspect = aHeapSuspect({
    cut: {
      from: {
        edge: '',
        edgeType: '',
        type: 'object',
        name: 'Registry',
        script: '/srv/app/r.js',
        line: 3,
      },
      edge: 'sessions',
      to: { edge: 'sessions', edgeType: 'property', type: 'object', name: 'Map' },
    },
    path: [
      { edge: '', edgeType: '', type: 'synthetic', name: '(GC roots)' },
      {
        edge: 'registry',
        edgeType: 'context',
        type: 'object',
        name: 'Registry',
        script: '/srv/app/r.js',
        line: 3,
      },
      { edge: 'sessions', edgeType: 'property', type: 'object', name: 'Map' },
      {
        edge: '17',
        edgeType: 'element',
        type: 'object',
        name: 'Session',
        script: '/srv/app/session.js',
        line: 12,
      },
    ],
  })

  const [finding] = judge(someEvidence(aHeapComparison({ suspects: [suspect] })))

  expect(finding).toMatchObject({
    id: 'snapshot.heap-holder-101-1/web-1',
    cause: 'js-heap-leak',
    speaks: 'for',
    strength: 'weak',
    text:
      'Session (/srv/app/session.js:12) in process 101: 100, then 5100 objects; 5000 new ones keep 90.0 MiB alive. ' +
      '5000 of them are held by Map alone. The way to one: Registry (/srv/app/r.js:3).sessions[17]. ' +
      'Without `.sessions` of Registry (/srv/app/r.js:3) they would be free.',
  })
})

test('says nothing of what holds little of the growth, of other nodes, or of nothing', () => {
  const small = aHeapComparison({ suspects: [aHeapSuspect({ growthRatio: 0.05 })] })

  expect(judge(someEvidence(small))).toEqual([])
  expect(judge(someEvidence(aHeapComparison(), { node: 'web-2' }))).toEqual([])
  expect(judge(someEvidence({ ...PROFILE, sites: [] }))).toEqual([])
})
