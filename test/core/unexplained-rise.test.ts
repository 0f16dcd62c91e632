import { describe, expect, test } from 'vitest'
import type { EventOf } from '../../src/core/event.ts'
import { nextRung } from '../../src/core/ladder-question.ts'
import type { Values } from '../../src/core/values.ts'
import {
  aCluster,
  aFinding,
  anOpening,
  aService,
  aState,
  doneEvent,
  evidenceEvent,
  GiB,
  MiB,
  someCpuinfo,
  someEvidence,
  someLoad,
  someTop,
} from '../support/builders.ts'
import { figures, heapOf, readings } from '../support/rule-scenes.ts'
import { judgedAndSettled } from '../support/settled.ts'
import { aLook, aTrendProcess, someTrend } from '../support/trend-builders.ts'

const twelve = someTop({ processes: aCluster(12, { privateBytes: 60 * MiB, anonBytes: 60 * MiB }) })
const limit = { memoryLimitBytes: 0.75 * GiB }

/** Twelve workers that each gain so many MiB every two seconds. */
function course(mebibytes: number) {
  return someTrend(
    [0, 1, 2, 3, 4, 5].map((at) =>
      aLook(
        1000 + at * 2,
        Array.from({ length: 12 }, (_, index) =>
          aTrendProcess(Math.round((60 + at * mebibytes) * MiB), { pid: 100 + index }),
        ),
      ),
    ),
  )
}

function verdictOf(...more: Values[]) {
  return judgedAndSettled([someLoad(), twelve, someCpuinfo(), ...more], limit).verdict
}

describe('over-forked workers whose memory rises', () => {
  test('are certain, and what would tell whether they leak is named', () => {
    expect(verdictOf(course(1))).toMatchObject({
      cause: 'overforked-workers',
      confidence: 'confirmed',
      nextMeasurement: { step: 'snapshot' },
    })
    expect(verdictOf(course(0)).nextMeasurement).toBeUndefined()
  })

  test('that leak are both causes, the larger first', () => {
    const verdict = verdictOf(course(1), figures(readings([16, 17, 18, 19, 20], heapOf), 120))

    expect(verdict.cause).toBe('overforked-workers')
    expect(verdict.contributing.map(({ cause }) => cause)).toEqual(['js-heap-leak'])
    expect(verdict.nextMeasurement).toBeUndefined()
  })

  test('that keep what they had after forced collections leak nothing', () => {
    const verdict = verdictOf(course(1), figures(readings([16, 16, 16, 16, 16], heapOf), 120))

    expect(verdict).toMatchObject({ cause: 'overforked-workers', contributing: [] })
    expect(verdict.nextMeasurement).toBeUndefined()
  })
})

test('a worker that grows and holds far more than those beside it leaks what it holds beyond them', () => {
  const six = aCluster(6, { privateBytes: 16 * MiB, anonBytes: 16 * MiB }).map((row) =>
    row.pid === 100 ? { ...row, privateBytes: 126 * MiB, anonBytes: 126 * MiB } : row,
  )
  // It was up for a minute, and filled most of that time faster than while it was looked at.
  const slow = figures(readings([114, 118, 122, 126, 130], heapOf), 60)

  const { verdict } = judgedAndSettled(
    [someLoad(), someTop({ processes: six }), someCpuinfo(), slow],
    { memoryLimitBytes: 330 * MiB },
  )

  expect(verdict).toMatchObject({
    cause: 'js-heap-leak',
    explainedBytes: 114 * MiB - 5_500_000,
  })
  expect(verdict.contributing.map(({ cause }) => cause)).toEqual(['overforked-workers'])
})

describe('the ladder', () => {
  const steps = ['load', 'snapshot', 'websocket', 'logs', 'top', 'cpuinfo'] as const

  function rungOf(seen: Values, opening: Partial<EventOf<'opened'>>) {
    const snapshot: Values = {
      kind: 'snapshot',
      limitBytes: null,
      processes: [
        {
          pid: 100,
          role: 'worker',
          rssBytes: 100 * MiB,
          inspectorPort: null,
          opensOnSignal: true,
          heapSnapshotSignal: false,
          maxOldSpaceBytes: null,
        },
      ],
    }
    const values = [someLoad(), twelve, someCpuinfo(), snapshot, seen]
    const events = values.map((each) => evidenceEvent(someEvidence(each)))
    const done = steps.map((step) => doneEvent(step, step === 'top' ? [aFinding()] : []))
    const service = aService(limit)
    return nextRung(aState([...events, ...done], anOpening({ service, ...opening })))?.rung
  }

  test('is climbed for it where that is allowed already', () => {
    expect(rungOf(course(1), { approve: 'gc' })).toBe('inspect')
  })

  test('is not where it would have to be asked for, or nothing rises', () => {
    expect(rungOf(course(1), {})).toBeUndefined()
    expect(rungOf(course(0), { approve: 'gc' })).toBeUndefined()
  })

  test('is climbed where the memory went up and down, which may hide a rise', () => {
    const swing = someTrend(
      [0, 4, 0, 4, 1, 3].map((more, at) =>
        aLook(
          1000 + at * 2,
          Array.from({ length: 12 }, (_, index) =>
            aTrendProcess((60 + more) * MiB, { pid: 100 + index }),
          ),
        ),
      ),
    )

    expect(rungOf(swing, { approve: 'gc' })).toBe('inspect')
    expect(rungOf(swing, {})).toBeUndefined()
  })
})
