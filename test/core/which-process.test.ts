import { expect, test } from 'vitest'
import { nextRung } from '../../src/core/ladder-question.ts'
import type { ProcessRow, Values } from '../../src/core/values.ts'
import {
  aCluster,
  anOpening,
  aRow,
  aService,
  aState,
  doneEvent,
  evidenceEvent,
  MiB,
  someEvidence,
  someLoad,
  someTop,
} from '../support/builders.ts'
import { aLook, aTrendProcess, someTrend } from '../support/trend-builders.ts'

const LARGE = 100
const SMALL = 101

/** The process that is looked into, of a large one and a small one that gains so many MiB every two seconds. */
function chosen(mebibytes: number, smallRole: 'worker' | 'other' = 'worker'): number | undefined {
  const size = (pid: number) => (pid === LARGE ? 300 : 120) * MiB
  const pids = [LARGE, SMALL]
  const rows = pids.map((pid) =>
    aRow({
      pid,
      role: pid === SMALL ? smallRole : 'worker',
      privateBytes: size(pid),
      anonBytes: size(pid),
      rssBytes: size(pid) + 40 * MiB,
    }),
  )
  const looks = [0, 1, 2, 3, 4, 5].map((at) =>
    aLook(1000 + at * 2, [
      aTrendProcess(size(LARGE), { pid: LARGE }),
      aTrendProcess(Math.round(size(SMALL) + at * mebibytes * MiB), { pid: SMALL }),
    ]),
  )
  return lookedInto(rows, [someTrend(looks)])
}

function lookedInto(rows: ProcessRow[], more: readonly Values[]): number | undefined {
  const snapshot: Values = {
    kind: 'snapshot',
    limitBytes: null,
    processes: rows.map(({ pid, role, rssBytes }) => ({
      pid,
      role,
      rssBytes,
      inspectorPort: null,
      opensOnSignal: true,
      heapSnapshotSignal: false,
      maxOldSpaceBytes: null,
    })),
  }
  const top = someTop({ processes: rows })
  const events = [someLoad(), top, snapshot, ...more].map((values) =>
    evidenceEvent(someEvidence(values)),
  )
  const steps = ['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'] as const
  const opening = anOpening({ service: aService({ memoryLimitBytes: 100 * MiB }), approve: 'gc' })
  return nextRung(aState([...events, ...steps.map((step) => doneEvent(step))], opening))?.pid
}

test('the ladder looks into the process that rises, however large the others are', () => {
  expect(chosen(2)).toBe(SMALL)
})

test('and a child process that rises comes before the worker that does not', () => {
  expect(chosen(2, 'other')).toBe(SMALL)
  expect(chosen(0.5, 'other')).toBe(LARGE)
})

test.each([
  [110, 35, 99],
  [20, 18, 100],
])('a master of %i MiB beside workers of %i', (master, worker, expected) => {
  const rows = aCluster(2, { privateBytes: worker * MiB, anonBytes: worker * MiB }).map((row) =>
    row.role === 'master' ? { ...row, privateBytes: master * MiB } : row,
  )

  expect(lookedInto(rows, [])).toBe(expected)
})

test('the ladder looks into the largest where none rises by more than what warms up', () => {
  expect(chosen(0.5)).toBe(LARGE)
})
