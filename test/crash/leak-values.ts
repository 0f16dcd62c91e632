import type { SnapshotComparison } from '../../src/core/heap-port.ts'
import type { HeapProfileValues } from '../../src/core/heap-values.ts'
import { AT, MiB } from '../support/builders.ts'
import { THE_PROCESS } from '../support/ladder-builders.ts'

/** What a profile of the leaking process shows. */
export const PROFILED: Omit<HeapProfileValues, 'kind'> = {
  ...THE_PROCESS,
  nodeVersion: 'v24.0.0',
  at: AT,
  spanMs: 200,
  intervalBytes: 32_768,
  aliveBytes: 2 * MiB,
  samples: 64,
  sites: [
    {
      function: 'remember',
      script: '/app/sessions.js',
      line: 12,
      column: 5,
      bytes: 2 * MiB,
      samples: 64,
      callers: [],
    },
  ],
  othersBytes: 0,
}

const SESSIONS = { edge: 'sessions', edgeType: 'property', type: 'object', name: 'Map' } as const

/** What two snapshots of it show. */
export const COMPARED: SnapshotComparison = {
  sizes: [
    { heapBytes: 140 * MiB, nodes: 1_000_000, edges: 4_000_000 },
    { heapBytes: 180 * MiB, nodes: 1_300_000, edges: 5_200_000 },
  ],
  growthBytes: 40 * MiB,
  classes: [
    {
      class: 'Session',
      script: '/app/sessions.js',
      line: 12,
      added: 300_000,
      removed: 0,
      deltaBytes: 38 * MiB,
      retainedBytes: 120 * MiB,
    },
  ],
  suspects: [
    {
      rule: 'grew-steadily',
      class: 'Session',
      script: '/app/sessions.js',
      line: 12,
      objects: [600_000, 900_000],
      bytes: [80 * MiB, 118 * MiB],
      suspected: 300_000,
      retainedBytes: 38 * MiB,
      growthRatio: 0.95,
      holder: { ...SESSIONS, objects: 900_000 },
      path: [SESSIONS],
    },
  ],
  topRatio: 0.95,
}
