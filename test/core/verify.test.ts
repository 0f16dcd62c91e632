import { describe, expect, test } from 'vitest'
import { settle } from '../../src/core/settle.ts'
import { fold } from '../../src/core/state.ts'
import type { Values } from '../../src/core/values.ts'
import { verifyRequest } from '../../src/core/verify.ts'
import type { Expectation } from '../../src/core/verification.ts'
import {
  aCluster,
  aFinding,
  aRow,
  anOpening,
  aService,
  aState,
  AT,
  doneEvent,
  evidenceEvent,
  GiB,
  MiB,
  someEvidence,
  someLoad,
  someLogs,
  someTop,
} from '../support/builders.ts'
import { aHeapReading, someHeapFigures } from '../support/heap-builders.ts'

const expected: Expectation = {
  of: 'first12345',
  node: 'web-1',
  cause: 'overforked-workers',
  usageBytes: 924 * MiB,
  predictedUsageBytes: 96 * MiB,
  predictedRange: { lowBytes: 80 * MiB, highBytes: 120 * MiB },
  workers: 2,
}

function verified(values: Values[], verifies = expected) {
  const events = values.map((each) => evidenceEvent(someEvidence(each)))
  return settle(
    aState(events, anOpening({ service: aService({ memoryLimitBytes: GiB }), verifies })),
  ).verification
}

const twice = { text: 'listening', count: 2, pids: 2, firstAt: AT }

describe('after the fix', () => {
  test('usage within the range, as many workers as were to be left, start-up lines as often: proved', () => {
    const verification = verified([
      someLoad(),
      someLogs({ workers: 2, startup: [twice] }),
      someTop({ processes: aCluster(2) }),
    ])

    expect(verification).toMatchObject({
      of: 'first12345',
      predictedUsageBytes: 96 * MiB,
      measuredUsageBytes: 96 * MiB,
      proved: true,
    })
    expect(verification?.checks.map((each) => [each.name, each.ok])).toEqual([
      ['usage', true],
      ['cause', true],
      ['workers', true],
      ['start-up lines', true],
    ])
    expect(verification?.checks.at(-1)?.text).toBe(
      'Start-up lines stand 2 times with 2 workers: `listening`.',
    )
  })

  // Read after a real restart: the old workers ended in the second in which the new ones began.
  test('what the old processes wrote as they ended, or one wrote often, is no start-up line', () => {
    const startup = [
      { ...twice, firstAt: '2026-11-26 00:19:49' },
      { text: 'worker stopping', count: 8, pids: 8, firstAt: '2026-11-26 00:19:48' },
      { text: 'worker <n> ended', count: 8, pids: 1, firstAt: '2026-11-26 00:19:49' },
    ]
    const seen = [
      someLoad(),
      someLogs({ workers: 2, startup }),
      someTop({ processes: aCluster(2) }),
    ]
    const late = { text: 'again', count: 8, pids: 8, firstAt: '2026-11-26 00:19:50' }
    const more = [someLogs({ workers: 2, startup: [...startup, late] })]

    expect(verified(seen)?.proved).toBe(true)
    expect(verified([...seen.filter(({ kind }) => kind !== 'logs'), ...more])?.proved).toBe(false)
  })

  test('the same number of workers as before is not proved, and the text says what is missing', () => {
    const lines = { ...twice, count: 48, pids: 48 }
    const verification = verified([
      someLoad(),
      someLogs({ workers: 48, startup: [lines] }),
      someTop({ processes: aCluster(48) }),
    ])

    expect(verification?.proved).toBe(false)
    expect(verification?.text).toContain('48 workers run; 2 were to be left.')
    expect(verification?.text).toContain('overforked-workers is found again.')
  })

  test('few workers that hold more than was predicted are not proved', () => {
    const processes = aCluster(2, { privateBytes: 90 * MiB, anonBytes: 90 * MiB })

    expect(verified([someLoad(), someTop({ processes })])).toMatchObject({
      proved: false,
      measuredUsageBytes: 312 * MiB,
    })
  })

  test('a node that gave no figures proves nothing', () => {
    expect(verified([someLoad()])).toMatchObject({ proved: false, measuredUsageBytes: null })
  })
})

describe('what grows', () => {
  const leak: Expectation = {
    of: 'first12345',
    node: 'web-1',
    cause: 'js-heap-leak',
    usageBytes: 900 * MiB,
    predictedUsageBytes: 300 * MiB,
    uptimeSeconds: 7200,
  }
  const top = (uptimeSeconds: number) =>
    someTop({ processes: [aRow({ pid: 101, uptimeSeconds, pssBytes: null })] })

  test('is small after a restart: that alone proves nothing', () => {
    const verification = verified([someLoad(), top(60)], leak)

    expect(verification?.proved).toBe(false)
    expect(verification?.text).toContain('60 s only (7200 s when it was found)')
  })

  test('is proved to be gone by time, or by forced collections', () => {
    const level = [0, 1, 2].map(() => aHeapReading({ heapUsedBytes: 20 * MiB }))

    expect(verified([someLoad(), top(7300)], leak)?.proved).toBe(true)
    expect(verified([someLoad(), top(60), someHeapFigures(level)], leak)?.proved).toBe(true)
  })
})

describe('what can be verified', () => {
  test('the same service, runbook, nodes and steps, with the prediction of the node that decided', () => {
    const opening = anOpening({
      service: aService({ memoryLimitBytes: GiB }),
      only: ['load', 'top'],
    })
    const values = [someLoad(), someTop({ processes: aCluster(48) })]
    const events = values.map((each) => evidenceEvent(someEvidence(each)))
    const before = fold([opening, ...events, doneEvent('top', [aFinding()])])
    const { verdict, account, nodes } = settle(before)
    const state = fold([
      opening,
      ...events,
      doneEvent('top', [aFinding()]),
      { kind: 'verdict', version: 1, at: AT, verdict, account, nodes: [...nodes] },
    ])

    const request = verifyRequest(state, { startedBy: 'terminal:bob' })

    expect(request).toMatchObject({
      service: { name: 'checkout' },
      only: ['load', 'top'],
      startedBy: 'terminal:bob',
      verifies: {
        of: 'abc123defg',
        node: 'web-1',
        cause: 'overforked-workers',
        usageBytes: 924 * MiB,
        workers: 2,
      },
    })
  })

  test('without a verdict, or with nothing to mend, there is nothing to verify', () => {
    expect(() => verifyRequest(aState(), { startedBy: 'x' })).toThrow('has no verdict to verify')
    const { verdict, account, nodes } = settle(
      aState([someLoad(), someTop()].map((each) => evidenceEvent(someEvidence(each)))),
    )
    const healthy = aState([
      { kind: 'verdict', version: 1, at: AT, verdict, account, nodes: [...nodes] },
    ])

    expect(() => verifyRequest(healthy, { startedBy: 'x' })).toThrow('ended healthy')
  })
})
