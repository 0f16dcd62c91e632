import { expect, test } from 'vitest'
import { nextRung } from '../../src/core/ladder-question.ts'
import type { Values } from '../../src/core/values.ts'
import {
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
  const top = someTop({
    processes: pids.map((pid) =>
      aRow({ pid, privateBytes: size(pid), anonBytes: size(pid), rssBytes: size(pid) + 40 * MiB }),
    ),
  })
  const snapshot: Values = {
    kind: 'snapshot',
    limitBytes: null,
    processes: pids.map((pid) => ({
      pid,
      role: pid === SMALL ? smallRole : ('worker' as const),
      rssBytes: size(pid) + 40 * MiB,
      inspectorPort: null,
      opensOnSignal: true,
      heapSnapshotSignal: false,
      maxOldSpaceBytes: null,
    })),
  }
  const looks = [0, 1, 2, 3, 4, 5].map((at) =>
    aLook(1000 + at * 2, [
      aTrendProcess(size(LARGE), { pid: LARGE }),
      aTrendProcess(Math.round(size(SMALL) + at * mebibytes * MiB), { pid: SMALL }),
    ]),
  )
  const events = [someLoad(), top, snapshot, someTrend(looks)].map((values) =>
    evidenceEvent(someEvidence(values)),
  )
  const steps = ['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'] as const
  const opening = anOpening({ service: aService({ memoryLimitBytes: 600 * MiB }), approve: 'gc' })
  return nextRung(aState([...events, ...steps.map((step) => doneEvent(step))], opening))?.pid
}

test('the ladder looks into the process that rises, however large the others are', () => {
  expect(chosen(2)).toBe(SMALL)
})

test('and a child process that rises comes before the worker that does not', () => {
  expect(chosen(2, 'other')).toBe(SMALL)
  expect(chosen(0.5, 'other')).toBe(LARGE)
})

test('the ladder looks into the largest where none rises by more than what warms up', () => {
  expect(chosen(0.5)).toBe(LARGE)
})
