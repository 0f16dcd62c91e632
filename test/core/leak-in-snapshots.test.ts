import { expect, test } from 'vitest'
import { MiB, someLoad } from '../support/builders.ts'
import { aHeapComparison, aHeapSuspect } from '../support/heap-builders.ts'
import { figures, GROWING, heapOf, oneWorker, readings } from '../support/rule-scenes.ts'
import { judgedAndSettled } from '../support/settled.ts'

const ROOT = { edge: '', edgeType: '', type: 'synthetic', name: '(GC roots)' }
const HELD = { edge: 'sessions', edgeType: 'context', type: 'object', name: 'Map' }

test('snapshots name what holds it, and confirm', () => {
  const suspect = aHeapSuspect({
    class: 'Session',
    retainedBytes: 150 * MiB,
    objects: [10, 4000],
    path: [ROOT, HELD, { edge: '7', edgeType: 'element', type: 'object', name: 'Session' }],
  })
  const comparison = aHeapComparison({
    pid: 100,
    growthBytes: 20 * MiB,
    topRatio: 0.9,
    suspects: [suspect],
  })

  const { verdict } = judgedAndSettled(
    [someLoad(), oneWorker(220 * MiB), figures(readings(GROWING, heapOf)), comparison],
    { memoryLimitBytes: 300 * MiB },
  )

  expect(verdict).toMatchObject({ cause: 'js-heap-leak', confidence: 'confirmed' })
  expect(verdict.text).toContain(
    'Most of it are Session objects (/srv/app/session.js:12) (4000 now, 10 before), held by the variable `sessions`.',
  )
  expect(verdict.fix?.text).toMatch(
    /^Let the variable `sessions` let go of the Session objects \(\/srv\/app\/session.js:12\) when they are done with\. /,
  )
  const { lowBytes = 0, highBytes = 0 } = verdict.fix?.predictedRange ?? {}
  expect(lowBytes).toBeLessThan(verdict.fix?.predictedUsageBytes ?? 0)
  // The pages that V8 did not use after the last collection, 4 MiB, it may keep.
  expect(highBytes).toBeGreaterThanOrEqual((verdict.fix?.predictedUsageBytes ?? 0) + 4 * MiB)
  expect(verdict.because).toContain('snapshot.heap-comparison/web-1')
})

test('what holds it is not certain, and confirms nothing, where V8 forgot which objects are new', () => {
  const suspect = aHeapSuspect({
    class: 'Function',
    retainedBytes: 20 * MiB,
    objects: [9000, 14_000],
    path: [ROOT, HELD, { edge: '7', edgeType: 'element', type: 'closure', name: '' }],
  })
  const verdictOf = (change: { unsure?: true }) => {
    const suspects = [{ ...suspect, ...change }]
    const comparison = aHeapComparison({ pid: 100, growthBytes: 20 * MiB, topRatio: 0.9, suspects })
    // So much above the threshold that its growth alone does not confirm it.
    return judgedAndSettled(
      [someLoad(), oneWorker(220 * MiB), figures(readings(GROWING, heapOf), 90), comparison],
      { memoryLimitBytes: 300 * MiB },
    ).verdict
  }

  const sure = verdictOf({})
  const unsure = verdictOf({ unsure: true })

  expect(sure.confidence).toBe('confirmed')
  expect(sure.fix?.text).toMatch(/^Let the variable `sessions` let go of the functions/)
  expect(unsure).toMatchObject({ cause: 'js-heap-leak', confidence: 'likely' })
  expect(unsure.text).toContain(
    'some of them held by the variable `sessions`; which of them are the new ones V8 forgot',
  )
  expect(unsure.fix?.text).toMatch(/^Find what holds the objects that grow/)
})

test('snapshots alone name it and confirm, where no inspector could be had', () => {
  const suspect = aHeapSuspect({ class: 'Session', retainedBytes: 150 * MiB })
  const sizes = { nodes: 1, edges: 1, transferBytes: 1, tookMs: 1, peakRssBytes: null }
  const [before, after] = [160 * MiB, 180 * MiB].map((heapBytes) => ({
    at: '2026-11-25T10:00:00.000Z',
    heapBytes,
    ...sizes,
  }))
  if (before === undefined || after === undefined) throw new Error('two snapshots')
  const comparison = aHeapComparison({
    pid: 100,
    growthBytes: 20 * MiB,
    topRatio: 0.9,
    snapshots: [before, after],
    suspects: [suspect],
  })

  const { verdict } = judgedAndSettled([someLoad(), oneWorker(220 * MiB), comparison], {
    memoryLimitBytes: 300 * MiB,
  })

  expect(verdict).toMatchObject({ cause: 'js-heap-leak', confidence: 'confirmed' })
  expect(verdict.explainedBytes).toBe(130 * MiB)
  expect(verdict.because).toEqual(['snapshot.heap-comparison/web-1'])
})

test('of two that explain what grew, the one that is certain is named', () => {
  const functions = aHeapSuspect({ class: 'Function', unsure: true, growthRatio: 0.95 })
  const suspects = [functions, aHeapSuspect({ class: 'Session', growthRatio: 0.8 })]
  const comparison = aHeapComparison({ pid: 100, growthBytes: 20 * MiB, suspects })

  const { verdict } = judgedAndSettled(
    [someLoad(), oneWorker(220 * MiB), figures(readings(GROWING, heapOf)), comparison],
    { memoryLimitBytes: 300 * MiB },
  )

  expect(verdict.text).toContain('Most of it are Session objects')
})
